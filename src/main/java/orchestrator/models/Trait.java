package orchestrator.models;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;
import java.util.Set;

/** Something about a model that changes how it is to be used. */
public enum Trait {
    /** Distilled to few steps. */
    TURBO, LIGHTNING, HYPER, LCM, SCHNELL,
    /** Also takes a mask and the picture below it. */
    INPAINT,
    /** Needs a map (edges, depth) as a further input. */
    CONTROL,
    /** Needs a picture to change. */
    EDIT,
    /** Only finishes what another model began. */
    REFINER, V_PREDICTION, FP8,
    /** Latent channels of a VAE: 4 for SD1.5, SD2 and SDXL, 16 for SD3.5 and FLUX. */
    LATENT_4, LATENT_16;

    /** What makes a model need few steps. */
    static final Set<Trait> DISTILLED = Set.of(TURBO, LIGHTNING, HYPER, LCM);

    /** The word used in the API, such as {@code v-prediction}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

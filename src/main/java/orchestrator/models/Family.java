package orchestrator.models;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Optional;

/** The architecture a model belongs to. Models of one family share their text encoders, latent space and LoRAs. */
public enum Family {
    SD15("SD1.5"), SD2("SD2"), SDXL("SDXL"), SD3("SD3"), SD35("SD3.5"), FLUX("FLUX"), FLUX2("FLUX.2"), CHROMA(
            "Chroma"), WAN("Wan"), QWEN_IMAGE("Qwen-Image"), LUMINA2("Lumina2"), HUNYUAN_VIDEO(
                    "HunyuanVideo"), LTX_VIDEO("LTX-Video"), SVD("SVD"), UNKNOWN("unknown");

    private final String type;

    Family(String type) {
        this.type = type;
    }

    /** The word used in the API and on the page, such as {@code SD1.5}. */
    @JsonValue
    public String type() {
        return type;
    }

    /** The family a word of the API names. */
    public static Optional<Family> of(String type) {
        return Arrays.stream(values()).filter(family -> family.type.equalsIgnoreCase(type)).findFirst();
    }

    /** Whether a VAE of the other family decodes what this one samples; what is unknown may. */
    public boolean sharesLatents(Family other) {
        return fits(other) || isFirst() && other.isFirst();
    }

    /** Whether a LoRA or ControlNet of the other family works with this one; what is unknown may. */
    public boolean fits(Family other) {
        return this == other || this == UNKNOWN || other == UNKNOWN || isThree() && other.isThree();
    }

    // SD2 kept the latent space of SD1.5.
    private boolean isFirst() {
        return this == SD15 || this == SD2;
    }

    private boolean isThree() {
        return this == SD3 || this == SD35;
    }
}

package orchestrator.models;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/** What a file holds beside, or instead of, the model that is sampled. */
public enum Part {
    VAE, CLIP_L, CLIP_G, CLIP_H, T5XXL, CLIP_VISION;

    /** The word used in the API, such as {@code clip-l}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package orchestrator.models;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a model file is for. It follows from the folder it lies in, because ComfyUI offers it by folder. */
public enum Kind {
    CHECKPOINT("checkpoints"), DIFFUSION_MODEL("diffusion_models", "unet"), LORA("loras"), CONTROLNET("controlnet",
            "t2i_adapter"), VAE("vae"), UPSCALER("upscale_models"), TEXT_ENCODER("text_encoders",
                    "clip"), CLIP_VISION("clip_vision"), EMBEDDING("embeddings"), STYLE_MODEL("style_models"), OTHER();

    /** What pictures are sampled with. A LoRA may share a bare name with one of these. */
    public static final Set<Kind> SAMPLED = Set.of(CHECKPOINT, DIFFUSION_MODEL);

    private final List<String> folders;

    Kind(String... folders) {
        this.folders = List.of(folders);
    }

    /** The word used in the API, such as {@code diffusion-model}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name under which ComfyUI lists it, such as {@code diffusion_models}; empty for {@link #OTHER}. */
    public Optional<String> folder() {
        return folders.stream().findFirst();
    }

    /** What lies in a folder of that name, older names included ({@code unet}, {@code clip}). */
    public static Kind inFolder(String folder) {
        return Arrays.stream(values()).filter(kind -> kind.folders.contains(folder)).findFirst().orElse(OTHER);
    }
}

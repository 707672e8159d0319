package orchestrator.workflow;

import orchestrator.comfyui.Graph.Link;
import orchestrator.comfyui.GraphBuilder;
import orchestrator.job.ImageParams;
import orchestrator.models.Kind;
import orchestrator.models.ModelFile;
import orchestrator.models.Trait;

import java.util.List;
import java.util.Optional;

/**
 * What is particular to a model family. A new family is one more of these and its line in {@link #of}; all the rest of a
 * graph is drawn by {@link ImageGraph}.
 */
sealed interface Recipe permits StableDiffusion1, StableDiffusion2, StableDiffusionXl, StableDiffusion3, Flux,
        Unrecognized {

    /** What the sampler is steered by. */
    record Prompts(Link positive, Link negative) {}

    FamilyProfile profile(ModelFile model);

    /** Sets of text encoders that do, the best first; empty when they always come with the checkpoint. */
    List<EncoderSet> encoders();

    /** Latent channels of its VAE. */
    Trait latent();

    /** The node that makes an empty latent picture. */
    default String emptyLatent() {
        return latent() == Trait.LATENT_16 ? "EmptySD3LatentImage" : "EmptyLatentImage";
    }

    /** Adds the nodes that read the prompts. */
    default Prompts prompts(GraphBuilder graph, Link clip, String prompt, ImageParams params) {
        Link positive = graph.add("CLIPTextEncode").in("text", prompt).in("clip", clip).out(0);
        Link negative = graph.add("CLIPTextEncode").in("text", params.negativePrompt()).in("clip", clip).out(0);
        return new Prompts(positive, negative);
    }

    /** The recipe for a model; empty when its family makes no pictures from text here. */
    static Optional<Recipe> of(ModelFile model) {
        return switch (model.family()) {
            case SD15 -> Optional.of(new StableDiffusion1());
            case SD2 -> Optional.of(new StableDiffusion2());
            case SDXL -> Optional.of(new StableDiffusionXl());
            case SD3, SD35 -> Optional.of(new StableDiffusion3());
            case FLUX -> Optional.of(new Flux());
            // A name that says nothing is no reason to refuse; a header that says something else is.
            case UNKNOWN -> model.kind() == Kind.CHECKPOINT && model.guessed()
                    ? Optional.of(new Unrecognized())
                    : Optional.empty();
            case FLUX2, CHROMA, WAN, QWEN_IMAGE, LUMINA2, HUNYUAN_VIDEO, LTX_VIDEO, SVD -> Optional.empty();
        };
    }
}

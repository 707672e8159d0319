package orchestrator.workflow;

import orchestrator.comfyui.Graph.Link;
import orchestrator.comfyui.GraphBuilder;
import orchestrator.job.ImageParams;
import orchestrator.models.ModelFile;
import orchestrator.models.Part;
import orchestrator.models.Trait;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * FLUX.1: guidance is an input of the model, so cfg stays 1 and no negative prompt is computed. Schnell has not even the
 * guidance.
 */
record Flux() implements Recipe {

    private static final double GUIDANCE = 3.5;
    // The Fill model was trained with much more.
    private static final double FILL_GUIDANCE = 30;

    @Override
    public FamilyProfile profile(ModelFile model) {
        boolean schnell = model.is(Trait.SCHNELL);
        boolean few = model.is(Trait.TURBO) || model.is(Trait.HYPER) || model.is(Trait.LIGHTNING);
        int steps = schnell ? Sampling.named(model, 4) : few ? Sampling.named(model, 8) : 20;
        Optional<Double> guidance = schnell
                ? Optional.empty()
                : Optional.of(model.is(Trait.INPAINT) ? FILL_GUIDANCE : GUIDANCE);
        Map<String, String> without = new HashMap<>(
                Map.of("negativePrompt", "flux-no-negative", "cfg", "flux-no-cfg", "clipSkip", "no-clip-skip"));
        if (schnell) {
            without.put("guidance", "schnell-no-guidance");
        }
        return FamilyProfile.of(model, new Sampling(steps, 1, guidance, "euler", "simple"),
                FamilyProfile.MEGAPIXEL, 16, without);
    }

    @Override
    public List<EncoderSet> encoders() {
        return List.of(EncoderSet.two("flux", Part.CLIP_L, Part.T5XXL));
    }

    @Override
    public Trait latent() {
        return Trait.LATENT_16;
    }

    @Override
    public Prompts prompts(GraphBuilder graph, Link clip, String prompt, ImageParams params) {
        Link text = graph.add("CLIPTextEncode").in("text", prompt).in("clip", clip).out(0);
        Link guided = params.guidance()
                .map(value -> graph.add("FluxGuidance").in("conditioning", text).in("guidance", value).out(0))
                .orElse(text);
        Link nothing = graph.add("ConditioningZeroOut").in("conditioning", text).out(0);
        return new Prompts(guided, nothing);
    }
}

package orchestrator.workflow;

import orchestrator.models.ModelFile;
import orchestrator.models.Part;
import orchestrator.models.Trait;

import java.util.List;
import java.util.Map;

/** SD2.x: OpenCLIP-H, 768 pixels, or 512 as some names tell. ComfyUI finds out by itself whether the weights predict noise or velocity. */
record StableDiffusion2() implements Recipe {

    private static final List<Size> SIZES = List.of(new Size(768, 768), new Size(768, 1024), new Size(1024, 768),
            new Size(512, 512), new Size(512, 768), new Size(768, 512));

    @Override
    public FamilyProfile profile(ModelFile model) {
        Sampling sampling = Sampling.of(30, 7, "dpmpp_2m", "karras").orDistilled(model);
        boolean small = model.name().contains("512") || Sampling.isOneStep(model);
        return FamilyProfile.of(model, sampling, small ? FamilyProfile.SMALL : SIZES, 8,
                Map.of("guidance", "no-guidance-input"));
    }

    @Override
    public List<EncoderSet> encoders() {
        return List.of(EncoderSet.one("stable_diffusion", Part.CLIP_H));
    }

    @Override
    public Trait latent() {
        return Trait.LATENT_4;
    }
}

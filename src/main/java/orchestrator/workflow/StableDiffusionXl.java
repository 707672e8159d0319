package orchestrator.workflow;

import orchestrator.models.ModelFile;
import orchestrator.models.Part;
import orchestrator.models.Trait;

import java.util.List;
import java.util.Map;

/** SDXL and what grew from it: two CLIPs, one megapixel. */
record StableDiffusionXl() implements Recipe {

    @Override
    public FamilyProfile profile(ModelFile model) {
        Sampling sampling = Sampling.of(30, 7, "dpmpp_2m", "karras").orDistilled(model);
        List<Size> sizes = Sampling.isOneStep(model) ? FamilyProfile.SMALL : FamilyProfile.MEGAPIXEL;
        return FamilyProfile.of(model, sampling, sizes, 8,
                Map.of("guidance", "no-guidance-input"));
    }

    @Override
    public List<EncoderSet> encoders() {
        return List.of(EncoderSet.two("sdxl", Part.CLIP_L, Part.CLIP_G));
    }

    @Override
    public Trait latent() {
        return Trait.LATENT_4;
    }
}

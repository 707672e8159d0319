package orchestrator.workflow;

import orchestrator.models.ModelFile;
import orchestrator.models.Part;
import orchestrator.models.Trait;

import java.util.List;
import java.util.Map;

/** SD1.5: one CLIP, 512 pixels. */
record StableDiffusion1() implements Recipe {

    @Override
    public FamilyProfile profile(ModelFile model) {
        Sampling sampling = Sampling.of(30, 7, "dpmpp_2m", "karras").orDistilled(model);
        return FamilyProfile.of(model, sampling, FamilyProfile.SMALL, 8, Map.of("guidance", "no-guidance-input"));
    }

    @Override
    public List<EncoderSet> encoders() {
        return List.of(EncoderSet.one("stable_diffusion", Part.CLIP_L));
    }

    @Override
    public Trait latent() {
        return Trait.LATENT_4;
    }
}

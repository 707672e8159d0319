package orchestrator.workflow;

import orchestrator.models.ModelFile;
import orchestrator.models.Part;
import orchestrator.models.Trait;

import java.util.List;
import java.util.Map;

/** SD3 and SD3.5: three text encoders, or two without T5 where memory is short. */
record StableDiffusion3() implements Recipe {

    @Override
    public FamilyProfile profile(ModelFile model) {
        Sampling sampling = model.is(Trait.TURBO)
                ? Sampling.of(Sampling.named(model, 4), 1.2, "euler", "sgm_uniform")
                : Sampling.of(28, 4.5, "dpmpp_2m", "sgm_uniform");
        return FamilyProfile.of(model, sampling, FamilyProfile.MEGAPIXEL, 16,
                Map.of("guidance", "no-guidance-input", "clipSkip", "no-clip-skip"));
    }

    @Override
    public List<EncoderSet> encoders() {
        return List.of(EncoderSet.three(Part.CLIP_G, Part.CLIP_L, Part.T5XXL),
                EncoderSet.two("sd3", Part.CLIP_G, Part.CLIP_L));
    }

    @Override
    public Trait latent() {
        return Trait.LATENT_16;
    }
}

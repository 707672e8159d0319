package orchestrator.workflow;

import orchestrator.models.Family;
import orchestrator.models.ModelFile;
import orchestrator.models.Part;
import orchestrator.models.Trait;

import java.util.List;
import java.util.Map;

/** SD1.5: one CLIP, 512 pixels. */
record StableDiffusion1() implements Recipe {

    private static final List<Size> SIZES = List.of(new Size(512, 512), new Size(512, 768), new Size(768, 512),
            new Size(512, 640), new Size(640, 512), new Size(768, 768));

    @Override
    public FamilyProfile profile(ModelFile model) {
        Sampling sampling = Sampling.of(30, 7, "dpmpp_2m", "karras").orDistilled(model);
        return FamilyProfile.of(Family.SD15, sampling, SIZES, 8, Map.of("guidance", "no-guidance-input"));
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

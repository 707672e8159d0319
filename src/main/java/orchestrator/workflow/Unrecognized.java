package orchestrator.workflow;

import orchestrator.models.ModelFile;
import orchestrator.models.Trait;

import java.util.List;
import java.util.Map;

/** A checkpoint of another host whose name tells nothing: the graph that works for every all-in-one checkpoint. */
record Unrecognized() implements Recipe {

    @Override
    public FamilyProfile profile(ModelFile model) {
        Sampling sampling = Sampling.of(30, 7, "dpmpp_2m", "karras").orDistilled(model);
        return FamilyProfile.of(model, sampling, FamilyProfile.MEGAPIXEL, 8, Map.of());
    }

    @Override
    public List<EncoderSet> encoders() {
        return List.of();
    }

    @Override
    public Trait latent() {
        return Trait.LATENT_4;
    }
}

package orchestrator.workflow;

import orchestrator.models.Family;
import orchestrator.models.ModelFile;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model wants: the values that stand in for what a request leaves open, and what a form offers.
 *
 * @param sizes    presets, the first is the default
 * @param multiple width and height are multiples of it, pixels
 * @param ranges   what sliders offer for steps, cfg and guidance; the API takes more
 * @param without  parameters that make no sense for it, each with a fixed word for the reason
 */
public record FamilyProfile(Family family, Sampling sampling, List<Size> sizes, int multiple,
        Map<String, Range> ranges, Map<String, String> without) {

    static final List<Size> MEGAPIXEL = List.of(new Size(1024, 1024), new Size(1152, 896), new Size(896, 1152),
            new Size(1216, 832), new Size(832, 1216), new Size(1344, 768), new Size(768, 1344), new Size(1536, 640),
            new Size(640, 1536));

    private static final int FEW_STEPS = 12;

    public FamilyProfile {
        sizes = List.copyOf(sizes);
        ranges = Map.copyOf(ranges);
        without = Map.copyOf(without);
    }

    /** The profile of a model; empty when no picture can be made with it. */
    public static Optional<FamilyProfile> of(ModelFile model) {
        return Recipe.of(model).map(recipe -> recipe.profile(model));
    }

    static FamilyProfile of(Family family, Sampling sampling, List<Size> sizes, int multiple,
            Map<String, String> without) {
        Range steps = sampling.steps() <= FEW_STEPS ? new Range(1, FEW_STEPS, 1) : new Range(20, 100, 1);
        return new FamilyProfile(family, sampling, sizes, multiple, Map.of("steps", steps, "cfg",
                new Range(1, 20, 0.5), "guidance", new Range(1, 10, 0.1)), without);
    }

    public Size size() {
        return sizes.getFirst();
    }

    boolean takes(String field) {
        return !without.containsKey(field);
    }
}

package orchestrator.workflow;

import orchestrator.models.Card;
import orchestrator.models.Family;
import orchestrator.models.ModelFile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model wants: the values that stand in for what a request leaves open, and what a form offers.
 *
 * @param sizes    presets, the first is the default; where its file tells the size it was trained at, that one
 * @param multiple width and height are multiples of it, pixels
 * @param ranges   what makes sense for steps, cfg and guidance, as far as it takes them; the API takes more
 * @param without  parameters that make no sense for it, each with a fixed word for the reason
 */
public record FamilyProfile(Family family, Sampling sampling, List<Size> sizes, int multiple,
        Map<String, Range> ranges, Map<String, String> without) {

    static final List<Size> MEGAPIXEL = List.of(new Size(1024, 1024), new Size(1152, 896), new Size(896, 1152),
            new Size(1216, 832), new Size(832, 1216), new Size(1344, 768), new Size(768, 1344), new Size(1536, 640),
            new Size(640, 1536));

    static final List<Size> SMALL = List.of(new Size(512, 512), new Size(512, 768), new Size(768, 512),
            new Size(512, 640), new Size(640, 512), new Size(768, 768));

    private static final int SMALLEST_SIDE = 256;
    private static final int LARGEST_SIDE = 4096;
    private static final int FEW_STEPS = 12;
    private static final double LOW_CFG = 2.5;
    private static final double HIGH_GUIDANCE = 10;

    public FamilyProfile {
        sizes = List.copyOf(sizes);
        ranges = Map.copyOf(ranges);
        without = Map.copyOf(without);
    }

    /** The profile of a model; empty when no picture can be made with it. */
    public static Optional<FamilyProfile> of(ModelFile model) {
        return Recipe.of(model).map(recipe -> recipe.profile(model));
    }

    static FamilyProfile of(ModelFile model, Sampling sampling, List<Size> sizes, int multiple,
            Map<String, String> without) {
        Map<String, Range> ranges = ranges(sampling);
        ranges.keySet().removeAll(without.keySet());
        return new FamilyProfile(model.family(), sampling, trainedFirst(model.card(), sizes, multiple), multiple,
                ranges, without);
    }

    // A model distilled to few steps burns at a cfg others need.
    private static Map<String, Range> ranges(Sampling sampling) {
        Map<String, Range> ranges = new HashMap<>();
        ranges.put("steps", sampling.steps() <= FEW_STEPS ? new Range(1, FEW_STEPS, 1) : new Range(20, 100, 1));
        ranges.put("cfg", sampling.cfg() <= LOW_CFG ? new Range(1, 4, 0.1) : new Range(1, 20, 0.5));
        sampling.guidance().ifPresent(usual -> ranges.put("guidance",
                usual > HIGH_GUIDANCE ? new Range(1, 50, 0.5) : new Range(1, HIGH_GUIDANCE, 0.1)));
        return ranges;
    }

    private static List<Size> trainedFirst(Card card, List<Size> sizes, int multiple) {
        Stream<Size> trained = card.resolution().map(at -> new Size(at.width(), at.height()))
                .filter(size -> size.width() % multiple == 0 && size.height() % multiple == 0).stream();
        return Stream.concat(trained, sizes.stream()).distinct().toList();
    }

    public Size size() {
        return sizes.getFirst();
    }

    /** The size of that shape with about as many pixels as this model likes. */
    Size shapedLike(Size picture) {
        double scale = Math.sqrt((double) size().width() * size().height() / ((double) picture.width() * picture
                .height()));
        return new Size(fitting(picture.width() * scale), fitting(picture.height() * scale));
    }

    private int fitting(double side) {
        long whole = Math.round(side / multiple) * multiple;
        return (int) Math.clamp(whole, SMALLEST_SIDE, LARGEST_SIDE);
    }

    boolean takes(String field) {
        return !without.containsKey(field);
    }
}

package orchestrator.demo;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Paints procedural pictures: the same subject and size give the same pixels, every time and everywhere. */
final class Painter {
    private static final int[] BAYER = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};
    private static final Map<String, Function<Look, Scene>> BY_WORD = new TreeMap<>();
    private static final Function<Look, Scene> SEA = look -> new Seascape(look, false);
    private static final List<Function<Look, Scene>> ANY = List.of(Mountains::new, Spheres::new, Ribbons::new, SEA,
            Forest::new, Mountains::new, Flower::new);

    static {
        put(Mountains::new, "mountain", "fjord", "landscape", "hill", "valley", "alp", "canyon", "desert", "dune",
                "volcano", "cliff", "field", "meadow");
        put(SEA, "sea", "ocean", "beach", "lake", "ship", "boat", "harbor", "harbour", "coast", "river", "island",
                "water", "sail", "underwater");
        put(look -> new Seascape(look, true), "lighthouse");
        put(Spheres::new, "sphere", "still", "product", "glass", "fruit", "marble", "ball", "ceramic", "bowl", "vase",
                "apple", "metal", "chrome", "food", "cup");
        put(Ribbons::new, "abstract", "flowing", "silk", "wave", "fluid", "pattern", "liquid", "texture", "smoke",
                "swirl", "fabric", "ribbon", "art");
        put(City::new, "city", "street", "skyline", "tokyo", "cyberpunk", "building", "architecture", "downtown",
                "tower", "interior", "house", "car", "robot");
        put(Forest::new, "forest", "tree", "wood", "jungle", "pine", "fox", "deer", "wolf", "bear", "animal", "cat",
                "dog", "bird", "owl", "cabin");
        put(Flower::new, "flower", "rose", "bouquet", "garden", "tulip", "lotus", "blossom", "petal", "botanical",
                "butterfly");
        put(Portrait::new, "portrait", "woman", "man", "face", "person", "girl", "boy", "sailor", "queen", "king",
                "child", "people", "astronaut", "character", "model", "warrior");
        put(Space::new, "space", "galaxy", "planet", "nebula", "star", "cosmos", "universe", "moon", "saturn", "alien");
    }

    private Painter() {
    }

    static BufferedImage paint(Subject subject, int width, int height) {
        Words words = Words.of(subject.prompt(), subject.negative());
        // The words alone choose what is shown, so that every seed of a prompt shows the same kind of thing.
        Dice byWords = new Dice(Dice.hash(subject.prompt(), 7));
        Function<Look, Scene> kind = words.firstOf(BY_WORD).orElse(byWords.pick(ANY));
        Dice dice = new Dice(Dice.hash(subject.prompt() + '\n' + subject.negative(), subject.seed()));
        dice.next();
        Palette palette = Palette.of(words, dice);
        int octaves = Math.clamp(2 + subject.steps() / 10, 2, 5);
        Scene scene = kind.apply(new Look(palette, dice, width / (float) height, 1f / height, octaves));
        return render(scene, width, height, (float) Math.clamp(0.9 + 0.016 * subject.cfg(), 0.9, 1.25));
    }

    private static BufferedImage render(Scene scene, int width, int height, float saturation) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        Canvas canvas = new Canvas();
        float unit = 1f / height;
        float aspect = width * unit;
        for (int py = 0; py < height; py++) {
            float y = (py + 0.5f) * unit;
            for (int px = 0; px < width; px++) {
                float x = (px + 0.5f) * unit;
                scene.paint(x, y, canvas);
                float cx = x / aspect - 0.5f;
                canvas.dim(1.04f - 0.42f * (cx * cx + (y - 0.5f) * (y - 0.5f)));
                pixels[py * width + px] = canvas.packed(saturation, BAYER[(py & 3) << 2 | px & 3] / 16f);
            }
        }
        return image;
    }

    private static void put(Function<Look, Scene> scene, String... words) {
        for (String word : words) {
            BY_WORD.put(word, scene);
        }
    }
}

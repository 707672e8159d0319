package orchestrator.demo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Pictures: the same for the same wish, different for another, and no noise. */
class PainterTest {
    private static final String[] ANYTHING = {"a misty fjord at dawn", "the sea", "a lighthouse", "spheres",
            "flowing silk", "neon city", "pine forest", "a rose", "portrait of a sailor", "a planet", "маяк", ""};

    @ParameterizedTest
    @ValueSource(strings = {"a misty fjord at dawn", "the sea", "a lighthouse", "polished spheres", "flowing silk",
            "neon city in the rain", "a red fox in deep snow", "a rose", "portrait of an old sailor", "a planet",
            "маяк на закате", ""})
    void the_same_wish_gives_the_same_bytes_and_another_seed_another_picture(String prompt) {
        byte[] first = png(prompt, 42);
        assertArrayEquals(first, png(prompt, 42));
        assertTrue(difference(paint(prompt, 42), paint(prompt, 43)) > 4, "seeds must be told apart by eye");
    }

    @Test
    void prompt_negative_steps_cfg_and_seed_all_count() {
        Set<Integer> seen = new HashSet<>();
        Subject base = new Subject("mountains", "blurry", 1, 20, 7);
        for (Subject subject : new Subject[]{base, new Subject("mountains, oil", "blurry", 1, 20, 7),
                new Subject("mountains", "people", 1, 20, 7), new Subject("mountains", "blurry", -1, 20, 7),
                new Subject("mountains", "blurry", 1, 40, 7), new Subject("mountains", "blurry", 1, 20, 3)}) {
            assertTrue(seen.add(java.util.Arrays.hashCode(Png.encode(Painter.paint(subject, 64, 64), Map.of()))));
        }
    }

    @Test
    void a_size_shows_the_same_picture_in_other_pixels() {
        Subject subject = new Subject("a misty fjord at dawn", "", 3, 20, 7);
        BufferedImage small = Painter.paint(subject, 64, 64);
        BufferedImage large = Pixels.scale(Painter.paint(subject, 256, 256), 64, 64);
        assertTrue(difference(small, large) < 4, "a preview must be the picture to come");
        assertEquals(1344, Painter.paint(subject, 1344, 768).getWidth());
        assertEquals(8, Painter.paint(subject, 8, 2048).getWidth());
    }

    @Test
    void pictures_are_smooth_and_have_contrast() {
        for (String prompt : ANYTHING) {
            BufferedImage picture = paint(prompt, 5);
            assertTrue(neighbours(picture) < 14, prompt + " looks like noise: " + neighbours(picture));
            assertTrue(spread(picture) > 60, prompt + " is empty: " + spread(picture));
        }
    }

    @Test
    void steps_lead_from_noise_to_the_picture() {
        BufferedImage picture = paint("the sea", 9);
        double before = Double.MAX_VALUE;
        for (int step = 1; step <= 10; step++) {
            double now = difference(Denoising.show(picture, step / 10.0, 9), picture);
            assertTrue(now < before, "step " + step + " is no closer");
            before = now;
        }
        assertEquals(0, before);
        assertTrue(neighbours(Denoising.show(picture, 0.05, 9)) > 25, "the first steps are noise");
    }

    @Test
    void unwanted_words_choose_nothing() {
        assertEquals(Words.of("a City, by the sea!", "city").firstOf(Map.of("city", 1, "sea", 2)).orElseThrow(), 2);
        assertEquals(Words.of("two Roses, branches", "").firstOf(Map.of("rose", 1, "branch", 2)).orElseThrow(), 1);
        assertFalse(Words.of("", "").firstOf(Map.of("sea", 1)).isPresent());
    }

    private static BufferedImage paint(String prompt, long seed) {
        return Painter.paint(new Subject(prompt, "blurry", seed, 20, 7), 128, 128);
    }

    private static byte[] png(String prompt, long seed) {
        return Png.encode(paint(prompt, seed), Map.of());
    }

    /** The mean of the greatest difference of a pixel's parts. */
    private static double difference(BufferedImage a, BufferedImage b) {
        long sum = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                sum += apart(a.getRGB(x, y), b.getRGB(x, y));
            }
        }
        return sum / (double) (a.getWidth() * a.getHeight());
    }

    private static double neighbours(BufferedImage image) {
        long sum = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 1; x < image.getWidth(); x++) {
                sum += apart(image.getRGB(x, y), image.getRGB(x - 1, y));
            }
        }
        return sum / (double) (image.getWidth() * image.getHeight());
    }

    private static int spread(BufferedImage image) {
        int low = 255;
        int high = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int green = image.getRGB(x, y) >> 8 & 255;
                low = Math.min(low, green);
                high = Math.max(high, green);
            }
        }
        return high - low;
    }

    private static int apart(int a, int b) {
        return Math.max(Math.abs((a >> 16 & 255) - (b >> 16 & 255)),
                Math.max(Math.abs((a >> 8 & 255) - (b >> 8 & 255)), Math.abs((a & 255) - (b & 255))));
    }
}

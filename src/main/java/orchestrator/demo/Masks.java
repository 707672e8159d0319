package orchestrator.demo;

import java.awt.image.BufferedImage;

/** Arithmetic on masks. */
final class Masks {
    /** The weight at a place. */
    interface Weight {
        float at(int x, int y);
    }

    /** The weight at a place, given the present one. */
    interface Change {
        float at(int x, int y, float weight);
    }

    private Masks() {
    }

    static Value.Mask of(int width, int height, Weight weight) {
        float[] weights = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                weights[y * width + x] = weight.at(x, y);
            }
        }
        return new Value.Mask(width, height, weights);
    }

    static Value.Mask map(Value.Mask mask, Change change) {
        return of(mask.width(), mask.height(), (x, y) -> change.at(x, y, mask.weights()[y * mask.width() + x]));
    }

    /** @param invertAlpha transparent means repaint, as the loaders read it; a picture without alpha gives zeros */
    static Value.Mask channel(BufferedImage image, String channel, boolean invertAlpha) {
        if (channel.equals("alpha") && !image.getColorModel().hasAlpha()) {
            return of(64, 64, (x, y) -> invertAlpha ? 0 : 1);
        }
        int shift = switch (channel) {
            case "alpha" -> 24;
            case "red" -> 16;
            case "green" -> 8;
            default -> 0;
        };
        boolean invert = invertAlpha && channel.equals("alpha");
        return of(image.getWidth(), image.getHeight(), (x, y) -> {
            float value = (image.getRGB(x, y) >>> shift & 255) / 255f;
            return invert ? 1 - value : value;
        });
    }

    /** Grows by that many pixels in every direction, or shrinks when negative. */
    static Value.Mask grow(Value.Mask mask, int by) {
        return by == 0 ? mask : transposed(transposed(mask, by), by);
    }

    private static Value.Mask transposed(Value.Mask mask, int by) {
        int reach = Math.abs(by);
        return of(mask.height(), mask.width(), (x, y) -> {
            float best = mask.weights()[x * mask.width() + y];
            for (int i = Math.max(0, y - reach); i <= Math.min(mask.width() - 1, y + reach); i++) {
                float other = mask.weights()[x * mask.width() + i];
                best = by > 0 ? Math.max(best, other) : Math.min(best, other);
            }
            return best;
        });
    }
}

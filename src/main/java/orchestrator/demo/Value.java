package orchestrator.demo;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;

/** What flows along the links of a graph. */
sealed interface Value {
    /** A model, text encoder, VAE, ControlNet... of which only the name matters here. */
    record Loaded(String kind, String name) implements Value {}

    /** @param hint what a ControlNet was given */
    record Conditioning(String text, Optional<BufferedImage> hint) implements Value {
        static Conditioning of(String text) {
            return new Conditioning(text, Optional.empty());
        }
    }

    /** @param pictures what is in it already, empty for pure noise; sizes in pixels */
    record Latent(int width, int height, int batch, List<BufferedImage> pictures, Optional<Mask> mask)
            implements
                Value {
        static Latent of(List<BufferedImage> pictures) {
            BufferedImage first = pictures.getFirst();
            return new Latent(first.getWidth(), first.getHeight(), pictures.size(), pictures, Optional.empty());
        }
    }

    record Images(List<BufferedImage> all) implements Value {
        BufferedImage first() {
            return all.getFirst();
        }
    }

    /** @param weights row by row, 1 = repaint */
    record Mask(int width, int height, float[] weights) implements Value {
        float at(int x, int y, int ofWidth, int ofHeight) {
            return weights[Math.min(height - 1, y * height / ofHeight) * width
                    + Math.min(width - 1, x * width / ofWidth)];
        }
    }

    record Noise(long seed) implements Value {}

    record Guider(Conditioning positive, Conditioning negative, double cfg) implements Value {}

    record Sampler(String name) implements Value {}

    record Sigmas(int steps, double denoise) implements Value {}
}

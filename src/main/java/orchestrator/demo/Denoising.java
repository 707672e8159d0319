package orchestrator.demo;

import java.awt.image.BufferedImage;

/** What a picture looks like on its way out of the noise. */
final class Denoising {
    private Denoising() {
    }

    /** @param resolved 0 is noise alone, 1 the picture itself */
    static BufferedImage show(BufferedImage picture, double resolved, long seed) {
        int w = picture.getWidth();
        int h = picture.getHeight();
        float rest = (float) (1 - Math.clamp(resolved, 0, 1));
        if (rest == 0) {
            return picture;
        }
        int coarse = Math.max(2, Math.round(Math.max(w, h) * (1 - 0.985f * (float) Math.sqrt(rest))));
        double shrink = coarse / (double) Math.max(w, h);
        BufferedImage soft = Pixels.scale(Pixels.scale(picture, (int) Math.max(2, w * shrink),
                (int) Math.max(2, h * shrink)), w, h);
        Noise noise = new Noise(new Dice(seed ^ Math.round(rest * 1000)));
        float strength = 190 * rest * rest;
        // A latent pixel is eight wide, so its noise comes in grains and not in dust.
        float grain = Math.max(1, w / 64f);
        return Pixels.make(w, h, (x, y) -> {
            int rgb = soft.getRGB(x, y);
            int u = (int) (x / grain);
            int v = (int) (y / grain);
            return part(rgb >> 16, noise.cell(u, v), strength) << 16
                    | part(rgb >> 8, noise.cell(u + 101, v), strength) << 8
                    | part(rgb, noise.cell(u, v + 211), strength);
        });
    }

    private static int part(int value, float noise, float strength) {
        return Math.clamp(Math.round((value & 255) + strength * (noise - 0.5f)), 0, 255);
    }
}

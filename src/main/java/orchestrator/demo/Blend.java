package orchestrator.demo;

import java.awt.image.BufferedImage;
import java.util.Optional;

/** A new picture over an old one. */
final class Blend {
    private Blend() {
    }

    /**
     * @param denoise 0 keeps the old picture, 1 keeps the new one
     * @param mask    where it may change; everywhere when absent
     */
    static BufferedImage over(BufferedImage before, BufferedImage fresh, double denoise, Optional<Value.Mask> mask) {
        int w = fresh.getWidth();
        int h = fresh.getHeight();
        float weight = (float) Math.pow(Math.clamp(denoise, 0, 1), 1.6);
        return Pixels.make(w, h, (x, y) -> {
            float here = mask.map(m -> m.at(x, y, w, h)).orElse(1f);
            return Pixels.mix(before.getRGB(x, y) & 0xffffff, fresh.getRGB(x, y) & 0xffffff, here * weight);
        });
    }

    /** The lines of a hint (bright on dark) drawn into the picture as light. */
    static BufferedImage withHint(BufferedImage fresh, BufferedImage hint) {
        return Pixels.make(fresh.getWidth(), fresh.getHeight(), (x, y) -> {
            int lines = hint.getRGB(x, y);
            float light = ((lines >> 16 & 255) + (lines >> 8 & 255) + (lines & 255)) / 765f;
            return Pixels.mix(fresh.getRGB(x, y) & 0xffffff, 0xfff4e0, 0.75f * light);
        });
    }
}

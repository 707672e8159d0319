package orchestrator.demo;

import java.awt.image.BufferedImage;

/** White edges on black: gradient, thinned, then kept where strong or where weak and touching a strong one. */
final class Edges {
    /** A Sobel gradient of a picture in 0..1 rarely passes this, so thresholds in 0..1 are parts of it. */
    private static final float SCALE = 2f;

    private Edges() {
    }

    static BufferedImage of(BufferedImage image, double low, double high) {
        int w = image.getWidth();
        int h = image.getHeight();
        float[] strength = new float[w * h];
        byte[] direction = new byte[w * h];
        float[] grey = blurredGrey(image);
        for (int y = 1; y < h - 1; y++) {
            for (int x = 1; x < w - 1; x++) {
                int i = y * w + x;
                float dx = grey[i - w + 1] + 2 * grey[i + 1] + grey[i + w + 1] - grey[i - w - 1] - 2 * grey[i - 1]
                        - grey[i + w - 1];
                float dy = grey[i + w - 1] + 2 * grey[i + w] + grey[i + w + 1] - grey[i - w - 1] - 2 * grey[i - w]
                        - grey[i - w + 1];
                strength[i] = (float) Math.sqrt(dx * dx + dy * dy) * SCALE;
                direction[i] = (byte) (Math.abs(dx) > 2 * Math.abs(dy)
                        ? 0
                        : Math.abs(dy) > 2 * Math.abs(dx)
                                ? 1
                                : dx * dy > 0 ? 2 : 3);
            }
        }
        int[] beside = {1, w, w + 1, w - 1};
        boolean[] peak = new boolean[w * h];
        for (int i = w + 1; i < w * (h - 1) - 1; i++) {
            int step = beside[direction[i]];
            peak[i] = strength[i] >= low && strength[i] >= strength[i - step] && strength[i] > strength[i + step];
        }
        return Pixels.make(w, h, (x, y) -> {
            int i = y * w + x;
            return peak[i] && (strength[i] >= high || touchesStrong(peak, strength, i, w, (float) high)) ? 0xffffff : 0;
        });
    }

    private static boolean touchesStrong(boolean[] peak, float[] strength, int i, int w, float high) {
        for (int step : new int[]{-w - 1, -w, -w + 1, -1, 1, w - 1, w, w + 1}) {
            if (i + step >= 0 && i + step < peak.length && peak[i + step] && strength[i + step] >= high) {
                return true;
            }
        }
        return false;
    }

    private static float[] blurredGrey(BufferedImage image) {
        int w = image.getWidth();
        int h = image.getHeight();
        float[] grey = new float[w * h];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int rgb = image.getRGB(x, y);
                grey[y * w + x] = (0.299f * (rgb >> 16 & 255) + 0.587f * (rgb >> 8 & 255) + 0.114f * (rgb & 255)) / 255;
            }
        }
        float[] soft = grey.clone();
        for (int i = w + 1; i < w * (h - 1) - 1; i++) {
            soft[i] = (4 * grey[i] + 2 * (grey[i - 1] + grey[i + 1] + grey[i - w] + grey[i + w]) + grey[i - w - 1]
                    + grey[i - w + 1] + grey[i + w - 1] + grey[i + w + 1]) / 16;
        }
        return soft;
    }
}

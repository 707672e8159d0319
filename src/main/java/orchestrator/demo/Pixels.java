package orchestrator.demo;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/** Arithmetic on pictures; every result is plain RGB. */
final class Pixels {
    /** The colour at a place, 0xRRGGBB. */
    interface Colour {
        int at(int x, int y);
    }

    private Pixels() {
    }

    static BufferedImage make(int width, int height, Colour colour) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = colour.at(x, y);
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    static BufferedImage plain(int width, int height, int colour) {
        return make(width, height, (x, y) -> colour);
    }

    /** Without transparency, what lies under it kept. */
    static BufferedImage opaque(BufferedImage image) {
        return image.getType() == BufferedImage.TYPE_INT_RGB
                ? image
                : make(image.getWidth(), image.getHeight(), (x, y) -> image.getRGB(x, y) & 0xffffff);
    }

    static BufferedImage scale(BufferedImage image, int width, int height) {
        if (image.getWidth() == width && image.getHeight() == height) {
            return image;
        }
        BufferedImage source = image;
        // Bicubic looks at 4x4 pixels only, so a strong reduction goes by halves.
        while (source.getWidth() >= 2 * width && source.getHeight() >= 2 * height) {
            source = draw(source, source.getWidth() / 2, source.getHeight() / 2);
        }
        return draw(source, width, height);
    }

    /** Scaled and cut around the middle until it fills the size. */
    static BufferedImage cover(BufferedImage image, int width, int height) {
        double factor = Math.max(width / (double) image.getWidth(), height / (double) image.getHeight());
        int w = Math.max(width, (int) Math.round(image.getWidth() * factor));
        int h = Math.max(height, (int) Math.round(image.getHeight() * factor));
        return crop(scale(image, w, h), (w - width) / 2, (h - height) / 2, width, height);
    }

    static BufferedImage crop(BufferedImage image, int left, int top, int width, int height) {
        return make(Math.min(width, image.getWidth() - left), Math.min(height, image.getHeight() - top),
                (x, y) -> image.getRGB(left + x, top + y) & 0xffffff);
    }

    /** A slow camera move into the picture. */
    static List<BufferedImage> drift(BufferedImage start, int frames, int motion) {
        int width = start.getWidth();
        int height = start.getHeight();
        return IntStream.range(0, frames).mapToObj(i -> {
            double zoom = 1 + motion / 127.0 * 0.12 * i / Math.max(1, frames - 1);
            BufferedImage near = scale(start, (int) Math.round(width * zoom), (int) Math.round(height * zoom));
            return crop(near, (near.getWidth() - width) / 2, (near.getHeight() - height) / 2, width, height);
        }).toList();
    }

    static int mix(int a, int b, float t) {
        int k = Math.round(256 * Math.clamp(t, 0f, 1f));
        int rb = ((a & 0xff00ff) * (256 - k) + (b & 0xff00ff) * k) >>> 8 & 0xff00ff;
        int g = ((a & 0xff00) * (256 - k) + (b & 0xff00) * k) >>> 8 & 0xff00;
        return rb | g;
    }

    private static BufferedImage draw(BufferedImage image, int width, int height) {
        BufferedImage target = new BufferedImage(Math.max(1, width), Math.max(1, height), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION,
                target.getWidth() < image.getWidth()
                        ? RenderingHints.VALUE_INTERPOLATION_BILINEAR
                        : RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, 0, 0, target.getWidth(), target.getHeight(), null);
        graphics.dispose();
        return target;
    }
}

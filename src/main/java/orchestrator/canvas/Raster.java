package orchestrator.canvas;

import net.coobird.thumbnailator.resizers.configurations.ScalingMode;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.Orientation;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;

/** Pictures as pixels: the only place where a whole one is decoded. */
final class Raster {

    private static final double QUALITY = 0.82;
    private static final int STEPS = 32;
    private static final int MOST_DOUBLED = 1024;
    private static final int OPAQUE = 0xff000000;

    private Raster() {
    }

    /**
     * A picture small, upright and without transparency.
     *
     * @param side longest side in pixels; a smaller picture keeps its size
     */
    static byte[] thumbnail(Path file, int side) throws IOException {
        try (ImageInputStream input = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw new IOException("no reader knows it");
            }
            ImageReader reader = readers.next();
            try {
                // Texts of a picture can be bombs and are not needed here.
                reader.setInput(input, false, true);
                ImageReadParam param = reader.getDefaultReadParam();
                // Twice the wanted size is enough to scale from; of a large one that would be too much to hold.
                int enough = side > MOST_DOUBLED ? side : side * 2;
                int every = Math.max(1, Math.max(reader.getWidth(0), reader.getHeight(0)) / enough);
                param.setSourceSubsampling(every, every, 0, 0);
                return jpeg(ExifFilterUtils.getFilterForOrientation(turn(file)).apply(opaque(reader.read(0, param))),
                        side);
            } finally {
                reader.dispose();
            }
        }
    }

    /** The average colour of a JPEG, {@code 0xRRGGBB}. Fails when it is damaged. */
    static int average(byte[] jpeg) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(jpeg));
        if (picture == null) {
            throw new IOException("no picture");
        }
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int i = 0; i < STEPS * STEPS; i++) {
            Color pixel = new Color(picture.getRGB(i % STEPS * picture.getWidth() / STEPS, i / STEPS * picture
                    .getHeight() / STEPS));
            red += pixel.getRed();
            green += pixel.getGreen();
            blue += pixel.getBlue();
        }
        int count = STEPS * STEPS;
        return new Color((int) (red / count), (int) (green / count), (int) (blue / count)).getRGB() & ~OPAQUE;
    }

    private static byte[] jpeg(BufferedImage picture, int side) throws IOException {
        double scale = Math.min(1, (double) side / Math.max(picture.getWidth(), picture.getHeight()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        net.coobird.thumbnailator.Thumbnails.of(picture).size(scaled(picture.getWidth(), scale), scaled(picture
                .getHeight(), scale)).keepAspectRatio(false).scalingMode(ScalingMode.PROGRESSIVE_BILINEAR)
                .outputFormat("jpg").outputQuality(QUALITY).toOutputStream(out);
        return out.toByteArray();
    }

    // A line of one pixel stays one.
    private static int scaled(int length, double scale) {
        return Math.max(1, (int) Math.round(length * scale));
    }

    private static Orientation turn(Path file) throws IOException {
        try (FileBytes bytes = FileBytes.open(file)) {
            boolean photo = Media.of(bytes.at(0, Media.HEAD)).filter(Media.JPEG::equals).isPresent();
            return photo ? Exif.of(bytes) : Orientation.TOP_LEFT;
        }
    }

    // JPEG has no transparency: what shines through becomes grey instead of black.
    private static BufferedImage opaque(BufferedImage picture) {
        BufferedImage flat = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        var graphics = flat.createGraphics();
        graphics.drawImage(picture, 0, 0, Color.GRAY, null);
        graphics.dispose();
        return flat;
    }
}

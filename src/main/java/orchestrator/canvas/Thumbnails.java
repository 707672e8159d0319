package orchestrator.canvas;

import orchestrator.file.DurableFiles;

import net.coobird.thumbnailator.resizers.configurations.ScalingMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Small JPEGs of pictures, made once and kept; losing them loses nothing. */
final class Thumbnails {

    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);
    private static final int MAX_SIDE = 16_384;
    private static final long MAX_PIXELS = 64_000_000;
    private static final double QUALITY = 0.82;
    private static final int LOCKS = 64;

    private final Path folder;
    private final DurableFiles files;
    // Each decode holds a whole picture in memory.
    private final Semaphore decoders = new Semaphore(2);
    private final Object[] locks = new Object[LOCKS];

    Thumbnails(Path folder, DurableFiles files) {
        this.folder = folder;
        this.files = files;
        java.util.Arrays.setAll(locks, _ -> new Object());
    }

    /**
     * The thumbnail's file.
     *
     * @param side longest side in pixels
     * @return empty when there can be none: a video, a damaged picture, one too large to be decoded
     */
    Optional<Path> of(Item item, Path original, int side) {
        if (item.isVideo() || item.state() != Item.State.WHOLE || tooLarge(item)) {
            return Optional.empty();
        }
        Path kept = folder.resolve(item.id().substring(0, 2)).resolve(item.id() + "-" + item.version() + "-" + side
                + ".jpg");
        // Fifty tiles asking at once make one thumbnail.
        synchronized (locks[Math.floorMod(kept.hashCode(), LOCKS)]) {
            return Files.exists(kept) ? Optional.of(kept) : make(original, kept, side);
        }
    }

    private static boolean tooLarge(Item item) {
        return item.width() <= 0 || item.height() <= 0 || item.width() > MAX_SIDE || item.height() > MAX_SIDE
                || (long) item.width() * item.height() > MAX_PIXELS;
    }

    private Optional<Path> make(Path original, Path kept, int side) {
        decoders.acquireUninterruptibly();
        try {
            ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
            net.coobird.thumbnailator.Thumbnails.of(opaque(decode(original, side))).size(side, side)
                    .scalingMode(ScalingMode.PROGRESSIVE_BILINEAR).outputFormat("jpg").outputQuality(QUALITY)
                    .toOutputStream(jpeg);
            Files.createDirectories(kept.getParent());
            try (DurableFiles.Draft draft = files.draft()) {
                draft.write(ByteBuffer.wrap(jpeg.toByteArray()));
                draft.becomes(kept);
            }
            return Optional.of(kept);
        } catch (IOException | RuntimeException damaged) {
            LOG.debug("No thumbnail of {}: {}", original.getFileName(), damaged.toString());
            return Optional.empty();
        } finally {
            decoders.release();
        }
    }

    private static BufferedImage decode(Path file, int side) throws IOException {
        try (ImageInputStream input = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw new IOException("no reader");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, true, true);
                ImageReadParam param = reader.getDefaultReadParam();
                // Twice the wanted size is enough to scale from.
                int every = Math.max(1, Math.min(reader.getWidth(0), reader.getHeight(0)) / (side * 2));
                param.setSourceSubsampling(every, every, 0, 0);
                return reader.read(0, param);
            } finally {
                reader.dispose();
            }
        }
    }

    // JPEG has no transparency: what shines through becomes grey instead of black.
    private static BufferedImage opaque(BufferedImage picture) {
        if (!picture.getColorModel().hasAlpha() && picture.getType() != BufferedImage.TYPE_CUSTOM) {
            return picture;
        }
        BufferedImage flat = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        var graphics = flat.createGraphics();
        graphics.drawImage(picture, 0, 0, Color.GRAY, null);
        graphics.dispose();
        return flat;
    }
}

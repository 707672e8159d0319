package orchestrator.canvas;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** What a file says of itself in its first and last bytes. Nothing is decoded. */
record Description(Optional<Media> media, int width, int height, Optional<Duration> duration, Item.State state,
        Making making) {

    private static final int TAIL = 64;

    /** Of a file that is not what the canvas shows. */
    static final Description BROKEN = of(Optional.empty(), 0, 0, Item.State.BROKEN, Making.UNKNOWN);

    /** Never fails for what is in the file: a damaged one is described as broken. */
    static Description of(Path file) throws IOException {
        try (FileBytes bytes = FileBytes.open(file)) {
            Optional<Media> media = Media.of(bytes.at(0, Media.HEAD));
            if (media.isEmpty()) {
                // A name is there before the first byte.
                return bytes.size() == 0
                        ? of(Optional.empty(), 0, 0, Item.State.WRITING, Making.UNKNOWN)
                        : BROKEN;
            }
            return switch (media.get()) {
                case PNG -> png(bytes);
                case JPEG, WEBP, GIF -> picture(media.get(), bytes, file);
                case MP4, MOV -> clip(media, Mp4.read(bytes));
                case WEBM -> clip(media, Webm.read(bytes));
            };
        }
    }

    /** The texts of a PNG that tell of its making, and ComfyUI's own drawing of its graph; none of other files. */
    static Map<String, String> texts(Path file) throws IOException {
        try (FileBytes bytes = FileBytes.open(file)) {
            boolean png = Media.of(bytes.at(0, Media.HEAD)).filter(Media.PNG::equals).isPresent();
            return png ? PngText.read(bytes, Makings.SHOWN).texts() : Map.of();
        }
    }

    private static Description of(Optional<Media> media, int width, int height, Item.State state, Making making) {
        return new Description(media, width, height, Optional.empty(), state, making);
    }

    private static Description clip(Optional<Media> media, Clip clip) {
        return new Description(media, clip.width(), clip.height(), clip.duration(), state(clip.complete()),
                Making.UNKNOWN);
    }

    private static Description png(FileBytes bytes) throws IOException {
        PngText text = PngText.read(bytes, Makings.KEYS);
        boolean ended = bytes.tail(TAIL).contains("IEND") || PngText.isComplete(bytes);
        return of(Optional.of(Media.PNG), text.width(), text.height(), state(ended && text.width() > 0
                && text.height() > 0), Makings.of(text.texts()));
    }

    private static Description picture(Media media, FileBytes bytes, Path file) throws IOException {
        boolean ended = switch (media) {
            case JPEG -> bytes.tail(TAIL).contains("\u00ff\u00d9");
            case GIF -> bytes.tail(TAIL).stripTrailing().replaceAll("\0+$", "").endsWith(";");
            default -> Integer.toUnsignedLong(Integer.reverseBytes(bytes.header(4, 4).getInt())) + 8 <= bytes.size();
        };
        try (ImageInputStream input = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                return BROKEN;
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, false, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                boolean lying = media == Media.JPEG && Exif.liesOnItsSide(Exif.of(bytes));
                return of(Optional.of(media), lying ? height : width, lying ? width : height, state(ended),
                        Making.UNKNOWN);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException damaged) {
            // Readers throw anything at all on damaged files.
            return of(Optional.of(media), 0, 0, ended ? Item.State.BROKEN : Item.State.WRITING, Making.UNKNOWN);
        }
    }

    private static Item.State state(boolean ended) {
        return ended ? Item.State.WHOLE : Item.State.WRITING;
    }
}

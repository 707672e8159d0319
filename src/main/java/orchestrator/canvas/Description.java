package orchestrator.canvas;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;

/** What a file says of itself in its first and last bytes. Nothing is decoded. */
record Description(Optional<Media> media, int width, int height, Item.State state, Making making) {

    private static final int TAIL = 64;
    private static final Description NOTHING = new Description(Optional.empty(), 0, 0, Item.State.BROKEN,
            Making.UNKNOWN);

    /** Never fails for what is in the file: a damaged one is described as broken. */
    static Description of(Path file) throws IOException {
        try (SeekableByteChannel bytes = Files.newByteChannel(file, java.util.Set.of(
                java.nio.file.StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            Optional<Media> media = Media.of(part(bytes, 0, Media.HEAD));
            if (media.isEmpty()) {
                return bytes.size() == 0
                        ? new Description(Optional.empty(), 0, 0, Item.State.WRITING, Making.UNKNOWN)
                        : NOTHING;
            }
            return switch (media.get()) {
                case PNG -> png(bytes);
                case JPEG, WEBP, GIF -> picture(media.get(), bytes, file);
                case MP4, MOV -> new Description(media, 0, 0, state(boxesFit(bytes)), Making.UNKNOWN);
                case WEBM -> new Description(media, 0, 0, Item.State.WHOLE, Making.UNKNOWN);
            };
        }
    }

    private static Description png(SeekableByteChannel bytes) throws IOException {
        PngText text = PngText.read(bytes);
        boolean ended = ends(bytes, "IEND");
        return new Description(Optional.of(Media.PNG), Math.max(0, text.width()), Math.max(0, text.height()),
                text.width() > 0 && text.height() > 0 ? state(ended) : state(false), Makings.of(text.texts()));
    }

    private static Description picture(Media media, SeekableByteChannel bytes, Path file) throws IOException {
        boolean ended = switch (media) {
            case JPEG -> ends(bytes, "\u00ff\u00d9");
            case GIF -> ends(bytes, ";");
            default -> riffLength(bytes) <= bytes.size();
        };
        try (ImageInputStream input = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                return NOTHING;
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, true, true);
                return new Description(Optional.of(media), reader.getWidth(0), reader.getHeight(0), state(ended),
                        Making.UNKNOWN);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException damaged) {
            // Readers throw anything at all on damaged files.
            return new Description(Optional.of(media), 0, 0, ended ? Item.State.BROKEN : Item.State.WRITING,
                    Making.UNKNOWN);
        }
    }

    private static Item.State state(boolean ended) {
        return ended ? Item.State.WHOLE : Item.State.WRITING;
    }

    private static boolean ends(SeekableByteChannel bytes, String mark) throws IOException {
        long from = Math.max(0, bytes.size() - TAIL);
        return new String(part(bytes, from, TAIL), StandardCharsets.ISO_8859_1).contains(mark);
    }

    private static long riffLength(SeekableByteChannel bytes) throws IOException {
        byte[] size = part(bytes, 4, 4);
        long length = 0;
        for (int i = size.length - 1; i >= 0; i--) {
            length = length << 8 | size[i] & 0xff;
        }
        return length + 8;
    }

    // A video whose boxes do not end where the file does is still being written; the index comes last.
    private static boolean boxesFit(SeekableByteChannel bytes) throws IOException {
        long at = 0;
        boolean indexed = false;
        for (int n = 0; n < 10_000 && at + 8 <= bytes.size(); n++) {
            ByteBuffer header = ByteBuffer.wrap(java.util.Arrays.copyOf(part(bytes, at, 16), 16));
            long length = Integer.toUnsignedLong(header.getInt(0));
            indexed |= new String(header.array(), 4, 4, StandardCharsets.ISO_8859_1).equals("moov");
            length = length == 1 ? header.getLong(8) : length;
            if (length == 0) {
                return indexed;
            } else if (length < 8) {
                return false;
            }
            at += length;
        }
        return indexed && at == bytes.size();
    }

    private static byte[] part(SeekableByteChannel bytes, long at, int length) {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            bytes.position(at);
            while (buffer.hasRemaining() && bytes.read(buffer) >= 0) {
                // The rest comes with the next read.
            }
            return java.util.Arrays.copyOf(buffer.array(), buffer.position());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

package orchestrator.canvas;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/** Bytes of a file by position. What is asked for near together is read at once. Links are not followed. */
final class FileBytes implements Closeable {

    private static final int WINDOW = 8 << 10;

    private final SeekableByteChannel channel;
    private final long size;
    private byte[] window = new byte[0];
    private long windowAt;

    private FileBytes(SeekableByteChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    static FileBytes open(Path file) throws IOException {
        return new FileBytes(Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    /** The size when the file was opened; it may grow meanwhile. */
    long size() {
        return size;
    }

    /** The bytes there; fewer where the file ends. */
    byte[] at(long position, int length) throws IOException {
        if (position < 0 || position >= size) {
            return new byte[0];
        }
        int wanted = (int) Math.min(length, size - position);
        if (position < windowAt || position + wanted > windowAt + window.length) {
            window = read(position, (int) Math.min(Math.max(wanted, WINDOW), size - position));
            windowAt = position;
        }
        int from = (int) (position - windowAt);
        return Arrays.copyOfRange(window, from, Math.min(from + wanted, window.length));
    }

    /** As {@link #at}, filled up with zeros. */
    ByteBuffer header(long position, int length) throws IOException {
        return ByteBuffer.wrap(Arrays.copyOf(at(position, length), length));
    }

    /** The last bytes, each a character. */
    String tail(int length) throws IOException {
        long from = Math.max(0, size - length);
        boolean inWindow = from >= windowAt && size <= windowAt + window.length;
        byte[] bytes = inWindow ? at(from, length) : read(from, (int) (size - from));
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private byte[] read(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        channel.position(position);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // The rest comes with the next read.
        }
        return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
    }
}

package orchestrator.models;

import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;

/**
 * Names and shapes of everything in a safetensors file, read from its head without touching the weights.
 *
 * <p>Layout: u64 little-endian header length, the header as JSON (may be padded with spaces), the data. Nothing in it is
 * believed: a file of strangers may claim anything.
 */
record SafetensorsHeader(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /** The format allows 100 MB; real headers stay below 2 MB. */
    static final int MAX_BYTES = 16 << 20;

    private static final int LENGTH_BYTES = 8;

    /** {@code shape} is empty for a single number. */
    record Tensor(String dtype, long[] shape) {

        /** The size of that dimension, from 0; -1 when there is none. */
        long dim(int index) {
            return index < shape.length ? shape[index] : -1;
        }
    }

    boolean has(String name) {
        return tensors.containsKey(name);
    }

    boolean hasAny(String prefix) {
        return names().stream().anyMatch(name -> name.startsWith(prefix));
    }

    /** A dimension of a tensor, from 0; -1 when there is no such. */
    long dim(String name, int index) {
        Tensor tensor = tensors.get(name);
        return tensor == null ? -1 : tensor.dim(index);
    }

    Set<String> names() {
        return tensors.keySet();
    }

    /** @throws BadHeader when the file is no whole safetensors file */
    static SafetensorsHeader read(Path file) throws IOException, BadHeader {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = length(channel);
            InputStream bytes = new Limited(Channels.newInputStream(channel), length);
            // A strict decoder: replaced letters would make a name equal to another one.
            var text = new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder());
            return HeaderJson.read(text, channel.size() - LENGTH_BYTES - length);
        } catch (JacksonException broken) {
            throw BadHeader.broken("The header is no JSON that can be read: " + broken.getOriginalMessage());
        }
    }

    private static long length(FileChannel channel) throws IOException, BadHeader {
        ByteBuffer first = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (first.hasRemaining() && channel.read(first) >= 0) {
            continue;
        }
        if (first.hasRemaining()) {
            throw BadHeader.cut("The file has only " + first.position() + " bytes");
        }
        long length = first.flip().getLong();
        if (length < 2 || length > MAX_BYTES) {
            throw BadHeader.broken("The header claims " + Long.toUnsignedString(length) + " bytes, at most "
                    + MAX_BYTES + " are read");
        }
        if (length > channel.size() - LENGTH_BYTES) {
            throw BadHeader.cut("The file ends within its header");
        }
        return length;
    }

    /** Ends after a number of bytes, whatever follows. */
    private static final class Limited extends InputStream {

        private final InputStream source;
        private long left;

        private Limited(InputStream source, long left) {
            this.source = source;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            int got = left == 0 ? -1 : source.read(into, from, (int) Math.min(count, left));
            left -= Math.max(0, got);
            return got;
        }
    }
}

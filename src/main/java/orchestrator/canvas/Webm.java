package orchestrator.canvas;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The elements of a WebM file (RFC 8794, RFC 9559): a tree of number, length and content, up to the first frames. */
final class Webm {

    private static final int MAX_ELEMENTS = 2_000;
    private static final int MAX_DEPTH = 4;
    private static final long UNKNOWN_LENGTH = -1;
    private static final long SEGMENT = 0x18538067;
    private static final long INFO = 0x1549A966;
    private static final long TRACKS = 0x1654AE6B;
    private static final long TRACK = 0xAE;
    private static final long VIDEO = 0xE0;
    private static final long CLUSTER = 0x1F43B675;
    private static final long NANOS_PER_UNIT = 0x2AD7B1;
    private static final long DURATION = 0x4489;
    private static final long WIDTH = 0xB0;
    private static final long HEIGHT = 0xBA;

    private final FileBytes file;
    private int elements;
    private boolean complete;
    private double nanosPerUnit = 1_000_000;
    private double units;
    private long width;
    private long height;

    private Webm(FileBytes file) {
        this.file = file;
    }

    /** Complete when its segment is all there; a live recording, whose length is not said, always is. */
    static Clip read(FileBytes file) throws IOException {
        Webm webm = new Webm(file);
        webm.walk(0, file.size(), 0);
        return Clip.UNKNOWN.withSize(webm.width, webm.height).withSeconds(webm.units * webm.nanosPerUnit / 1e9)
                .asComplete(webm.complete);
    }

    private record Vint(long value, int length) {}

    private boolean walk(long from, long end, int depth) throws IOException {
        long at = from;
        while (at < end && elements++ < MAX_ELEMENTS) {
            Vint id = vint(at, false);
            Vint length = vint(at + id.length(), true);
            long content = at + id.length() + length.length();
            if (id.value() == CLUSTER || id.length() == 0 || length.length() == 0) {
                return false;
            }
            boolean open = length.value() == UNKNOWN_LENGTH;
            complete |= id.value() == SEGMENT && (open || length.value() <= file.size() - content);
            long next = open || length.value() > end - content ? end : content + length.value();
            if (!enter(id.value(), content, next, depth)) {
                return false;
            }
            at = next;
        }
        return true;
    }

    private boolean enter(long id, long from, long end, int depth) throws IOException {
        if (id == SEGMENT || id == INFO || id == TRACKS || id == TRACK || id == VIDEO) {
            return depth >= MAX_DEPTH || walk(from, end, depth + 1);
        }
        int length = (int) Math.min(8, end - from);
        if (id == NANOS_PER_UNIT) {
            nanosPerUnit = number(from, length);
        } else if (id == DURATION) {
            ByteBuffer real = file.header(from, 8);
            units = length == 4 ? real.getFloat(0) : real.getDouble(0);
        } else if (id == WIDTH && width == 0) {
            width = number(from, length);
        } else if (id == HEIGHT && height == 0) {
            height = number(from, length);
        }
        return true;
    }

    private long number(long at, int length) throws IOException {
        long value = 0;
        for (byte next : file.at(at, length)) {
            value = value << 8 | next & 0xff;
        }
        return value;
    }

    // The leading zeros of the first byte say how many bytes follow; lengths drop the mark, all ones are no length.
    private Vint vint(long at, boolean isLength) throws IOException {
        byte[] bytes = file.at(at, 8);
        int length = bytes.length == 0 ? 9 : Integer.numberOfLeadingZeros(bytes[0] & 0xff) - 23;
        if (length > bytes.length) {
            return new Vint(0, 0);
        }
        long value = number(at, length);
        long mask = (1L << 7 * length) - 1;
        return new Vint(isLength ? (value & mask) == mask ? UNKNOWN_LENGTH : value & mask : value, length);
    }
}

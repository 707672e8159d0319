package orchestrator.canvas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The boxes of an MP4 or QuickTime file (ISO 14496-12): a tree of length and type. Only the few needed are entered. */
final class Mp4 {

    private static final int MAX_BOXES = 10_000;
    private static final int MAX_DEPTH = 2;

    private final FileBytes file;
    private int boxes;
    private boolean indexed;
    private Clip clip = Clip.UNKNOWN;

    private Mp4(FileBytes file) {
        this.file = file;
    }

    /** Complete when the boxes end where the file does and one of them is the index, which is written last. */
    static Clip read(FileBytes file) throws IOException {
        Mp4 mp4 = new Mp4(file);
        boolean fits = mp4.walk(0, file.size(), 0);
        return mp4.clip.asComplete(fits && mp4.indexed);
    }

    private boolean walk(long from, long end, int depth) throws IOException {
        long at = from;
        while (at + 8 <= end && boxes++ < MAX_BOXES) {
            ByteBuffer header = file.header(at, 16);
            long length = Integer.toUnsignedLong(header.getInt(0));
            int frame = length == 1 ? 16 : 8;
            length = switch ((int) Math.min(length, 2)) {
                case 0 -> end - at;
                case 1 -> header.getLong(8);
                default -> length;
            };
            if (length < frame || length > end - at) {
                return false;
            }
            enter(new String(header.array(), 4, 4, StandardCharsets.ISO_8859_1), at + frame, at + length, depth);
            at += length;
        }
        return at == end;
    }

    private void enter(String type, long from, long end, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            return;
        }
        switch (type) {
            case "moov" -> {
                indexed = true;
                walk(from, end, depth + 1);
            }
            case "trak" -> walk(from, end, depth + 1);
            case "mvhd" -> duration(file.header(from, 32));
            case "tkhd" -> size(file.header(end - 8, 8));
            default -> {
                // Nothing in the others is shown.
            }
        }
    }

    private void duration(ByteBuffer header) {
        boolean wide = header.get(0) == 1;
        long units = Integer.toUnsignedLong(header.getInt(wide ? 20 : 12));
        long length = wide ? header.getLong(24) : Integer.toUnsignedLong(header.getInt(16));
        clip = units > 0 ? clip.withSeconds((double) length / units) : clip;
    }

    // 16.16 fixed point; a track of sound has none.
    private void size(ByteBuffer last) {
        clip = clip.width() > 0
                ? clip
                : clip.withSize(Integer.toUnsignedLong(last.getInt(0)) / 65536.0,
                        Integer.toUnsignedLong(last.getInt(4)) / 65536.0);
    }
}

package orchestrator.canvas;

import net.coobird.thumbnailator.util.exif.Orientation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG (W3C PNG, third edition), each with its check sum. ComfyUI's reader, Pillow, refuses a wrong sum,
 * and a compressed text or profile that becomes more than {@link #MAX_INFLATED}: better said now than by a failed run.
 */
final class PngWalk {

    static final int MAX_INFLATED = 1 << 20;

    private static final int MAX_INFLATED_IN_ALL = 10 << 20;
    /** So many bytes become more than is taken, or nothing worth it. */
    private static final int MAX_READ = 2 << 20;
    private static final int MAX_CHUNKS = 50_000;
    private static final int SIGNATURE = 8;
    private static final int FRAME = 12;
    private static final int HEADER = 13;
    private static final int BLOCK = 1 << 16;

    private final FileBytes file;
    private int width;
    private int height;
    private boolean pixels;
    private long inflated;
    private Orientation turn = Orientation.TOP_LEFT;

    private PngWalk(FileBytes file) {
        this.file = file;
    }

    static StillPicture read(FileBytes file) throws IOException, Unusable {
        return new PngWalk(file).read();
    }

    private StillPicture read() throws IOException, Unusable {
        long at = SIGNATURE;
        for (int n = 0; n < MAX_CHUNKS && at + FRAME <= file.size(); n++) {
            ByteBuffer frame = file.header(at, 8);
            int length = frame.getInt(0);
            String type = new String(frame.array(), 4, 4, StandardCharsets.ISO_8859_1);
            long next = at + FRAME + length;
            StillPicture.check(length >= 0 && next <= file.size() && (n == 0) == type.equals("IHDR"));
            chunk(type, at + 8, length);
            checkSum(at + 4, length + 4L);
            if (type.equals("IEND")) {
                StillPicture.check(pixels);
                return StillPicture.of(Media.PNG, width, height, turn, next);
            }
            at = next;
        }
        throw new Unusable(Unusable.Fault.DAMAGED);
    }

    private void chunk(String type, long at, int length) throws IOException, Unusable {
        switch (type) {
            case "IHDR" -> header(at, length);
            case "IDAT" -> pixels = true;
            case "acTL" -> {
                if (file.header(at, 4).getInt(0) != 1) {
                    throw new Unusable(Unusable.Fault.ANIMATED);
                }
            }
            case "eXIf" -> turn = Exif.ofTiff(file.at(at, Math.min(length, MAX_READ)));
            case "zTXt", "iTXt", "iCCP" -> inflate(type, file.at(at, Math.min(length, MAX_READ)));
            default -> {
                // Known to nobody here, and to no harm.
            }
        }
    }

    private void header(long at, int length) throws IOException, Unusable {
        StillPicture.check(length == HEADER);
        ByteBuffer header = file.header(at, HEADER);
        width = header.getInt(0);
        height = header.getInt(4);
        StillPicture.checkSize(width, height);
        String allowed = switch (header.get(9)) {
            case 0 -> " 1 2 4 8 16 ";
            case 3 -> " 1 2 4 8 ";
            case 2, 4, 6 -> " 8 16 ";
            default -> "";
        };
        StillPicture.check(allowed.contains(" " + header.get(8) + " ") && header.get(10) == 0 && header.get(11) == 0
                && (header.get(12) & ~1) == 0);
    }

    private void inflate(String type, byte[] data) throws Unusable {
        int length = PngText.inflatedLength(type, data, MAX_INFLATED);
        inflated += Math.max(0, length);
        StillPicture.check(length <= MAX_INFLATED && inflated <= MAX_INFLATED_IN_ALL);
    }

    private void checkSum(long at, long length) throws IOException, Unusable {
        CRC32 sum = new CRC32();
        for (long read = 0; read < length; read += BLOCK) {
            sum.update(file.at(at + read, (int) Math.min(BLOCK, length - read)));
        }
        StillPicture.check((int) sum.getValue() == file.header(at + length, 4).getInt(0));
    }
}

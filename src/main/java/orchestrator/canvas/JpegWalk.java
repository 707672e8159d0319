package orchestrator.canvas;

import net.coobird.thumbnailator.util.exif.Orientation;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The markers of a JPEG (ITU-T T.81, annex B), and the scans between them, to the mark of its end. */
final class JpegWalk {

    private static final int MAX_MARKERS = 10_000;
    private static final int BLOCK = 1 << 16;
    private static final int START_OF_SCAN = 0xda;
    private static final int END = 0xd9;

    private final FileBytes file;
    private int width;
    private int height;
    private boolean pixels;

    private JpegWalk(FileBytes file) {
        this.file = file;
    }

    static StillPicture read(FileBytes file) throws IOException, Unusable {
        return new JpegWalk(file).read();
    }

    private StillPicture read() throws IOException, Unusable {
        long at = 2;
        for (int n = 0; n < MAX_MARKERS && at + 2 <= file.size(); n++) {
            int mark = marker(at);
            if (mark == 0xff) {
                // Any number of these may stand before a marker.
                at++;
            } else if (mark == END) {
                StillPicture.check(pixels && width > 0);
                Orientation turn = Exif.of(file);
                return StillPicture.of(Media.JPEG, width, height, turn, at + 2);
            } else if (isAlone(mark)) {
                at += 2;
            } else {
                at = segment(mark, at + 2);
            }
        }
        throw new Unusable(Unusable.Fault.DAMAGED);
    }

    private int marker(long at) throws IOException, Unusable {
        ByteBuffer bytes = file.header(at, 2);
        StillPicture.check(bytes.get(0) == (byte) 0xff);
        return bytes.get(1) & 0xff;
    }

    // Where the next marker is.
    private long segment(int mark, long at) throws IOException, Unusable {
        int length = Short.toUnsignedInt(file.header(at, 2).getShort(0));
        StillPicture.check(length >= 2 && at + length <= file.size());
        if (isFrame(mark)) {
            frame(mark, at, length);
        }
        if (mark != START_OF_SCAN) {
            return at + length;
        }
        StillPicture.check(width > 0);
        pixels = true;
        return endOfScan(at + length);
    }

    // Baseline, extended and progressive, also with arithmetic coding: what Pillow reads.
    private void frame(int mark, long at, int length) throws IOException, Unusable {
        boolean read = mark <= 0xc2 || mark == 0xc9 || mark == 0xca;
        StillPicture.check(read && length >= 8 && width == 0);
        ByteBuffer frame = file.header(at + 2, 6);
        height = Short.toUnsignedInt(frame.getShort(1));
        width = Short.toUnsignedInt(frame.getShort(3));
        StillPicture.checkSize(width, height);
        int colours = frame.get(5);
        StillPicture.check(frame.get(0) == 8 && (colours == 1 || colours == 3 || colours == 4));
    }

    private long endOfScan(long from) throws IOException, Unusable {
        for (long at = from; at + 1 < file.size(); at += BLOCK - 1) {
            byte[] block = file.at(at, BLOCK);
            for (int i = 0; i + 1 < block.length; i++) {
                if (block[i] == (byte) 0xff && endsScan(block[i + 1] & 0xff)) {
                    return at + i;
                }
            }
        }
        throw new Unusable(Unusable.Fault.DAMAGED);
    }

    // A stuffed zero, a restart and a fill byte do not.
    private static boolean endsScan(int mark) {
        return mark != 0 && mark != 0xff && (mark < 0xd0 || mark > 0xd7);
    }

    private static boolean isAlone(int mark) {
        return mark == 0x01 || mark >= 0xd0 && mark <= 0xd7;
    }

    private static boolean isFrame(int mark) {
        return mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc;
    }
}

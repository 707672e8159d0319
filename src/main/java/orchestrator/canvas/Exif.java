package orchestrator.canvas;

import net.coobird.thumbnailator.util.exif.ExifUtils;
import net.coobird.thumbnailator.util.exif.Orientation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How a camera said that a photo is to be turned. */
final class Exif {

    private static final int MAX_MARKERS = 200;
    private static final int APP1 = 0xffe1;
    private static final int START_OF_SCAN = 0xffda;
    private static final int FIRST_MARKER = 0xff00;
    private static final byte[] NAME = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private Exif() {
    }

    /** Of a JPEG; upright where nothing is said. The markers are walked here, as ImageIO refuses many real photos. */
    static Orientation of(FileBytes jpeg) throws IOException {
        long at = 2;
        for (int n = 0; n < MAX_MARKERS; n++) {
            ByteBuffer head = jpeg.header(at, 10);
            int marker = Short.toUnsignedInt(head.getShort(0));
            int length = Short.toUnsignedInt(head.getShort(2));
            if (marker < FIRST_MARKER || marker == START_OF_SCAN || length < 2) {
                break;
            }
            if (marker == APP1 && Arrays.equals(head.array(), 4, 10, NAME, 0, NAME.length)) {
                return read(jpeg.at(at + 4, length - 2));
            }
            at += 2 + length;
        }
        return Orientation.TOP_LEFT;
    }

    /** Of what a PNG or a WebP keeps of it: the same without the name that a JPEG puts before it. */
    static Orientation ofTiff(byte[] tiff) {
        if (Arrays.equals(tiff, 0, Math.min(tiff.length, NAME.length), NAME, 0, NAME.length)) {
            return read(tiff);
        }
        byte[] named = Arrays.copyOf(NAME, NAME.length + tiff.length);
        System.arraycopy(tiff, 0, named, NAME.length, tiff.length);
        return read(named);
    }

    static boolean liesOnItsSide(Orientation turn) {
        return turn.compareTo(Orientation.LEFT_TOP) >= 0;
    }

    private static Orientation read(byte[] exif) {
        try {
            Orientation turn = ExifUtils.getOrientationFromExif(exif);
            return turn == null ? Orientation.TOP_LEFT : turn;
        } catch (RuntimeException damaged) {
            return Orientation.TOP_LEFT;
        }
    }
}

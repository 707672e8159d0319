package orchestrator.canvas;

import net.coobird.thumbnailator.util.exif.Orientation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The chunks of a WebP (RFC 9649). */
final class WebpWalk {

    private static final int MAX_CHUNKS = 1_000;
    private static final int MAX_EXIF = 1 << 20;
    private static final int FIRST = 12;
    private static final int ANIMATION = 2;
    private static final int SIDE = 0x3fff;

    private final FileBytes file;
    private int width;
    private int height;
    private boolean pixels;
    private Orientation turn = Orientation.TOP_LEFT;

    private WebpWalk(FileBytes file) {
        this.file = file;
    }

    static StillPicture read(FileBytes file) throws IOException, Unusable {
        return new WebpWalk(file).read();
    }

    private StillPicture read() throws IOException, Unusable {
        long end = 8 + Integer.toUnsignedLong(little(4, 4).getInt(0));
        StillPicture.check(end <= file.size());
        long at = FIRST;
        for (int n = 0; n < MAX_CHUNKS && at + 8 <= end; n++) {
            ByteBuffer frame = little(at, 8);
            long length = Integer.toUnsignedLong(frame.getInt(4));
            StillPicture.check(at + 8 + length <= end);
            chunk(new String(frame.array(), 0, 4, StandardCharsets.ISO_8859_1), at + 8, length);
            at += 8 + length + (length & 1);
        }
        StillPicture.check(pixels && at >= end);
        return StillPicture.of(Media.WEBP, width, height, turn, Math.min(at, file.size()));
    }

    private void chunk(String type, long at, long length) throws IOException, Unusable {
        switch (type) {
            case "VP8X" -> {
                ByteBuffer canvas = little(at, 10);
                size(1 + (canvas.getInt(4) & 0xffffff), 1 + (canvas.getInt(6) >>> 8));
                if ((canvas.get(0) & ANIMATION) != 0) {
                    throw new Unusable(Unusable.Fault.ANIMATED);
                }
            }
            case "VP8 " -> {
                ByteBuffer frame = little(at, 10);
                boolean key = (frame.get(0) & 1) == 0 && frame.get(3) == (byte) 0x9d && frame.getShort(4) == 0x2a01;
                StillPicture.check(key && length >= 10);
                picture(frame.getShort(6) & SIDE, frame.getShort(8) & SIDE);
            }
            case "VP8L" -> {
                ByteBuffer frame = little(at, 5);
                StillPicture.check(frame.get(0) == 0x2f && length >= 5);
                picture(1 + (frame.getInt(1) & SIDE), 1 + (frame.getInt(1) >>> 14 & SIDE));
            }
            case "EXIF" -> turn = Exif.ofTiff(file.at(at, (int) Math.min(length, MAX_EXIF)));
            default -> {
                // A profile, transparency, texts.
            }
        }
    }

    private void picture(int wide, int high) throws Unusable {
        // Two sizes that differ are no picture that anybody reads.
        StillPicture.check(!pixels && (width == 0 || width == wide && height == high));
        pixels = true;
        size(wide, high);
    }

    private void size(int wide, int high) throws Unusable {
        width = wide;
        height = high;
        StillPicture.checkSize(width, height);
    }

    private ByteBuffer little(long at, int length) throws IOException {
        return file.header(at, length).order(ByteOrder.LITTLE_ENDIAN);
    }
}

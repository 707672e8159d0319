package orchestrator.demo;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A PNG whose frame is right and whose pixels are nothing, larger than anybody should hold in memory. */
final class HugePicture {
    /** How long it is. */
    static final long BYTES = 500_000_000;

    private static final int SIDE = 20_000;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int CHUNK_FRAME = 12;
    private static final int HEADER = 13;

    private HugePicture() {
    }

    static void write(OutputStream to) throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        out.write(SIGNATURE);
        begin(out, "IHDR", HEADER);
        out.writeInt(SIDE);
        out.writeInt(SIDE);
        // 8 bits a channel, red, green and blue.
        out.write(new byte[]{8, 2, 0, 0, 0});
        out.writeInt(0);
        int pixels = (int) (BYTES - SIGNATURE.length - HEADER - 3L * CHUNK_FRAME);
        begin(out, "IDAT", pixels);
        byte[] part = new byte[1 << 20];
        for (int left = pixels; left > 0; left -= part.length) {
            out.write(part, 0, Math.min(left, part.length));
        }
        out.writeInt(0);
        begin(out, "IEND", 0);
        out.writeInt(0);
        out.flush();
    }

    private static void begin(DataOutputStream out, String type, int length) throws IOException {
        out.writeInt(length);
        out.writeBytes(type);
    }
}

package orchestrator.testkit;

import javax.imageio.ImageIO;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;

/** PNG files, honest and otherwise. */
public final class Pictures {

    private static final int AFTER_HEADER = 8 + 25;

    private Pictures() {
    }

    /** A picture with these texts, written as ComfyUI does: before the pixels. */
    public static byte[] png(int width, int height, Map<String, String> texts) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        texts.forEach((key, value) -> chunks.writeBytes(chunk("iTXt", concat(bytes(key), new byte[]{0, 0, 0, 0, 0},
                value.getBytes(StandardCharsets.UTF_8)))));
        return inserted(plain(width, height), chunks.toByteArray());
    }

    /** A picture that claims this size and holds nothing of it. */
    public static byte[] pngHeader(int width, int height) {
        byte[] picture = plain(4, 4);
        ByteBuffer.wrap(picture).putInt(16, width).putInt(20, height);
        CRC32 sum = new CRC32();
        sum.update(picture, 12, 17);
        ByteBuffer.wrap(picture).putInt(29, (int) sum.getValue());
        return picture;
    }

    public static byte[] withTexts(int count) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            chunks.writeBytes(chunk("tEXt", bytes("k" + i + "\0v")));
        }
        return inserted(plain(4, 4), chunks.toByteArray());
    }

    /** A picture with so many chunks of this kind before its pixels. */
    public static byte[] withChunks(String type, byte[] data, int count) {
        byte[] one = chunk(type, data);
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            chunks.writeBytes(one);
        }
        return inserted(plain(40, 30), chunks.toByteArray());
    }

    /** A text that says it is longer than the file. Its pixels come before it, so the picture itself is fine. */
    public static byte[] withChunkLength(int length) {
        byte[] picture = plain(4, 4);
        byte[] lie = chunk("tEXt", bytes("key\0value"));
        ByteBuffer.wrap(lie).putInt(0, length);
        int end = picture.length - 12;
        return concat(Arrays.copyOf(picture, end), lie, Arrays.copyOfRange(picture, end, picture.length));
    }

    private static byte[] plain(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, Color.HSBtoRGB((float) x / width, 0.6f, 0.3f + 0.6f * y / height));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return out.toByteArray();
    }

    private static byte[] inserted(byte[] picture, byte[] chunks) {
        return concat(Arrays.copyOf(picture, AFTER_HEADER), chunks, Arrays.copyOfRange(picture, AFTER_HEADER,
                picture.length));
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] named = concat(bytes(type), data);
        CRC32 sum = new CRC32();
        sum.update(named);
        return concat(ByteBuffer.allocate(4).putInt(data.length).array(), named, ByteBuffer.allocate(4).putInt((int) sum
                .getValue()).array());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

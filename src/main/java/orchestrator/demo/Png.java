package orchestrator.demo;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Pictures as bytes: PNG with text chunks as ComfyUI writes it, JPEG for previews. */
final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final float JPEG_QUALITY = 0.85f;

    private Png() {
    }

    /** @param texts key to text, ASCII: ComfyUI escapes everything else */
    static byte[] encode(BufferedImage image, Map<String, String> texts) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(SIGNATURE);
            chunk(out, "IHDR", header(image));
            for (Map.Entry<String, String> text : texts.entrySet()) {
                chunk(out, "tEXt", (text.getKey() + '\0' + text.getValue()).getBytes(StandardCharsets.ISO_8859_1));
            }
            chunk(out, "IDAT", deflate(scanLines(image)));
            chunk(out, "IEND", new byte[0]);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] jpeg(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(JPEG_QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), quality);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Absent when the bytes are no picture. */
    static Optional<BufferedImage> decode(byte[] bytes) {
        try {
            return Optional.ofNullable(ImageIO.read(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static byte[] header(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(image.getWidth());
        out.writeInt(image.getHeight());
        out.write(new byte[]{8, 2, 0, 0, 0});
        return bytes.toByteArray();
    }

    /** Each line filtered by the difference to the one above, which suits smooth pictures. */
    private static byte[] scanLines(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] lines = new byte[height * (1 + 3 * width)];
        int[] row = new int[width];
        int[] above = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            lines[at++] = 2;
            for (int x = 0; x < width; x++) {
                lines[at++] = (byte) ((row[x] >> 16) - (above[x] >> 16));
                lines[at++] = (byte) ((row[x] >> 8) - (above[x] >> 8));
                lines[at++] = (byte) (row[x] - above[x]);
            }
            int[] swap = above;
            above = row;
            row = swap;
        }
        return lines;
    }

    private static byte[] deflate(byte[] raw) {
        try (Deflater deflater = new Deflater(4)) {
            deflater.setInput(raw);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream(raw.length / 3);
            byte[] buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return packed.toByteArray();
        }
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }
}

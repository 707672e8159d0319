package orchestrator.testkit;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JPEG and WebP files, and how a camera says that they are to be turned. */
public final class Photos {

    private Photos() {
    }

    /** A photo of three colours. */
    public static byte[] jpeg(int width, int height) {
        return jpeg(raster(width, height, 3), false);
    }

    /** A photo that comes in several passes. */
    public static byte[] progressive(int width, int height) {
        return jpeg(raster(width, height, 3), true);
    }

    /** A photo of 1, 3 or 4 colours; four are those of a printer. */
    public static byte[] jpeg(int width, int height, int colours) {
        return jpeg(raster(width, height, colours), false);
    }

    /** A PNG of 16 bits a colour. */
    public static byte[] deep(int width, int height) {
        return written("png", new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY));
    }

    public static byte[] written(String kind, BufferedImage image) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (!ImageIO.write(image, kind, out)) {
                throw new AssertionError("nobody writes " + kind);
            }
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The first picture, 128 x 128, of a film that ComfyUI made, as a picture of its own. */
    public static byte[] webp() {
        try (var file = Photos.class.getResourceAsStream("/files/svd-animated.webp")) {
            byte[] film = file.readAllBytes();
            int picture = new String(film, StandardCharsets.ISO_8859_1).indexOf("VP8 ");
            int length = ByteBuffer.wrap(film).order(ByteOrder.LITTLE_ENDIAN).getInt(picture + 4);
            return webp(Arrays.copyOfRange(film, picture, picture + 8 + length));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A WebP file of these chunks. */
    public static byte[] webp(byte[]... chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] chunk : chunks) {
            all.writeBytes(chunk);
            all.writeBytes(new byte[chunk.length & 1]);
        }
        ByteBuffer file = ByteBuffer.allocate(12 + all.size()).order(ByteOrder.LITTLE_ENDIAN);
        return file.put(ascii("RIFF")).putInt(4 + all.size()).put(ascii("WEBP")).put(all.toByteArray()).array();
    }

    /** A chunk of a WebP file. */
    public static byte[] chunk(String type, byte[] data) {
        return ByteBuffer.allocate(8 + data.length).order(ByteOrder.LITTLE_ENDIAN).put(ascii(type)).putInt(data.length)
                .put(data).array();
    }

    /** What EXIF says of a photo that is to be turned, 1 to 8. */
    public static byte[] turn(int turn) {
        return ByteBuffer.allocate(26).put(ascii("MM")).putShort((short) 42).putInt(8).putShort((short) 1)
                .putShort((short) 0x112).putShort((short) 3).putInt(1).putShort((short) turn).array();
    }

    /** The photo with this EXIF block. */
    public static byte[] withExif(byte[] jpeg, byte[] tiff) {
        return withSegment(jpeg, 0xe1, ByteBuffer.allocate(6 + tiff.length).put(ascii("Exif\0\0")).put(tiff).array());
    }

    /** The photo with one more segment at its beginning. */
    public static byte[] withSegment(byte[] jpeg, int marker, byte[] data) {
        return ByteBuffer.allocate(jpeg.length + 4 + data.length).put(jpeg, 0, 2).put((byte) 0xff).put((byte) marker)
                .putShort((short) (data.length + 2)).put(data).put(jpeg, 2, jpeg.length - 2).array();
    }

    /** The photo, saying that it has this size. */
    public static byte[] claiming(byte[] jpeg, int width, int height) {
        byte[] copy = jpeg.clone();
        int frame = new String(copy, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
        ByteBuffer.wrap(copy).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
        return copy;
    }

    private static WritableRaster raster(int width, int height, int colours) {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, colours, null);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                raster.setSample(x, y, 0, (x * 31 + y * 17) & 0xff);
            }
        }
        return raster;
    }

    private static byte[] jpeg(Raster raster, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam how = writer.getDefaultWriteParam();
            if (progressive) {
                how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.write(null, new IIOImage(raster, null, null), how);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

package orchestrator.canvas;

import orchestrator.testkit.Pictures;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import javax.imageio.ImageIO;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DescriptionTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"sd15-with-workflow-chunks.png,64,64,0", "svd-animated.webp,128,128,0", "svd-h264.mp4,128,128,1400",
            "svd-vp9.webm,128,128,1400"})
    void a_real_file_tells_size_and_length_by_its_header(String name, int width, int height, long millis)
            throws Exception {
        Description is = describe(real(name));
        assertEquals(width, is.width());
        assertEquals(height, is.height());
        assertEquals(millis, is.duration().map(Duration::toMillis).orElse(0L));
        assertEquals(Item.State.WHOLE, is.state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd15-with-workflow-chunks.png", "svd-animated.webp", "svd-h264.mp4", "svd-vp9.webm"})
    void a_real_file_without_its_end_is_never_taken_as_whole(String name) throws Exception {
        byte[] whole = real(name);
        for (int part = 1; part < 20; part++) {
            Description is = describe(Arrays.copyOf(whole, whole.length * part / 20));
            assertEquals(Item.State.WRITING, is.state(), part + " of 20 parts");
        }
        assertEquals(Item.State.WRITING, describe(Arrays.copyOf(whole, whole.length - 13)).state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "gif"})
    void a_picture_of_another_kind_without_its_end_is_being_written(String kind) throws Exception {
        byte[] whole = encoded(kind, 40, 30);
        Description is = describe(whole);
        assertEquals(40, is.width());
        assertEquals(30, is.height());
        assertEquals(Item.State.WHOLE, is.state());
        assertEquals(Item.State.WRITING, describe(Arrays.copyOf(whole, whole.length - 40)).state());
    }

    @Test
    void a_picture_with_something_appended_is_whole() throws Exception {
        byte[] whole = Pictures.png(5, 4, Map.of());
        assertEquals(Item.State.WHOLE, describe(Arrays.copyOf(whole, whole.length + 100_000)).state());
    }

    @ParameterizedTest
    @CsvSource({"1,40,30", "3,40,30", "6,30,40", "8,30,40", "99,40,30"})
    void a_photo_is_as_wide_as_it_is_shown(int turn, int width, int height) throws Exception {
        Description is = describe(turned(encoded("jpg", 40, 30), turn));
        assertEquals(width + "x" + height, is.width() + "x" + is.height());
    }

    @Test
    void boxes_within_boxes_within_boxes_end() throws Exception {
        ByteBuffer nested = ByteBuffer.allocate(8 * 200_000 + 16);
        nested.putInt(16).put("ftypisom".getBytes(StandardCharsets.ISO_8859_1)).putInt(0);
        while (nested.remaining() >= 8) {
            nested.putInt(nested.remaining()).put("moov".getBytes(StandardCharsets.ISO_8859_1));
        }
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> describe(nested.array()));
        ByteArrayOutputStream segments = new ByteArrayOutputStream();
        segments.writeBytes(new byte[]{0x1a, 0x45, (byte) 0xdf, (byte) 0xa3, (byte) 0x80});
        for (int i = 0; i < 100_000; i++) {
            segments.writeBytes(new byte[]{0x18, 0x53, (byte) 0x80, 0x67, (byte) 0xff});
        }
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> describe(segments.toByteArray()));
    }

    @Test
    void a_video_of_absurd_size_or_length_tells_none() throws Exception {
        byte[] video = real("svd-h264.mp4");
        int header = new String(video, StandardCharsets.ISO_8859_1).indexOf("mvhd");
        ByteBuffer.wrap(video).putInt(header + 4 + 12, 1).putInt(header + 4 + 16, -1);
        assertEquals(Optional.empty(), describe(video).duration());
    }

    @Test
    void random_bytes_behind_any_signature_throw_nothing() throws Exception {
        java.util.Random random = new java.util.Random(7);
        for (String name : new String[]{"sd15-with-workflow-chunks.png", "svd-animated.webp", "svd-h264.mp4",
                "svd-vp9.webm"}) {
            byte[] real = real(name);
            for (int i = 0; i < 200; i++) {
                byte[] bent = Arrays.copyOf(real, Math.min(real.length, 4_000));
                for (int n = 0; n < 20; n++) {
                    bent[8 + random.nextInt(bent.length - 8)] = (byte) random.nextInt(256);
                }
                Description is = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> describe(bent));
                assertTrue(is.width() >= 0 && is.height() >= 0);
            }
        }
    }

    static byte[] encoded(String kind, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width / 2; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, 0xff0000);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, kind, out);
        return out.toByteArray();
    }

    /** The photo with an EXIF block that says how to turn it. */
    static byte[] turned(byte[] jpeg, int turn) {
        ByteBuffer exif = ByteBuffer.allocate(36);
        exif.putShort((short) 0xffe1).putShort((short) 34).put("Exif\0\0MM".getBytes(StandardCharsets.ISO_8859_1));
        exif.putShort((short) 42).putInt(8).putShort((short) 1);
        exif.putShort((short) 0x112).putShort((short) 3).putInt(1).putShort((short) turn).putShort((short) 0).putInt(0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.writeBytes(exif.array());
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    static byte[] real(String name) throws IOException {
        try (var file = DescriptionTest.class.getResourceAsStream("/files/" + name)) {
            return file.readAllBytes();
        }
    }

    private Description describe(byte[] content) throws IOException {
        return Description.of(Files.write(folder.resolve("file"), content));
    }
}

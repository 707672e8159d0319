package orchestrator.canvas;

import orchestrator.canvas.Unusable.Fault;
import orchestrator.testkit.Photos;
import orchestrator.testkit.Pictures;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StillPictureTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void whole_pictures_of_three_kinds_are_taken() throws Exception {
        assertEquals("PNG 40x30", look(Pictures.png(40, 30, Map.of("prompt", "{}"))));
        assertEquals("PNG 64x64", look(DescriptionTest.real("sd15-with-workflow-chunks.png")));
        assertEquals("PNG 40x30", look(Photos.deep(40, 30)));
        assertEquals("JPEG 40x30", look(Photos.jpeg(40, 30)));
        assertEquals("JPEG 300x200", look(Photos.progressive(300, 200)));
        assertEquals("JPEG 40x30", look(Photos.jpeg(40, 30, 1)));
        assertEquals("JPEG 40x30", look(Photos.jpeg(40, 30, 4)));
        assertEquals("WEBP 128x128", look(Photos.webp()));
    }

    @Test
    void a_picture_cut_anywhere_is_damaged() throws Exception {
        for (byte[] whole : List.of(Pictures.png(16, 16, Map.of()), Photos.jpeg(40, 30), Photos.progressive(40, 30),
                Photos.webp())) {
            for (int length = 0; length < whole.length; length += length < 100 ? 1 : 29) {
                assertEquals("DAMAGED", look(Arrays.copyOf(whole, length)), length + " of " + whole.length);
            }
            assertEquals("DAMAGED", look(Arrays.copyOf(whole, whole.length - 1)));
        }
    }

    @Test
    void what_is_no_picture_of_these_kinds_is_foreign() throws Exception {
        for (String text : List.of("GIF89a/*.......*/=1;alert(1)", "<svg xmlns='http://www.w3.org/2000/svg'/>",
                "<html><script>", "BM..............", "II*\0............", "%PDF-1.7\n%......", "8BPS............",
                "\0\0\1\0\1\0..........", "\0\0\0\30ftypavif....avifmif1", "\0\0\0\30ftypheic....heic", "PK\3\4......",
                "RIFF....WAVEfmt ........", "alert(1)")) {
            assertEquals("FOREIGN", look(text.getBytes(StandardCharsets.ISO_8859_1)), text);
        }
        assertEquals("FOREIGN", look(DescriptionTest.real("svd-h264.mp4")));
        assertEquals("FOREIGN", look(DescriptionTest.encoded("gif", 4, 4)));
        assertEquals("FOREIGN", look(DescriptionTest.encoded("bmp", 4, 4)));
        assertEquals("FOREIGN", look(DescriptionTest.encoded("tif", 4, 4)));
    }

    @ParameterizedTest
    @CsvSource({"16384,3906,PNG 16384x3906", "16384,3907,TOO_LARGE", "16384,1,PNG 16384x1", "16385,1,TOO_LARGE",
            "1,16385,TOO_LARGE", "8000,8000,PNG 8000x8000", "8001,8000,TOO_LARGE", "30000,30000,TOO_LARGE",
            "2147483647,2147483647,TOO_LARGE", "0,5,DAMAGED", "5,0,DAMAGED", "-1,5,DAMAGED"})
    void the_size_is_judged_by_the_header_alone(int width, int height, String verdict) throws Exception {
        assertEquals(verdict, look(Pictures.pngHeader(width, height)));
    }

    @Test
    void a_photo_or_webp_of_absurd_size_is_too_large() throws Exception {
        assertEquals("TOO_LARGE", look(Photos.claiming(Photos.jpeg(40, 30), 65_535, 65_535)));
        assertEquals("JPEG 16384x3906", look(Photos.claiming(Photos.jpeg(40, 30), 16_384, 3_906)));
        assertEquals("DAMAGED", look(Photos.claiming(Photos.jpeg(40, 30), 40, 0)));
        byte[] canvas = ByteBuffer.allocate(10).put(4, new byte[]{-1, -1, -1, -1, -1, -1}).array();
        assertEquals("TOO_LARGE", look(Photos.webp(Photos.chunk("VP8X", canvas))));
    }

    @Test
    void the_start_of_a_bomb_tells_enough() throws Exception {
        byte[] bomb = Arrays.copyOf(Pictures.pngHeader(30_000, 30_000), 64 << 20);
        Path file = Files.write(folder.resolve("bomb"), bomb);
        assertTimeoutPreemptively(Duration.ofMillis(500), () -> verdict(file));
        assertEquals("TOO_LARGE", verdict(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zTXt", "iTXt", "iCCP"})
    void a_text_or_profile_that_becomes_huge_is_not_read_to_its_end(String type) throws Exception {
        assertEquals("DAMAGED", soon(Pictures.withChunks(type, packed(type, 50 << 20), 1)));
        assertEquals("DAMAGED", soon(Pictures.withChunks(type, packed(type, 1 << 20), 12)));
        assertEquals("PNG 40x30", soon(Pictures.withChunks(type, packed(type, 1 << 20), 3)));
    }

    @Test
    void chunks_without_end_and_lies_about_their_length_are_damage() throws Exception {
        assertEquals("DAMAGED", soon(Pictures.withTexts(100_000)));
        assertEquals("DAMAGED", soon(Pictures.withChunks("fdAT", new byte[8], 200_000)));
        assertEquals("DAMAGED", soon(Pictures.withChunkLength(Integer.MAX_VALUE)));
        assertEquals("DAMAGED", soon(Pictures.withChunkLength(-1)));
        assertEquals("PNG 4x4", soon(Pictures.withTexts(10_000)));
        byte[] sum = Pictures.png(16, 16, Map.of());
        sum[sum.length - 14]++;
        assertEquals("DAMAGED", look(sum));
    }

    @Test
    void what_moves_is_no_still_picture() throws Exception {
        assertEquals("ANIMATED", look(DescriptionTest.real("svd-animated.webp")));
        byte[] frames = ByteBuffer.allocate(8).putInt(100_000).array();
        assertEquals("ANIMATED", look(Pictures.withChunks("acTL", frames, 1)));
    }

    @ParameterizedTest
    @CsvSource({"1,40x30", "2,40x30", "3,40x30", "4,40x30", "5,30x40", "6,30x40", "7,30x40", "8,30x40", "0,40x30",
            "99,40x30"})
    void a_photo_has_the_size_it_is_shown_with(int turn, String size) throws Exception {
        assertEquals("JPEG " + size, look(Photos.withExif(Photos.jpeg(40, 30), Photos.turn(turn))));
        assertEquals("PNG " + size, look(Pictures.withChunks("eXIf", Photos.turn(turn), 1)));
        byte[] lossless = Photos.chunk("VP8L", new byte[]{0x2f, 39, 0x40, 7, 0, 0});
        assertEquals("WEBP " + size, look(Photos.webp(lossless, Photos.chunk("EXIF", Photos.turn(turn)))));
    }

    @Test
    void exif_that_leads_nowhere_or_in_circles_turns_nothing() throws Exception {
        byte[] loop = Photos.turn(6);
        ByteBuffer.wrap(loop).putInt(4, 0);
        byte[] many = Photos.turn(6);
        ByteBuffer.wrap(many).putShort(8, (short) -1).putShort(10, (short) 7);
        for (byte[] exif : List.of(loop, many, new byte[0], "MM".getBytes(StandardCharsets.US_ASCII))) {
            assertTrue(soon(Photos.withExif(Photos.jpeg(40, 30), exif)).startsWith("JPEG"));
            assertTrue(soon(Pictures.withChunks("eXIf", exif, 1)).startsWith("PNG"));
        }
    }

    @Test
    void profiles_of_megabytes_are_passed_over() throws Exception {
        byte[] photo = Photos.jpeg(40, 30);
        for (int n = 0; n < 255; n++) {
            photo = Photos.withSegment(photo, 0xe2, new byte[65_000]);
        }
        assertEquals("JPEG 40x30", soon(photo));
        assertEquals("WEBP 128x128", soon(Photos.webp(Photos.chunk("ICCP", new byte[50 << 20]), Arrays.copyOfRange(
                Photos.webp(), 12, Photos.webp().length))));
    }

    @Test
    void a_picture_ends_where_it_says() throws Exception {
        for (byte[] whole : List.of(Pictures.png(16, 16, Map.of()), Photos.jpeg(40, 30), Photos.webp())) {
            Path file = Files.write(folder.resolve("file"), Arrays.copyOf(whole, whole.length + 1_000));
            assertEquals(whole.length, StillPicture.of(file).end());
        }
    }

    @Test
    void random_bytes_behind_any_signature_throw_nothing_else() throws Exception {
        Random random = new Random(7);
        for (byte[] real : List.of(Pictures.png(16, 16, Map.of("a", "b")), Photos.withExif(Photos.progressive(40, 30),
                Photos.turn(6)), Photos.webp())) {
            for (int i = 0; i < 300; i++) {
                byte[] bent = real.clone();
                for (int n = 0; n < 5; n++) {
                    bent[random.nextInt(bent.length)] = (byte) random.nextInt(256);
                }
                assertNotEquals("", soon(bent));
            }
        }
    }

    // What compresses to almost nothing.
    private static byte[] packed(String type, int length) {
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(new byte[length]);
            deflater.finish();
            byte[] packed = new byte[1 << 20];
            int size = deflater.deflate(packed);
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            chunk.writeBytes("key\0".getBytes(StandardCharsets.US_ASCII));
            chunk.writeBytes(type.equals("iTXt") ? new byte[]{1, 0, 0, 0} : new byte[1]);
            chunk.write(packed, 0, size);
            return chunk.toByteArray();
        }
    }

    private String soon(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("file"), content);
        return assertTimeoutPreemptively(SOON, () -> verdict(file));
    }

    private String look(byte[] content) throws IOException {
        return verdict(Files.write(folder.resolve("file"), content));
    }

    private static String verdict(Path file) throws IOException {
        try {
            StillPicture picture = StillPicture.of(file);
            return picture.media() + " " + picture.width() + "x" + picture.height();
        } catch (Unusable unusable) {
            Fault fault = unusable.fault();
            return fault.name();
        }
    }
}

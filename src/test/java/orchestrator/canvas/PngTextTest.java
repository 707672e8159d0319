package orchestrator.canvas;

import orchestrator.testkit.Pictures;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PngTextTest {

    private static final int TWO_MIB = 2 << 20;

    @TempDir
    private Path folder;

    @Test
    void texts_of_all_three_kinds_are_read() throws Exception {
        Map<String, String> texts = read(png(
                chunk("tEXt", latin("prompt\0plain")),
                chunk("zTXt", join(latin("parameters\0\0"), deflated(latin("squeezed")))),
                chunk("iTXt", join(latin("orchestrator\0\1\0en\0t\0"), deflated("фьорд".getBytes(
                        StandardCharsets.UTF_8))))))
                .texts();
        assertEquals(Map.of("prompt", "plain", "parameters", "squeezed", "orchestrator", "фьорд"), texts);
    }

    @Test
    void a_plain_text_may_be_latin_1_or_utf_8() throws Exception {
        assertEquals("café", read(png(chunk("tEXt", latin("prompt\0café")))).texts().get("prompt"));
        assertEquals("лиса", read(png(chunk("tEXt", join(latin("prompt\0"), "лиса".getBytes(
                StandardCharsets.UTF_8))))).texts().get("prompt"));
    }

    @Test
    void a_wrong_check_sum_is_no_reason_to_know_nothing() throws Exception {
        byte[] chunk = chunk("tEXt", latin("prompt\0still"));
        chunk[chunk.length - 1] ^= 1;
        assertEquals("still", read(png(chunk)).texts().get("prompt"));
    }

    @Test
    void a_text_at_the_limit_is_read_and_one_above_is_not() throws Exception {
        byte[] fits = Arrays.copyOf(latin("prompt\0"), TWO_MIB);
        Arrays.fill(fits, 7, fits.length, (byte) 'a');
        assertEquals(TWO_MIB - 7, read(png(chunk("tEXt", fits))).texts().get("prompt").length());
        byte[] above = Arrays.copyOf(fits, TWO_MIB + 1);
        above[TWO_MIB] = 'a';
        PngText is = read(png(chunk("tEXt", above), chunk("tEXt", latin("parameters\0after"))));
        assertEquals(Map.of("parameters", "after"), is.texts());
        assertEquals(4, is.width());
    }

    @Test
    void a_few_bytes_that_become_a_gigabyte_are_no_text() throws Exception {
        ByteArrayOutputStream bombs = new ByteArrayOutputStream();
        byte[] bomb = join(latin("prompt\0\0"), deflated(new byte[64 << 20]));
        for (int i = 0; i < 2_000; i++) {
            bombs.writeBytes(chunk("zTXt", bomb.length > 100_000 ? Arrays.copyOf(bomb, 70_000) : bomb));
        }
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertFalse(read(png(bombs.toByteArray())).texts()
                .containsKey("prompt")));
    }

    @Test
    void a_text_of_no_use_is_not_even_read() throws Exception {
        assertEquals(Map.of(), read(png(chunk("tEXt", latin("workflow\0large")), chunk("tEXt", latin("\0nameless")),
                chunk("tEXt", latin("prompt")), chunk("zTXt", latin("parameters\0\0broken")), chunk("iTXt", latin(
                        "orchestrator\0"))))
                .texts());
    }

    @Test
    void a_hundred_thousand_texts_end() throws Exception {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertEquals(4, read(Pictures.withTexts(100_000))
                .width()));
    }

    private PngText read(byte[] content) throws IOException {
        try (FileBytes file = FileBytes.open(Files.write(folder.resolve("a.png"), content))) {
            assertTrue(PngText.isComplete(file) || content.length > 100_000);
            return PngText.read(file, Makings.KEYS);
        }
    }

    private static byte[] png(byte[]... chunks) {
        byte[] plain = Pictures.png(4, 4, Map.of());
        int header = 8 + 25;
        return join(Arrays.copyOf(plain, header), join(chunks), Arrays.copyOfRange(plain, header, plain.length));
    }

    private static byte[] chunk(String type, byte[] data) {
        java.util.zip.CRC32 sum = new java.util.zip.CRC32();
        sum.update(join(latin(type), data));
        return join(ByteBuffer.allocate(4).putInt(data.length).array(), latin(type), data,
                ByteBuffer.allocate(4).putInt(
                        (int) sum.getValue()).array());
    }

    private static byte[] deflated(byte[] data) {
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(data);
            deflater.finish();
            byte[] out = new byte[data.length + 64];
            return Arrays.copyOf(out, deflater.deflate(out));
        }
    }

    private static byte[] latin(String text) {
        Charset charset = StandardCharsets.ISO_8859_1;
        return text.getBytes(charset);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

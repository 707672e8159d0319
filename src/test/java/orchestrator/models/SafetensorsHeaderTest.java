package orchestrator.models;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SafetensorsHeaderTest {

    private static final String TENSOR = "{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[0,8]}";

    @TempDir
    Path folder;

    @Test
    void names_shapes_and_padding_are_read() throws Exception {
        var header = SafetensorsHeader.read(raw("{\"a\":" + TENSOR + ",\"n\":{\"data_offsets\":[8,8],\"shape\":[0],"
                + "\"dtype\":\"F32\"},\"__metadata__\":{\"modelspec.title\":\"T\",\"other\":\"no use\"}}   ", 8));
        assertEquals(2, header.dim("a", 1));
        assertEquals(-1, header.dim("a", 2));
        assertEquals(0, header.dim("n", 0));
        assertEquals(java.util.Map.of("modelspec.title", "T"), header.metadata());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void a_file_too_short_for_its_length_is_cut(int bytes) throws IOException {
        assertCut(Files.write(folder.resolve("x.safetensors"), new byte[bytes]));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Long.MIN_VALUE, -1, 100_000_001, (16 << 20) + 1})
    void a_length_no_header_has_is_refused(long claimed) throws IOException {
        assertBroken(Models.in(folder).bytes("x.safetensors", claimed, "{}".getBytes(StandardCharsets.UTF_8), 0));
    }

    @Test
    void a_length_beyond_the_file_is_a_cut_file() throws IOException {
        assertCut(Models.in(folder).bytes("x.safetensors", 11, "{}".getBytes(StandardCharsets.UTF_8), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "12", "{\"a\":[]}", "{\"a\":{}}", "{\"a\":1}", "{", "{}{}",
            "{\"__metadata__\":{\"k\":1}}",
            "{\"a\":{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[8,0]}}",
            "{\"a\":{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[0,4]}}",
            "{\"a\":{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[-8,0]}}",
            "{\"a\":{\"dtype\":\"F16\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}",
            "{\"a\":{\"dtype\":\"F16\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
            "{\"a\":{\"dtype\":\"F16\",\"shape\":[2.5],\"data_offsets\":[0,8]}}",
            "{\"a\":{\"dtype\":\"F16\",\"shape\":[\"2\"],\"data_offsets\":[0,8]}}"})
    void a_header_that_is_not_one_is_refused(String header) throws IOException {
        assertBroken(raw(header, 8));
    }

    @Test
    void overlapping_holes_duplicates_and_left_over_bytes_are_refused() throws IOException {
        String at8 = "{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[8,16]}";
        String at4 = "{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[4,12]}";
        assertBroken(raw("{\"a\":" + TENSOR + ",\"b\":" + at4 + "}", 12));
        assertBroken(raw("{\"b\":" + at8 + "}", 16));
        assertBroken(raw("{\"a\":" + TENSOR + ",\"a\":" + at8 + "}", 16));
        assertBroken(raw("{\"a\":" + TENSOR + "}", 9));
    }

    @Test
    void a_download_that_stopped_is_said_to_be_cut() throws IOException {
        assertCut(raw("{\"a\":" + TENSOR + "}", 7));
    }

    @Test
    void depth_without_end_and_a_million_keys_cost_little() throws IOException {
        assertBroken(raw("{\"a\":{\"x\":" + "[".repeat(100_000), 0));
        var keys = new StringBuilder("{");
        for (int i = 0; i < 1_000_000; i++) {
            keys.append("\"k").append(i).append("\":{},");
        }
        assertBroken(raw(keys.append("\"z\":{}}").toString(), 0));
    }

    @Test
    void bytes_that_are_no_utf_8_are_unreadable_not_replaced() throws IOException {
        byte[] header = ("{\"\u00ff\":" + TENSOR + "}").getBytes(StandardCharsets.ISO_8859_1);
        Path file = Models.in(folder).bytes("x.safetensors", header.length, header, 8);
        assertTrue(Families.describe(file, "loras/x.safetensors", Kind.LORA, 1).problem().isPresent());
    }

    @Test
    void a_terabyte_with_holes_is_read_by_its_head_alone() throws Exception {
        long bytes = 1L << 40;
        Path file;
        try {
            file = raw("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + bytes + "],\"data_offsets\":[0," + bytes + "]}}",
                    bytes);
        } catch (IOException tooLarge) {
            org.junit.jupiter.api.Assumptions.abort("this file system has no files of a terabyte: " + tooLarge);
            return;
        }
        assertEquals(bytes, SafetensorsHeader.read(file).dim("a", 0));
    }

    @ParameterizedTest
    @CsvSource({"model-cut, 7", "model-broken, 9"})
    void the_problem_names_what_is_wrong(String code, int data) throws IOException {
        Path file = raw("{\"a\":" + TENSOR + "}", data);
        assertEquals(code, Families.describe(file, "loras/x.safetensors", Kind.LORA, 1).problem().orElseThrow().code());
    }

    private Path raw(String header, long data) throws IOException {
        return Models.in(folder).raw("x.safetensors", header, data);
    }

    private static void assertBroken(Path file) {
        assertEquals("model-broken",
                assertThrows(BadHeader.class, () -> SafetensorsHeader.read(file)).problem().code());
    }

    private static void assertCut(Path file) {
        assertEquals("model-cut", assertThrows(BadHeader.class, () -> SafetensorsHeader.read(file)).problem().code());
    }
}

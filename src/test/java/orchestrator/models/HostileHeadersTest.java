package orchestrator.models;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** F20: real headers of every kind, and what chance or malice makes of them. */
@Timeout(60)
class HostileHeadersTest {

    private static final int ROUNDS = 60;

    @TempDir
    private Path folder;
    private final Random random = new Random(20);

    static List<String> everyKind() throws IOException {
        return Models.all();
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void the_order_of_tensors_says_nothing(String tiny) throws IOException {
        Map<String, long[]> tensors = Models.tensorsOf(tiny);
        Description is = describe(Models.in(folder).tensors("a.safetensors", tensors));
        List<String> names = new ArrayList<>(tensors.keySet());
        for (int round = 0; round < 5; round++) {
            Collections.shuffle(names, random);
            Map<String, long[]> shuffled = new LinkedHashMap<>();
            names.forEach(name -> shuffled.put(name, tensors.get(name)));
            assertEquals(is, describe(Models.in(folder).tensors("b.safetensors", shuffled)), tiny);
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void a_file_cut_anywhere_is_told_to_be_cut(String tiny) throws IOException {
        Path whole = Models.in(folder).tiny(tiny, "a.safetensors");
        long size = Files.size(whole);
        int header = 8 + Models.tensorsOf(tiny).size() * 40;
        for (int round = 0; round < ROUNDS; round++) {
            long kept = round < ROUNDS / 2 ? random.nextLong(header) : random.nextLong(size);
            Path cut = folder.resolve("b.safetensors");
            Files.write(cut, head(whole, (int) Math.min(kept, 1 << 20)));
            try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
                file.setLength(kept);
            }
            assertEquals(Optional.of("model-cut"), describe(cut).problem().map(Problem::code), tiny + " at " + kept);
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void bytes_changed_at_random_never_throw_and_never_take_long(String tiny) throws IOException {
        Path whole = Models.in(folder).tiny(tiny, "a.safetensors");
        long size = Files.size(whole);
        byte[] head = head(whole, 1 << 14);
        int broken = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] changed = head.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                changed[random.nextInt(Math.min(changed.length, 1_000))] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("b.safetensors"), changed);
            try (RandomAccessFile rest = new RandomAccessFile(file.toFile(), "rw")) {
                rest.setLength(size);
            }
            broken += describe(file).problem().isPresent() ? 1 : 0;
        }
        assertTrue(broken > 0, "no change was ever noticed");
    }

    @Test
    void a_header_that_lies_about_shapes_is_no_model_of_that_family() throws IOException {
        // Names of SDXL with the width of SD1.5: what is sampled decides, and nothing is loaded to find out.
        Map<String, long[]> lying = new LinkedHashMap<>(Models.tensorsOf("checkpoints/tiny-sdxl.safetensors"));
        lying.replaceAll((name, shape) -> name.endsWith("attn2.to_k.weight") ? new long[]{640, 7} : shape);
        lying.remove("model.diffusion_model.label_emb.0.0.weight");
        assertEquals(Family.UNKNOWN, describe(Models.in(folder).tensors("a.safetensors", lying)).family());
    }

    @Test
    void metadata_of_ten_megabytes_and_of_markup_harms_nobody() throws IOException {
        Path file = Models.in(folder).tensors("loras/a.safetensors",
                Models.tensorsOf("loras/tiny-sd15-style.safetensors"),
                Map.of("modelspec.title", "<script>".repeat(100_000), "modelspec.trigger_phrase",
                        "a,".repeat(1_000_000), "ss_tag_frequency", "[".repeat(1_000_000), "modelspec.thumbnail",
                        "data:image/png;base64," + "A".repeat(4_000_000), "unread", "x".repeat(2_000_000)));
        Description is = describe(file);
        assertTrue(is.problem().isEmpty(), is.toString());
        assertEquals(120, is.card().title().orElseThrow().length());
        assertEquals(List.of("a"), is.card().triggerWords());
        assertTrue(is.card().picture().isEmpty());
    }

    @Test
    void of_a_folder_full_of_bad_files_each_is_flagged_and_the_good_one_works() throws IOException {
        Models models = Models.in(folder);
        byte[] lie = "{}".getBytes(StandardCharsets.UTF_8);
        for (long claimed : new long[]{0, 2, Long.MAX_VALUE, Long.MIN_VALUE, -1, 100_000_001}) {
            models.bytes("checkpoints/claims" + claimed + ".safetensors", claimed, lie, claimed == 2 ? 9 : 0);
        }
        for (String header : List.of("[]", "{", "\u0000", "{\"a\":" + "[".repeat(100_000))) {
            models.raw("checkpoints/is" + header.hashCode() + ".safetensors", header, 0);
        }
        for (int bytes = 0; bytes < 8; bytes++) {
            Files.write(models.empty("checkpoints/has" + bytes + ".safetensors"), new byte[bytes]);
        }
        models.tiny("checkpoints/tiny-sd15.safetensors", "checkpoints/good.safetensors");
        List<ModelFile> all = new ModelList(List.of(folder), () -> Instant.EPOCH, Choices.unkept()).now().files();
        assertEquals(19, all.size());
        assertEquals(List.of("checkpoints/good.safetensors"),
                all.stream().filter(file -> file.problem().isEmpty()).map(ModelFile::path).toList());
    }

    private static byte[] head(Path file, int bytes) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        }
    }

    private static Description describe(Path file) throws IOException {
        return Families.describe(file, "any/x.safetensors", Kind.OTHER, Files.size(file));
    }
}

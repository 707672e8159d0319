package orchestrator.models;

import orchestrator.models.Search.Ambiguous;
import orchestrator.models.Search.Found;
import orchestrator.models.Search.Missing;
import orchestrator.testkit.Pictures;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ModelListTest {

    private static final String SD15 = "checkpoints/tiny-sd15.safetensors";
    private static final String WINDOWS = "http://127.0.0.1:8188";
    private static final String LINUX = "http://gpu:8188";

    @TempDir
    Path folder;

    private Models models;
    private ModelList list;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void open() throws IOException {
        models = Models.in(Files.createDirectories(folder.resolve("models")));
        list = new ModelList(List.of(models.root()), () -> now, Choices.unkept());
    }

    @Test
    void a_file_stands_in_the_list_with_what_its_header_says() throws IOException {
        Path file = models.tiny(SD15, "checkpoints/sub/fantasy.safetensors");
        ModelFile model = found("checkpoints/sub/fantasy.safetensors");
        assertEquals("fantasy.safetensors", model.name());
        assertEquals(Kind.CHECKPOINT, model.kind());
        assertEquals("SD1.5", model.type());
        assertEquals(Files.size(file), model.size());
        assertEquals(Map.of(), model.engines());
        assertFalse(model.guessed());
    }

    @Test
    void older_folder_names_are_those_that_comfyui_lists() throws IOException {
        models.tiny("diffusion_models/tiny-flux1-dev.safetensors", "unet/flux.safetensors");
        models.tiny("text_encoders/clip_l.safetensors", "clip/clip_l.safetensors");
        assertEquals(List.of("diffusion_models/flux.safetensors", "text_encoders/clip_l.safetensors"), paths());
    }

    @Test
    void one_bad_file_harms_no_list() throws IOException {
        models.tiny(SD15, "checkpoints/good.safetensors");
        models.empty("checkpoints/flux-bad.safetensors");
        models.bytes("loras/lies.safetensors", -1, new byte[3], 0);
        assertEquals(3, list.now().files().size());
        assertTrue(found("checkpoints/good.safetensors").problem().isEmpty());
        assertEquals("model-cut", found("checkpoints/flux-bad.safetensors").problem().orElseThrow().code());
        assertEquals("model-broken", found("loras/lies.safetensors").problem().orElseThrow().code());
    }

    @Test
    void folders_pipes_dangling_links_and_loops_are_passed_over() throws Exception {
        models.tiny(SD15, "checkpoints/good.safetensors");
        Files.createDirectories(models.root().resolve("checkpoints/dir.safetensors"));
        Path checkpoints = models.root().resolve("checkpoints");
        Files.createSymbolicLink(checkpoints.resolve("gone.safetensors"), Path.of("nowhere"));
        Files.createSymbolicLink(checkpoints.resolve("loop"), checkpoints);
        assumeTrue(new ProcessBuilder("mkfifo", checkpoints.resolve("pipe.safetensors").toString()).start()
                .waitFor() == 0);
        assertEquals(List.of("checkpoints/good.safetensors"), paths());
    }

    @Test
    void pickles_are_named_but_never_opened() throws IOException {
        Files.write(models.empty("checkpoints/v1-5-pruned.ckpt"), new byte[]{(byte) 0x80, 2, 'c', 'o', 's'});
        ModelFile model = found("v1-5-pruned.ckpt");
        assertEquals(Family.SD15, model.family());
        assertTrue(model.guessed());
        assertTrue(model.problem().isEmpty());
    }

    @Test
    void names_of_a_windows_comfyui_find_their_file_and_are_kept_for_its_graphs() throws IOException {
        models.tiny(SD15, "checkpoints/sub/fantasy.safetensors");
        list.engineLists(WINDOWS, Map.of("checkpoints", List.of("sub\\fantasy.safetensors")));
        list.engineLists(LINUX, Map.of("checkpoints", List.of("sub/fantasy.safetensors")));
        ModelFile model = found("checkpoints/sub/fantasy.safetensors");
        assertEquals("sub\\fantasy.safetensors", model.nameOn(WINDOWS).orElseThrow());
        assertEquals("sub/fantasy.safetensors", model.nameOn(LINUX).orElseThrow());
        assertEquals(1, list.now().files().size());
    }

    @Test
    void a_model_that_only_a_comfyui_has_is_guessed_by_its_name() {
        list.engineLists(WINDOWS, Map.of("checkpoints", List.of("SDXL\\juggernautXL_v9.safetensors", "odd.safetensors",
                "sd3.5_large_fp8_scaled.safetensors"), "diffusion_models", List.of("flux1-schnell.safetensors"), "vae",
                List.of("ae.safetensors"), "custom", List.of("x.txt")));
        assertEquals(Family.SDXL, found("juggernautXL_v9").family());
        assertTrue(found("juggernautXL_v9").guessed());
        assertEquals(0, found("juggernautXL_v9").size());
        assertEquals(Family.UNKNOWN, found("odd").family());
        assertTrue(found("sd3.5_large_fp8_scaled").holds(Part.T5XXL));
        assertTrue(found("flux1-schnell").is(Trait.SCHNELL));
        assertEquals(Family.FLUX, found("ae").family());
        assertEquals(5, list.now().files().size());
    }

    @Test
    void what_a_comfyui_no_longer_lists_is_gone() {
        assertTrue(list.engineLists(WINDOWS, Map.of("loras", List.of("a.safetensors", "b.safetensors"))));
        assertFalse(list.engineLists(WINDOWS, Map.of("loras", List.of("b.safetensors", "a.safetensors"))));
        assertTrue(list.engineLists(WINDOWS, Map.of("loras", List.of("b.safetensors"))));
        assertEquals(List.of("loras/b.safetensors"), paths());
        assertTrue(list.forget(WINDOWS));
        assertEquals(List.of(), paths());
        assertFalse(list.now().engineSeen());
    }

    @Test
    void a_bare_name_is_enough_when_only_one_file_has_it() throws IOException {
        models.tiny(SD15, "checkpoints/a/one.safetensors");
        models.tiny(SD15, "checkpoints/b/one.safetensors");
        models.tiny(SD15, "checkpoints/two.safetensors");
        models.tiny("loras/tiny-sd15-style.safetensors", "loras/two.safetensors");
        assertEquals(new Ambiguous(List.of("checkpoints/a/one.safetensors", "checkpoints/b/one.safetensors")),
                list.find("one.safetensors"));
        assertEquals("checkpoints/a/one.safetensors", found("a\\one.safetensors").path());
        assertInstanceOf(Ambiguous.class, list.find("two"));
        assertInstanceOf(Found.class, list.now().find("two", Set.of(Kind.LORA)));
    }

    @Test
    void a_wrong_name_is_answered_with_near_ones() throws IOException {
        models.tiny(SD15, "checkpoints/sdxl/juggernaut.safetensors");
        models.tiny(SD15, "checkpoints/other.safetensors");
        assertEquals(new Missing(List.of("checkpoints/sdxl/juggernaut.safetensors")),
                list.find("jugernaut.safetensors"));
        assertEquals(new Missing(List.of()), list.find("zzzzzz"));
    }

    @Test
    void the_list_is_kept_five_minutes_and_then_made_anew_while_the_old_one_is_given() throws IOException {
        Queue<Runnable> behind = walksBehind();
        models.tiny(SD15, "checkpoints/a.safetensors");
        assertEquals(0, paths().size());
        run(behind);
        assertEquals(1, paths().size());
        models.tiny(SD15, "checkpoints/b.safetensors");
        now = now.plus(Duration.ofSeconds(299));
        assertEquals(1, paths().size());
        run(behind);
        assertEquals(1, paths().size());
        now = now.plus(Duration.ofSeconds(2));
        assertEquals(1, paths().size());
        run(behind);
        assertEquals(2, paths().size());
    }

    /** F20. */
    @Test
    void a_disk_that_does_not_answer_holds_nobody_up() {
        Queue<Runnable> behind = walksBehind();
        list.engineLists(LINUX, Map.of("loras", List.of("a.safetensors")));
        assertEquals(List.of("loras/a.safetensors"), paths());
        assertEquals(Set.of(LINUX), found("a").engines().keySet());
        assertFalse(behind.isEmpty());
    }

    @Test
    void a_picture_beside_a_model_shows_it_and_comes_before_the_one_inside() throws IOException {
        byte[] png = Pictures.png(8, 8, Map.of());
        models.tensors("loras/a.v2.safetensors", Models.tensorsOf("loras/tiny-sd15-style.safetensors"), Map.of(
                "modelspec.thumbnail", "data:image/png;base64," + Base64.getEncoder().encodeToString(png)));
        assertArrayEquals(png, picture("a.v2").bytes().orElseThrow());
        String inside = picture("a.v2").version();
        Path beside = models.root().resolve("loras/a.v2.preview.png");
        Files.write(beside, Pictures.png(9, 9, Map.of()));
        Files.writeString(models.root().resolve("loras/a.png"), "of another model");
        assertTrue(list.refresh());
        assertArrayEquals(Files.readAllBytes(beside), picture("a.v2").bytes().orElseThrow());
        assertNotEquals(inside, picture("a.v2").version());
        Files.delete(beside);
        Files.createSymbolicLink(beside, Files.write(folder.resolve("secret.png"), png));
        list.refresh();
        assertEquals(Optional.empty(), picture("a.v2").bytes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"modelspec.preview_image|data:image/png;base64,PNG|true",
            "modelspec.thumbnail|PNG|true", "ssmd_cover_images|[\"PNG\",\"x\"]|true", "ssmd_cover_images|[]|false",
            "ssmd_cover_images|PNG|false", "modelspec.thumbnail|data:image/svg+xml;base64,PNG|false",
            "modelspec.thumbnail|data:text/html;base64,PNG|false", "modelspec.thumbnail|None|false",
            "modelspec.thumbnail|PGh0bWw+PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0PjwvaHRtbD4gICAgICAgIA==|false"})
    void a_picture_inside_is_believed_only_when_it_begins_like_one(String key, String value, boolean shown)
            throws IOException {
        String png = Base64.getEncoder().encodeToString(Pictures.png(8, 8, Map.of()));
        models.tensors("loras/a.safetensors", Models.tensorsOf("loras/tiny-sd15-style.safetensors"), Map.of(key,
                value.replace("PNG", png)));
        assertEquals(shown, found("a").card().picture().isPresent());
    }

    @Test
    void what_a_user_says_stands_in_for_a_guess_and_is_kept() {
        Map<String, Optional<String>> kept = new HashMap<>();
        list = new ModelList(List.of(), () -> now, new Choices(Map.of("checkpoints/odd.safetensors", "SDXL",
                "checkpoints/x.safetensors", "of tomorrow"), kept::put));
        list.engineLists(LINUX, Map.of("checkpoints", List.of("odd.safetensors", "x.safetensors")));
        assertEquals(Family.SDXL, found("odd").family());
        assertFalse(found("odd").guessed());
        assertTrue(list.isChosen(found("odd")));
        // What such a file brings along is guessed anew.
        assertTrue(found("odd").holds(Part.CLIP_G));
        assertEquals(Family.UNKNOWN, found("x").family());
        assertTrue(list.choose("checkpoints/x.safetensors", Optional.of(Family.SD15)));
        assertEquals("SD1.5", found("x").type());
        assertEquals(Map.of("checkpoints/x.safetensors", Optional.of("SD1.5")), kept);
        assertTrue(list.choose("checkpoints/x.safetensors", Optional.empty()));
        assertTrue(found("x").guessed());
        assertFalse(list.isChosen(found("x")));
    }

    @Test
    void what_the_file_itself_says_stands_before_what_a_user_said() throws IOException {
        models.tiny(SD15, "checkpoints/a.safetensors");
        assertFalse(list.choose("checkpoints/a.safetensors", Optional.of(Family.FLUX)));
        assertEquals(Family.SD15, found("a").family());
        assertFalse(list.isChosen(found("a")));
    }

    @Test
    void the_folders_of_a_comfyui_are_to_be_watched_where_they_are_there_and_not_in_ours() throws IOException {
        Path theirs = Files.createDirectories(folder.resolve("theirs/loras"));
        Path ours = Files.createDirectories(models.root().resolve("vae"));
        list.engineFolders(LINUX, Map.of("loras", List.of(theirs, folder.resolve("none"), Path.of("/")), "vae",
                List.of(ours), "custom_nodes", List.of(folder)));
        assertEquals(Set.of(theirs), list.foreignFolders());
    }

    @Test
    void a_refresh_sees_a_new_and_a_replaced_file_at_once() throws IOException {
        Path file = models.empty("checkpoints/a.safetensors");
        assertTrue(found("a").problem().isPresent());
        assertFalse(list.refresh());
        Files.delete(file);
        models.tiny(SD15, "checkpoints/a.safetensors");
        assertTrue(list.refresh());
        assertTrue(found("a").problem().isEmpty());
    }

    @Test
    void of_two_roots_the_first_wins_and_a_comfyui_s_own_folders_are_walked_too() throws IOException {
        Models second = Models.in(folder.resolve("second"));
        Models third = Models.in(folder.resolve("third"));
        models.tiny(SD15, "checkpoints/a.safetensors");
        second.tiny("checkpoints/tiny-sdxl.safetensors", "checkpoints/a.safetensors");
        third.tiny("loras/tiny-sd15-style.safetensors", "style.safetensors");
        list = new ModelList(List.of(models.root(), second.root()), () -> now, Choices.unkept());
        list.engineFolders(LINUX, Map.of("loras", List.of(third.root())));
        assertEquals(List.of("checkpoints/a.safetensors", "loras/style.safetensors"), paths());
        assertEquals(Family.SD15, found("a").family());
    }

    @Test
    void a_folder_that_is_not_there_is_an_empty_list() {
        assertEquals(List.of(),
                new ModelList(List.of(folder.resolve("none")), () -> now, Choices.unkept()).now().files());
    }

    @Test
    void five_thousand_files_are_listed() throws IOException {
        var tensors = Models.tensorsOf("loras/tiny-sd15-style.safetensors");
        for (int i = 0; i < 5_000; i++) {
            models.tensors("loras/" + i % 100 + "/lora-" + i + ".safetensors", tensors);
        }
        long start = System.nanoTime();
        assertEquals(5_000, list.now().files().size());
        long first = System.nanoTime();
        assertFalse(list.refresh());
        long again = System.nanoTime();
        assertInstanceOf(Missing.class, list.find("lora-50001"));
        long searched = System.nanoTime();
        assertEquals(5_000, list.now().files().size());
        long known = System.nanoTime();
        System.out.printf("5,000 models: %d ms first, %d ms walked again, %d ms for near names, %d us from memory%n",
                (first - start) / 1_000_000, (again - first) / 1_000_000, (searched - again) / 1_000_000,
                (known - searched) / 1_000);
    }

    // Walks happen when the test says so, and nobody waits for the first.
    private Queue<Runnable> walksBehind() {
        Queue<Runnable> behind = new ArrayDeque<>();
        list = new ModelList(List.of(models.root()), () -> now, Choices.unkept(), Duration.ZERO, behind::add);
        return behind;
    }

    private static void run(Queue<Runnable> behind) {
        while (!behind.isEmpty()) {
            behind.remove().run();
        }
    }

    private Picture picture(String name) {
        return found(name).card().picture().orElseThrow();
    }

    private List<String> paths() {
        return list.now().files().stream().map(ModelFile::path).toList();
    }

    private ModelFile found(String name) {
        return assertInstanceOf(Found.class, list.find(name)).model();
    }
}

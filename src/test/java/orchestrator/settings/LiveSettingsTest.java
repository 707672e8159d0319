package orchestrator.settings;

import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;
import orchestrator.settings.LiveSettings.Given;
import orchestrator.settings.LiveSettings.Now;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LiveSettingsTest {

    private static final List<URI> USUAL = List.of(URI.create("http://127.0.0.1:8188"));
    private static final List<URI> GPU = List.of(URI.create("http://gpu:8188"));

    @TempDir
    private Path own;

    @Test
    void a_choice_outlives_the_process_until_it_is_taken_back() throws IOException {
        assertEquals(USUAL, open().now().comfyui());
        open().change(OptionalLong.empty(), before -> before.withComfyui(Optional.of(GPU)));
        open().change(OptionalLong.empty(), before -> before.withLanguage(Optional.of("ru")));
        assertEquals(new Now(2, GPU, Optional.of("ru"), Set.of()), open().now());
        open().change(OptionalLong.empty(), before -> before.withComfyui(Optional.empty()));
        assertEquals(new Now(3, USUAL, Optional.of("ru"), Set.of()), open().now());
        open().change(OptionalLong.empty(), before -> before.withComfyui(Optional.of(List.of())));
        assertEquals(List.of(), open().now().comfyui());
    }

    @Test
    void what_the_command_line_says_goes_before_what_was_chosen_and_leaves_it_as_it_is() throws IOException {
        open().change(OptionalLong.empty(), before -> before.withComfyui(Optional.of(GPU)).withLanguage(Optional.of(
                "ru")));
        Now fixed = open(new Given(Optional.of(List.of()), USUAL, Optional.of("en"))).now();
        assertEquals(new Now(1, List.of(), Optional.of("en"), Set.of("comfyui", "language")), fixed);
        assertEquals(GPU, open().now().comfyui());
    }

    @Test
    void a_change_made_from_an_old_revision_is_refused_and_one_that_changes_nothing_is_none() throws IOException {
        LiveSettings settings = open();
        List<Now> told = new ArrayList<>();
        settings.onChange(told::add);
        assertEquals(1, settings.change(OptionalLong.of(0), before -> before.withComfyui(Optional.of(GPU))).rev());
        LiveSettings.Stale stale = assertThrows(LiveSettings.Stale.class, () -> settings.change(OptionalLong.of(0),
                before -> before.withLanguage(Optional.of("ru"))));
        assertEquals(1, stale.rev());
        assertEquals(1, settings.change(OptionalLong.of(1), before -> before.withComfyui(Optional.of(GPU))).rev());
        assertEquals(List.of(settings.now()), told);
    }

    @Test
    void what_a_newer_version_wrote_survives_a_change() throws IOException {
        Files.writeString(own.resolve("settings.json"), "{\"rev\":7,\"binDays\":30,\"comfyui\":[\"gpu:8188/\"]}");
        LiveSettings settings = open();
        assertEquals(GPU, settings.now().comfyui());
        assertEquals(8, settings.change(OptionalLong.empty(), before -> before.withComfyui(Optional.empty())).rev());
        String kept = Files.readString(own.resolve("settings.json"));
        assertTrue(kept.contains("\"binDays\" : 30") && !kept.contains("gpu"), kept);
    }

    /** V5. */
    @Test
    void a_file_nobody_understands_is_set_aside_and_never_overwritten() throws IOException {
        for (String bad : List.of("{\"rev\":", "[]", "null", "{\"comfyui\":{}}", "{\"comfyui\":[\"ftp://x\"]}",
                "{\"rev\":\"x\"}")) {
            Files.writeString(own.resolve("settings.json"), bad);
            assertEquals(new Now(0, USUAL, Optional.empty(), Set.of()), open().now(), bad);
            assertFalse(Files.exists(own.resolve("settings.json")), bad);
        }
        assertEquals("{\"rev\":", Files.readString(own.resolve("set-aside/settings.json")));
        assertEquals("{\"rev\":\"x\"}", Files.readString(own.resolve("set-aside/settings.json-6")));
    }

    @Test
    void an_address_has_one_spelling_and_what_cannot_be_asked_is_none() {
        Stream.of("http://gpu:8188", " gpu:8188 ", "HTTP://GPU:8188//").forEach(text -> assertEquals(Optional.of(GPU
                .getFirst()), EngineAddress.read(text), text));
        assertEquals(Optional.of(URI.create("https://studio/comfy")), EngineAddress.read("https://studio/comfy/"));
        assertEquals(Optional.of(URI.create("http://[::1]:8188")), EngineAddress.read("[::1]:8188"));
        Stream.of("", "http://", "ftp://gpu", "file:///etc/passwd", "http://u:p@gpu", "http://gpu:99999",
                "http://gpu:0",
                "http://gpu?x=1", "http://gpu#x", "two words", "http://g" + "p".repeat(600)).forEach(
                        text -> assertEquals(Optional.empty(), EngineAddress.read(text), text));
    }

    private LiveSettings open() throws IOException {
        return open(new Given(Optional.empty(), USUAL, Optional.empty()));
    }

    private LiveSettings open(Given given) throws IOException {
        return LiveSettings.open(own, new DurableFiles(new RealDisk(), own.resolve("tmp"), FailPoints.NONE), given);
    }
}

package orchestrator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CommandLineTest {

    private static final Path HERE = Path.of("/srv/studio");

    @Test
    void without_words_it_serves_this_folder_on_loopback() {
        Settings settings = settings(Map.of());
        assertEquals(HERE, settings.home());
        assertEquals("127.0.0.1", settings.host());
        assertEquals(8190, settings.port());
        assertEquals(Optional.empty(), settings.comfyui());
        assertEquals(List.of(URI.create("http://127.0.0.1:8188")), settings.given().usual());
        assertEquals(List.of(HERE.resolve("models")), settings.models());
        assertEquals(HERE.resolve("output"), settings.output());
        assertEquals(settings, settings(Map.of(), "serve"));
    }

    @Test
    void an_option_goes_before_the_environment() {
        Map<String, String> environment = Map.of("ORCHESTRATOR_PORT", "1", "COMFYUI_URL", "http://a:1,http://b:2/",
                "ORCHESTRATOR_HOME", "/elsewhere", "ORCHESTRATOR_LANG", "ru");
        assertEquals(1, settings(environment).port());
        assertEquals(Optional.of(List.of(URI.create("http://a:1"), URI.create("http://b:2"))), settings(environment)
                .comfyui());
        assertEquals(Path.of("/elsewhere/output"), settings(environment).output());
        assertEquals(Optional.of("ru"), settings(environment).language());
        assertEquals(0, settings(environment, "--port", "0").port());
        assertEquals(Optional.of(List.of()), settings(environment, "--comfyui", "none").comfyui());
    }

    @Test
    void a_demo_asks_no_other_comfyui_unless_it_is_named() {
        assertEquals(List.of(), settings(Map.of(), "--demo").given().usual());
        assertEquals(1, settings(Map.of(), "--demo", "--comfyui", "http://gpu:8188").comfyui().orElseThrow().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port x", "--port 99999", "--port -1", "--host 0.0.0.0", "--host 192.168.0.4",
            "--host 0.0.0.0 --token short", "--token short", "--comfyui ftp://x", "--comfyui http://u:p@x",
            "--comfyui ://", "--lang de", "--wrong", "work"})
    void a_wrong_word_is_answered_in_one_line(String words) {
        StartFailure failure = assertThrows(StartFailure.class, () -> settings(Map.of(), words.split(" ")));
        assertEquals(1, failure.getMessage().lines().count());
        assertTrue(failure.getMessage().length() > 10);
    }

    @Test
    void another_address_is_open_with_a_long_token() {
        assertEquals("0.0.0.0", settings(Map.of("ORCHESTRATOR_TOKEN", "t".repeat(32)), "--host", "0.0.0.0").host());
    }

    @Test
    void a_worker_has_words_of_its_own() {
        WorkerSettings worker = assertInstanceOf(CommandLine.Wish.Work.class, CommandLine.parse(new String[]{"worker",
                "--server", "http://studio:8190/", "--name", "gpu-1"}, Map.of("COMFYUI_URL", "http://127.0.0.1:8189"),
                HERE)).settings();
        assertEquals(URI.create("http://studio:8190"), worker.server());
        assertEquals(URI.create("http://127.0.0.1:8189"), worker.comfyui());
        assertEquals(HERE.resolve(".orchestrator/workers/gpu-1"), worker.home());
        for (String wrong : new String[]{"--server ftp://x", "--name ../x", "--port 1"}) {
            assertThrows(StartFailure.class, () -> CommandLine.parse(("worker " + wrong).split(" "), Map.of(), HERE));
        }
    }

    @Test
    void help_and_version_start_nothing() {
        String help = assertInstanceOf(CommandLine.Wish.Say.class, CommandLine.parse(new String[]{"--help"}, Map.of(),
                HERE)).text();
        assertTrue(help.contains("--comfyui"), help);
        assertInstanceOf(CommandLine.Wish.Say.class, CommandLine.parse(new String[]{"--version"}, Map.of(), HERE));
    }

    private static Settings settings(Map<String, String> environment, String... words) {
        return assertInstanceOf(CommandLine.Wish.Serve.class, CommandLine.parse(words, environment, HERE)).settings();
    }
}

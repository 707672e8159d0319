package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The addresses of ComfyUI change while the program runs, and one is looked at before it is chosen. */
@Timeout(120)
class EngineSettingsTest {

    private static final List<String> CHECKPOINTS = List.of("checkpoints", "diffusion_models");

    @TempDir
    private Path home;
    private DemoComfy here;
    private DemoComfy there;

    @BeforeEach
    void begin() {
        here = DemoComfy.start(DemoOptions.fast());
        there = DemoComfy.start(DemoOptions.fast());
    }

    @AfterEach
    void end() {
        here.close();
        there.close();
    }

    @Test
    void an_address_that_is_added_is_driven_at_once_and_after_a_restart() throws Exception {
        try (LiveApp app = LiveApp.choosing(home)) {
            chooses(app);
            assertEquals(0, app.get("/api/engines").size());
            String job = app.submit("waits for one", 2);
            app.awaitWait(job, "comfy");
            chooses(app, here);
            app.awaitStatus(job, "complete");
        }
        try (LiveApp app = LiveApp.choosing(home)) {
            app.awaitReachable(here);
            app.awaitStatus(app.submit("after a restart", 2), "complete");
        }
    }

    @Test
    void what_runs_at_an_address_that_is_removed_is_made_by_another() throws Exception {
        here.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.choosing(home)) {
            chooses(app, here);
            app.awaitReachable(here);
            String job = app.submit("begun here", 4);
            here.log().awaitHeld(here.log().awaitPrompt(1).promptId());
            app.awaitStatus(job, "running");
            chooses(app, there);
            assertEquals(1, app.get("/api/engines").size());
            JsonNode ended = app.awaitStatus(job, "complete");
            assertEquals(0, ended.path("attempts").asInt(), "nobody is to blame for it");
            assertEquals(1, there.log().all(DemoLog.PromptPosted.class).size());
            chooses(app, here, there);
            app.awaitReachable(here);
            here.faults().release();
        }
    }

    @Test
    void models_of_an_address_that_is_removed_are_no_longer_offered() throws Exception {
        here.install("checkpoints", "only-here.safetensors");
        try (LiveApp app = LiveApp.choosing(home)) {
            chooses(app, here, there);
            app.await("/api/models/list", models -> models.toString().contains("only-here"));
            app.awaitReachable(there);
            chooses(app, there);
            assertFalse(app.get("/api/models/list").toString().contains("only-here"));
        }
    }

    @Test
    void what_the_command_line_says_is_shown_as_fixed_and_cannot_be_changed() throws Exception {
        try (LiveApp app = LiveApp.start(home, here)) {
            JsonNode settings = app.get("/api/settings");
            assertEquals("[\"comfyui\"]", settings.path("fixed").toString());
            assertEquals(here.address().toString(), settings.path("comfyui").path(0).asString());
            LiveApp.Answer answer = app.call("PATCH", "/api/settings", "{\"comfyui\":[]}");
            assertEquals(422, answer.status());
            JsonNode error = answer.body().path("errors").path(0);
            assertEquals("/comfyui fixed --comfyui", error.path("pointer").asString() + " " + error.path("code")
                    .asString() + " " + error.path("args").path("option").asString());
            assertFalse(Files.exists(home.resolve(".orchestrator/settings.json")));
        }
    }

    @Test
    void a_check_tells_a_comfyui_from_everything_else_and_nothing_of_what_that_said() throws Exception {
        there.close();
        try (LiveApp app = LiveApp.start(home, here).awaitOnline()) {
            JsonNode good = check(app, here.address().toString());
            assertEquals("ok", good.path("state").asString());
            assertFalse(good.path("version").asString().isEmpty() || good.path("gpu").asString().isEmpty());
            assertTrue(good.path("models").asInt() > 0);
            assertEquals("refused", check(app, there.address().toString()).path("state").asString());
            JsonNode other = check(app, app.address().toString());
            assertEquals("{\"address\":\"" + app.address() + "\",\"state\":\"other\"}", other.toString());
            assertEquals("unknown-host", check(app, "no-such-host.invalid").path("state").asString());
            JsonNode models = app.get("/api/models/list");
            models.forEach(model -> CHECKPOINTS.forEach(folder -> uninstall(folder, model)));
            assertEquals("no-models", check(app, here.address().toString()).path("state").asString());
            for (String bad : List.of("ftp://x", "file:///etc/passwd", "", "http://u:p@127.0.0.1")) {
                assertEquals(422, app.call("POST", "/api/engines/check", "{\"address\":\"" + bad + "\"}").status());
            }
        }
    }

    @Test
    void a_check_answers_within_three_seconds_whatever_is_there() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LiveApp app = LiveApp.start(home, here)) {
            app.awaitOnline();
            long begun = System.nanoTime();
            assertEquals("silent", check(app, "127.0.0.1:" + deaf.getLocalPort()).path("state").asString());
            assertTrue(System.nanoTime() - begun < Duration.ofSeconds(3).toNanos());
        }
    }

    private void uninstall(String folder, JsonNode model) {
        String path = model.path("path").asString();
        if (path.startsWith(folder + "/")) {
            here.uninstall(folder, path.substring(folder.length() + 1));
        }
    }

    private static JsonNode check(LiveApp app, String address) throws Exception {
        return app.call("POST", "/api/engines/check", "{\"address\":\"" + address + "\"}").body();
    }

    private static void chooses(LiveApp app, DemoComfy... all) throws Exception {
        String list = String.join(",", List.of(all).stream().map(comfy -> "\"" + comfy.address() + "\"").toList());
        assertEquals(200, app.call("PATCH", "/api/settings", "{\"comfyui\":[" + list + "]}").status());
    }
}

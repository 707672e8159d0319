package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** From a request to a picture on disk, through everything, with a ComfyUI that does as the test says. */
@Timeout(120)
class WorkerTest {

    @TempDir
    private Path home;
    private DemoComfy comfy;

    @BeforeEach
    void begin() {
        comfy = DemoComfy.start(DemoOptions.fast());
    }

    @AfterEach
    void end() {
        comfy.close();
    }

    @Test
    void a_request_becomes_a_picture_that_tells_how_it_was_made() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a lake in the evening", 4);
            JsonNode job = app.awaitStatus(id, "complete");
            assertEquals(100, job.path("progress").asInt());
            byte[] picture = Files.readAllBytes(picture(app, id));
            String text = new String(picture, StandardCharsets.ISO_8859_1);
            assertTrue(text.startsWith("\u0089PNG"), "no PNG");
            assertTrue(text.contains("tEXtprompt\0"), "ComfyUI's own chunk is gone");
            assertTrue(text.contains("tEXtorchestrator\0") && text.contains(id), "ours is missing");
            String item = job.path("output").get(0).path("id").asString();
            assertEquals("a lake in the evening", app.get("/api/canvas/items/" + item).findPath("prompt").asString());
        }
    }

    private static Path picture(LiveApp app, String id) throws Exception {
        JsonNode file = app.job(id).path("output").get(0).path("name");
        return app.home.resolve("output").resolve(file.asString());
    }
}

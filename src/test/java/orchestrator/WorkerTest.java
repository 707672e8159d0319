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

    @Test
    void progress_grows_and_never_falls() throws Exception {
        comfy.faults().holdAtStep(3);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a mountain", 8);
            JsonNode halfway = app.await("/api/jobs/" + id, job -> job.path("progress").asInt() > 0);
            assertEquals("running", halfway.path("status").asString());
            assertTrue(halfway.path("progress").asInt() < 100, halfway.toString());
            comfy.faults().release();
            app.awaitStatus(id, "complete");
            // The answer can be there before the event.
            app.await("/api/jobs/" + id, _ -> !app.events().about(id, "complete").isEmpty());
            List<Integer> percents = app.events().about(id, "progress").stream()
                    .map(progress -> progress.path("percent").asInt()).toList();
            assertEquals(percents.stream().sorted().toList(), percents);
            assertTrue(percents.stream().distinct().count() > 2, percents.toString());
            assertEquals(1, app.events().about(id, "complete").size());
        }
    }

    @Test
    void what_comfyui_finished_while_nobody_watched_is_collected_and_sent_once() throws Exception {
        comfy.faults().holdAtStep(2);
        String id;
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            id = app.submit("a harbour", 4);
            comfy.log().awaitHeld(promptId(1));
        }
        comfy.faults().release();
        comfy.log().awaitEnded(promptId(1));
        try (LiveApp again = LiveApp.start(home, comfy)) {
            again.awaitStatus(id, "complete");
            assertTrue(Files.size(picture(again, id)) > 0);
            assertEquals(0, again.job(id).path("attempts").asInt());
        }
        assertEquals(1, prompts());
    }

    @Test
    void what_still_runs_is_found_again_and_its_progress_goes_on() throws Exception {
        comfy.faults().holdAtStep(2);
        String id;
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            id = app.submit("a forest", 8);
            comfy.log().awaitHeld(promptId(1));
        }
        try (LiveApp again = LiveApp.start(home, comfy)) {
            assertEquals(comfy.log().awaitNth(DemoLog.SocketOpened.class, 1).clientId(),
                    comfy.log().awaitNth(DemoLog.SocketOpened.class, 2).clientId());
            again.awaitStatus(id, "running");
            comfy.faults().release();
            again.awaitStatus(id, "complete");
            assertTrue(!again.events().about(id, "progress").isEmpty(), "no progress was told");
        }
        assertEquals(1, prompts());
    }

    @Test
    void a_stop_while_it_waits_reaches_no_comfyui() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String running = app.submit("first", 4);
            comfy.log().awaitHeld(promptId(1));
            String next = app.submit("second", 4);
            comfy.log().awaitPrompt(2);
            String waiting = app.submit("third", 4);
            assertEquals("cancelled", cancel(app, waiting).path("status").asString());
            assertEquals("cancelled", cancel(app, next).path("status").asString());
            String withdrawn = promptId(2);
            app.await("/api/jobs/" + next, job -> job.path("stage").isMissingNode());
            comfy.faults().release();
            app.awaitStatus(running, "complete");
            assertEquals(2, prompts());
            assertEquals(0, comfy.log().all(DemoLog.PromptStarted.class).stream()
                    .filter(started -> started.promptId().equals(withdrawn)).count());
            assertEquals(0, comfy.log().all(DemoLog.InterruptPosted.class).stream()
                    .filter(stop -> !stop.promptId().equals(Optional.of(withdrawn))).count());
        }
    }

    @Test
    void a_stop_in_the_middle_interrupts_that_prompt_alone_and_keeps_no_file() throws Exception {
        comfy.faults().holdAtStep(2);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a city", 4);
            comfy.log().awaitHeld(promptId(1));
            assertEquals("cancelled", cancel(app, id).path("status").asString());
            assertEquals("interrupted", comfy.log().awaitEnded(promptId(1)).outcome());
            assertTrue(comfy.log().all(DemoLog.InterruptPosted.class).stream()
                    .allMatch(stop -> stop.promptId().equals(Optional.of(promptId(1)))));
            JsonNode job = app.await("/api/jobs/" + id, stopped -> stopped.path("stage").isMissingNode());
            assertEquals("cancelled", job.path("status").asString());
            assertEquals(0, job.path("output").size());
        }
    }

    @Test
    void a_stop_that_comes_too_late_for_comfyui_still_ends_as_cancelled() throws Exception {
        comfy.faults().holdBefore("execution_success");
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a portrait", 4);
            comfy.log().awaitHeld(promptId(1));
            cancel(app, id);
            comfy.faults().release();
            comfy.log().awaitEnded(promptId(1));
            JsonNode job = app.await("/api/jobs/" + id, stopped -> stopped.path("stage").isMissingNode());
            assertEquals("cancelled", job.path("status").asString());
            assertEquals(0, job.path("output").size());
            assertEquals(List.of(), app.events().about(id, "complete"));
        }
    }

    @Test
    void a_failing_node_is_tried_four_times_and_then_told() throws Exception {
        comfy.faults().everyRun(Faults.RunFault.ERROR);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a flower", 2);
            for (int attempt = 1; attempt <= 4; attempt++) {
                int counted = attempt;
                JsonNode job = app.await("/api/jobs/" + id, now -> now.path("attempts").asInt() == counted);
                if (attempt < 4) {
                    assertEquals("queued", job.path("status").asString());
                    assertEquals("back", job.path("wait").path("code").asString());
                    assertEquals(attempt, prompts());
                    app.passes(Duration.ofSeconds(40));
                }
            }
            JsonNode job = app.awaitStatus(id, "failed");
            assertEquals("execution-error", job.path("error").path("code").asString());
            assertEquals(4, prompts());
            assertEquals(List.of(true, true, true, false), app.events().about(id, "error").stream()
                    .map(error -> error.path("willRetry").asBoolean()).toList());
        }
    }

    @Test
    void one_failure_is_forgiven() throws Exception {
        comfy.faults().nextRun(Faults.RunFault.ERROR);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a flower", 2);
            app.await("/api/jobs/" + id, now -> now.path("attempts").asInt() == 1);
            app.passes(Duration.ofSeconds(4));
            assertEquals(1, app.awaitStatus(id, "complete").path("output").size());
            assertEquals(2, prompts());
        }
    }

    @Test
    void without_comfyui_a_job_waits_for_it_and_runs_when_it_comes() throws Exception {
        comfy.down();
        try (LiveApp app = LiveApp.start(home, comfy)) {
            String id = app.submit("a valley", 2);
            JsonNode job = app.job(id);
            assertEquals("queued", job.path("status").asString());
            assertEquals("comfy", job.path("wait").path("code").asString());
            assertEquals("degraded", app.get("/api/health").path("status").asString());
            comfy.up();
            app.awaitStatus(id, "complete");
            assertEquals(1, prompts());
            assertEquals(0, app.job(id).path("attempts").asInt());
        }
    }

    @Test
    void a_model_nobody_has_is_refused_once_somebody_was_asked() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            LiveApp.Answer answer = app.call("POST", "/api/jobs", LiveApp.asking("a tree", 2).replace("emaonly",
                    "emaonli"));
            assertEquals(422, answer.status());
            assertTrue(answer.body().toString().contains("/model"), answer.toString());
            assertTrue(answer.body().toString().contains(LiveApp.MODEL), "no near match in " + answer);
            assertEquals(0, app.get("/api/jobs").path("total").asInt());
        }
    }

    private String promptId(int n) {
        return comfy.log().awaitPrompt(n).promptId();
    }

    private int prompts() {
        return comfy.log().all(DemoLog.PromptPosted.class).size();
    }

    private static JsonNode cancel(LiveApp app, String id) throws Exception {
        return app.call("DELETE", "/api/jobs/" + id, "").body();
    }

    private static Path picture(LiveApp app, String id) throws Exception {
        JsonNode file = app.job(id).path("output").get(0).path("name");
        return app.home.resolve("output").resolve(file.asString());
    }
}

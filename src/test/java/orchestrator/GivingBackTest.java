package orchestrator;

import orchestrator.demo.DemoLog;
import orchestrator.demo.Faults;
import orchestrator.worker.Pace;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** A job that waits inside ComfyUI comes back when it is wanted back. */
class GivingBackTest extends WithComfy {

    @Test
    void for_a_pause() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = start()) {
            String running = running(app);
            String next = next(app, "second");
            app.call("POST", "/api/queue/pause", "");
            JsonNode job = app.awaitWait(next, "pause");
            app.await("/api/jobs/" + next, now -> now.path("stage").asString("").equals("waiting"));
            assertEquals(0, job.path("attempts").asInt());
            assertWithdrawn(2);
            comfy.faults().release();
            app.awaitStatus(running, "complete");
            assertEquals(2, prompts());
            app.call("POST", "/api/queue/resume", "");
            assertEquals(0, app.awaitStatus(next, "complete").path("attempts").asInt());
        }
    }

    @Test
    void for_an_edit() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = start()) {
            running(app);
            String next = next(app, "second");
            LiveApp.Answer edited = app.call("PATCH", "/api/jobs/" + next, "{\"prompt\":\"better\"}");
            assertEquals(200, edited.status(), edited.toString());
            assertWithdrawn(2);
            comfy.faults().release();
            app.awaitStatus(next, "complete");
            assertEquals(List.of("first", "second", "better"), wanted(comfy));
        }
    }

    @Test
    void for_an_edit_of_the_revision_that_was_seen() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = start()) {
            running(app);
            String next = next(app, "second");
            String rev = "\"" + app.await("/api/jobs/" + next, job -> job.path("stage").asString("").equals("next"))
                    .path("rev").asLong() + "\"";
            LiveApp.Answer edited = app.call("PATCH", "/api/jobs/" + next, "{\"prompt\":\"better\"}", "If-Match", rev);
            assertEquals(200, edited.status(), edited.toString());
            assertEquals(412, app.call("PATCH", "/api/jobs/" + next, "{\"prompt\":\"worse\"}", "If-Match", rev)
                    .status());
            comfy.faults().release();
            app.awaitStatus(next, "complete");
            assertEquals(List.of("first", "second", "better"), wanted(comfy).stream().distinct().toList());
        }
    }

    @Test
    void for_a_job_of_higher_priority() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = start()) {
            running(app);
            String next = next(app, "second");
            String urgent = app.submit("urgent", 2);
            assertEquals(200, app.call("PATCH", "/api/jobs/" + urgent, "{\"priority\":10}").status());
            promptId(3);
            assertWithdrawn(2);
            comfy.faults().release();
            app.awaitStatus(urgent, "complete");
            assertEquals(0, app.awaitStatus(next, "complete").path("attempts").asInt());
            assertEquals(List.of("first", "second", "urgent", "second"), wanted(comfy));
        }
    }

    @Test
    void nothing_that_runs_comes_back() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = start()) {
            String running = running(app);
            app.call("POST", "/api/queue/pause", "");
            assertEquals(409, app.call("PATCH", "/api/jobs/" + running, "{\"prompt\":\"better\"}").status());
            comfy.faults().release();
            app.awaitStatus(running, "complete");
            assertFalse(wasInterrupted(promptId(1)));
            assertEquals(1, prompts());
        }
    }

    @Test
    void one_that_was_taken_without_an_answer_comes_back_at_once_too() throws Exception {
        comfy.faults().holdAtStep(1);
        // What was never seen there would have to be missing for so long.
        try (LiveApp app = start(missing(Duration.ofMinutes(1)))) {
            running(app);
            comfy.faults().nextPrompt(Faults.PromptFault.CUT_AFTER_QUEUEING);
            String next = app.submit("second", 2);
            promptId(2);
            app.await("/api/jobs/" + next, job -> job.path("stage").asString("").equals("next"));
            assertEquals(200, app.call("PATCH", "/api/jobs/" + next, "{\"prompt\":\"better\"}").status());
            comfy.faults().release();
            app.awaitStatus(next, "complete");
            assertEquals(List.of("first", "second", "better"), wanted(comfy));
        }
    }

    private static Pace missing(Duration absent) {
        Pace quick = LiveApp.QUICK;
        return new Pace(quick.health(), quick.search(), quick.poll(), absent, quick.stop(), quick.silence(), quick
                .catalogue(), quick.patience());
    }

    private String running(LiveApp app) throws Exception {
        String id = app.submit("first", 2);
        comfy.log().awaitHeld(promptId(1));
        app.awaitStatus(id, "running");
        return id;
    }

    // Waits inside ComfyUI, behind the one that runs.
    private String next(LiveApp app, String prompt) throws Exception {
        String id = app.submit(prompt, 2);
        promptId(2);
        return id;
    }

    private void assertWithdrawn(int n) {
        comfy.log().await(DemoLog.QueueDeleted.class, deleted -> deleted.promptIds().contains(promptId(n)));
        assertEquals(0, comfy.log().all(DemoLog.PromptStarted.class).stream()
                .filter(started -> started.promptId().equals(promptId(n))).count());
    }
}

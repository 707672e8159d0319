package orchestrator;

import orchestrator.demo.Faults;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A ComfyUI that is not there, goes, comes, or does not answer. */
class EngineAwayTest extends WithComfy {

    @Test
    void jobs_accepted_while_it_is_down_run_in_their_order_when_it_comes() throws Exception {
        comfy.down();
        try (LiveApp app = LiveApp.start(home, comfy)) {
            List<String> ids = List.of(app.submit("first", 2), app.submit("second", 2), app.submit("third", 2));
            app.awaitReason(comfy, "unreachable");
            for (String id : ids) {
                app.awaitWait(id, "comfy");
            }
            comfy.up();
            for (String id : ids) {
                assertEquals(0, app.awaitStatus(id, "complete").path("attempts").asInt());
            }
            assertEquals(List.of("first", "second", "third"), wanted(comfy));
            assertEquals("ok", app.get("/api/health").path("status").asString());
        }
    }

    @Test
    void one_that_dies_in_the_middle_is_waited_for_and_the_lost_run_counts() throws Exception {
        comfy.faults().holdAtStep(2);
        try (LiveApp app = start()) {
            String id = app.submit("a bridge", 4);
            comfy.log().awaitHeld(promptId(1));
            app.awaitStatus(id, "running");
            comfy.crash();
            comfy.faults().release();
            JsonNode lost = app.awaitWait(id, "check");
            assertEquals("running", lost.path("status").asString());
            assertEquals(comfy.address().toString(), lost.path("wait").path("args").path("a").asString());
            app.awaitReason(comfy, "unreachable");
            comfy.up();
            JsonNode again = app.awaitAttempts(id, 1);
            assertEquals("queued", again.path("status").asString());
            assertEquals("back", again.path("wait").path("code").asString());
            assertEquals(1, prompts());
            app.passes(Duration.ofSeconds(4));
            app.awaitStatus(id, "complete");
            assertEquals(2, prompts());
            assertEquals(List.of("again"), notes(app.job(id)));
        }
    }

    @Test
    void one_that_answers_late_loses_nothing() throws Exception {
        comfy.faults().holdAtStep(2);
        try (LiveApp app = start()) {
            String id = app.submit("a bridge", 4);
            comfy.log().awaitHeld(promptId(1));
            app.awaitStatus(id, "running");
            comfy.faults().hang();
            comfy.faults().release();
            comfy.log().awaitEnded(promptId(1));
            assertEquals("running", app.job(id).path("status").asString());
            comfy.faults().unhang();
            assertEquals(0, app.awaitStatus(id, "complete").path("attempts").asInt());
            assertEquals(1, prompts());
        }
    }

    @Test
    void a_job_that_waited_for_room_there_says_that_its_engine_is_gone() throws Exception {
        comfy.faults().nextRun(Faults.RunFault.OUT_OF_MEMORY);
        comfy.faults().holdAtStep(1);
        try (LiveApp app = start()) {
            String large = app.submit("large", 2);
            app.awaitAttempts(large, 1);
            app.submit("other", 2);
            comfy.log().awaitHeld(promptId(2));
            app.passes(Duration.ofSeconds(4));
            app.awaitWait(large, "alone");
            comfy.down();
            app.awaitWait(large, "comfy");
            comfy.faults().release();
            comfy.up();
            app.awaitStatus(large, "complete");
        }
    }
}

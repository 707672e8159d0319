package orchestrator;

import orchestrator.demo.DemoLog;
import orchestrator.worker.Pace;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A prompt that runs and gives no sign of life. */
class StuckEngineTest extends WithComfy {

    /** Two looks without a word are too many. */
    private static final Pace IMPATIENT = patient(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));

    @Test
    void one_that_heeds_an_interrupt_is_tried_again() throws Exception {
        comfy.faults().holdAtStep(2);
        try (LiveApp app = start(IMPATIENT)) {
            String id = app.submit("a cave", 4);
            comfy.log().awaitHeld(promptId(1));
            JsonNode job = app.awaitAttempts(id, 1);
            assertEquals("queued", job.path("status").asString());
            assertEquals(List.of("again"), notes(job));
            assertEquals("stalled", job.path("notes").get(0).path("args").path("code").asString());
            assertTrue(comfy.log().all(DemoLog.InterruptPosted.class).stream()
                    .allMatch(stop -> stop.promptId().filter(promptId(1)::equals).isPresent()));
            comfy.faults().release();
            assertEquals(1, app.awaitComplete(id).path("attempts").asInt());
            assertEquals(2, prompts());
            app.awaitReachable(comfy);
        }
    }

    @Test
    void a_stop_of_one_that_is_stuck_is_final_and_lasts_until_it_is_gone() throws Exception {
        comfy.faults().stickAtStep(2);
        try (LiveApp app = start(IMPATIENT)) {
            String id = app.submit("a cave", 4);
            comfy.log().awaitHeld(promptId(1));
            app.awaitReason(comfy, "stuck");
            JsonNode stopped = cancel(app, id);
            assertEquals("cancelled", stopped.path("status").asString());
            assertEquals("stopping", app.job(id).path("stage").asString());
            comfy.faults().release();
            app.await("/api/jobs/" + id, job -> job.path("stage").isMissingNode());
            assertEquals("cancelled", app.job(id).path("status").asString());
            app.awaitStatus(app.submit("another", 4), "complete");
        }
    }

    @Test
    void a_sign_of_life_takes_it_back() throws Exception {
        comfy.faults().stickAtStep(2);
        comfy.faults().stickAtStep(3);
        try (LiveApp app = start(IMPATIENT)) {
            String id = app.submit("a cave", 4);
            comfy.log().awaitHeld(promptId(1));
            app.awaitReason(comfy, "stuck");
            comfy.say("{\"type\":\"progress\",\"data\":{\"prompt_id\":\"" + promptId(1)
                    + "\",\"node\":\"1\",\"value\":3,\"max\":4}}");
            app.awaitReachable(comfy);
            assertEquals(0, app.job(id).path("attempts").asInt());
        }
    }
}

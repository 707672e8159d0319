package orchestrator;

import orchestrator.demo.DemoLog;
import orchestrator.demo.Faults;
import orchestrator.worker.Pace;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A request that was cut off, given up, and lands long after. */
class LatePromptTest extends WithComfy {

    private static final Pace BRISK = looking(Duration.ofMillis(300));

    @Test
    void a_server_that_has_too_much_to_do_is_asked_again_and_nothing_counts() throws Exception {
        comfy.faults().nextPrompt(Faults.PromptFault.TOO_MANY_429);
        try (LiveApp app = start(BRISK)) {
            assertEquals(0, app.awaitStatus(app.submit("a windmill", 2), "complete").path("attempts").asInt());
            List<String> prefixes = comfy.log().all(DemoLog.PromptPosted.class).stream()
                    .map(one -> one.input("SaveImage", "filename_prefix").orElseThrow()).toList();
            assertEquals(2, prefixes.stream().distinct().count(), prefixes.toString());
        }
    }

    @Test
    void a_prompt_given_up_that_lands_before_its_successor_began_is_adopted() throws Exception {
        try (LiveApp app = start(BRISK)) {
            comfy.faults().holdAtStep(1);
            comfy.log().awaitHeld(comfy.occupy(1, 4).getFirst());
            comfy.faults().nextPrompt(Faults.PromptFault.LATE);
            String id = app.submit("a windmill", 4);
            promptId(2);
            comfy.faults().holdBefore("history");
            comfy.interruptAsSomebodyElse();
            comfy.log().await(DemoLog.Held.class, held -> held.point().equals("history"));
            // Nobody looks until the late one runs.
            comfy.faults().hang();
            comfy.faults().land();
            comfy.faults().release("history");
            comfy.log().awaitHeld(promptId(1));
            comfy.faults().unhang();
            comfy.log().await(DemoLog.QueueDeleted.class, deleted -> deleted.promptIds().contains(promptId(2)));
            comfy.faults().release();
            JsonNode job = app.awaitStatus(id, "complete");
            assertEquals(0, job.path("attempts").asInt());
            assertEquals(1, job.path("output").size());
            comfy.log().awaitEnded(promptId(1));
            assertEquals(0, comfy.log().all(DemoLog.PromptStarted.class).stream()
                    .filter(started -> started.promptId().equals(promptId(2))).count());
            assertEquals(2, prompts());
        }
    }

    @Test
    void a_prompt_given_up_that_lands_while_its_job_waits_is_withdrawn_and_blamed_on_nobody() throws Exception {
        comfy.faults().holdAtStep(1);
        comfy.faults().nextPrompt(Faults.PromptFault.LATE);
        // Without a shadow, whatever ends by interrupt was interrupted by somebody else.
        try (LiveApp app = start(patient(LiveApp.QUICK.patience().stall(), Duration.ZERO, Duration.ZERO))) {
            String id = app.submit("a windmill", 2);
            promptId(1);
            app.call("POST", "/api/queue/pause", "");
            app.awaitWait(id, "pause");
            app.await("/api/jobs/" + id, job -> job.path("stage").asString("").equals("waiting"));
            comfy.faults().land();
            assertEquals("interrupted", comfy.log().awaitEnded(promptId(1)).outcome());
            comfy.log().awaitHeld(comfy.occupy(1, 4).getFirst());
            app.call("POST", "/api/queue/resume", "");
            // It has looked at both, its own and the late one.
            app.awaitWait(id, "others");
            comfy.faults().release();
            JsonNode job = app.awaitStatus(id, "complete");
            assertEquals(List.of(), notes(job));
            assertEquals(0, job.path("attempts").asInt());
            assertEquals(2, prompts());
        }
    }

    @Test
    void a_prompt_given_up_is_not_adopted_for_a_job_that_was_edited_since() throws Exception {
        comfy.faults().nextPrompt(Faults.PromptFault.LATE);
        try (LiveApp app = start(BRISK)) {
            String id = app.submit("a windmill", 2);
            promptId(1);
            app.call("POST", "/api/queue/pause", "");
            app.await("/api/jobs/" + id, job -> job.path("stage").asString("").equals("waiting"));
            assertEquals(200, app.call("PATCH", "/api/jobs/" + id, "{\"prompt\":\"a watermill\"}").status());
            comfy.faults().holdAtStep(1);
            comfy.log().awaitHeld(comfy.occupy(1, 4).getFirst());
            app.call("POST", "/api/queue/resume", "");
            promptId(2);
            comfy.faults().holdBefore("history");
            comfy.interruptAsSomebodyElse();
            comfy.log().await(DemoLog.Held.class, held -> held.point().equals("history"));
            comfy.faults().hang();
            comfy.faults().land();
            comfy.faults().release("history");
            comfy.log().awaitHeld(promptId(1));
            comfy.faults().unhang();
            assertEquals("interrupted", comfy.log().awaitEnded(promptId(1)).outcome());
            comfy.faults().release();
            app.awaitStatus(id, "complete");
            assertEquals(List.of("a windmill", "a watermill"), wanted(comfy));
            comfy.log().await(DemoLog.PromptEnded.class, ended -> ended.promptId().equals(promptId(2)) && ended
                    .outcome().equals("success"));
        }
    }
}

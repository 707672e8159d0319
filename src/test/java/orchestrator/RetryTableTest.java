package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults;
import orchestrator.demo.Faults.PromptFault;
import orchestrator.demo.Faults.RunFault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is tried again, what counts as an attempt, and what is not tried again. */
@Timeout(120)
class RetryTableTest {

    private static final Duration ANY_PAUSE = Duration.ofSeconds(40);

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
    void an_answer_that_was_cut_off_is_looked_up_and_not_sent_twice() throws Exception {
        comfy.faults().nextPrompt(PromptFault.CUT_AFTER_QUEUEING);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a dune", 2);
            assertEquals(0, app.awaitStatus(id, "complete").path("attempts").asInt());
            assertEquals(1, prompts());
        }
    }

    @Test
    void a_request_that_never_arrived_is_sent_again_and_counts_for_nothing() throws Exception {
        comfy.faults().nextPrompt(PromptFault.CUT_BEFORE_QUEUEING);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a dune", 2);
            assertEquals(0, app.awaitStatus(id, "complete").path("attempts").asInt());
            assertEquals(2, prompts());
            assertNotEquals(comfy.log().awaitPrompt(1).promptId(), comfy.log().awaitPrompt(2).promptId());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_500", "BAD_GATEWAY_502"})
    void a_fault_of_the_server_is_sent_again_and_counts(PromptFault fault) throws Exception {
        comfy.faults().nextPrompt(fault);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a dune", 2);
            app.await("/api/jobs/" + id, job -> job.path("attempts").asInt() == 1);
            app.passes(ANY_PAUSE);
            app.awaitStatus(id, "complete");
            assertEquals(2, prompts());
        }
    }

    @Test
    void a_job_lost_while_it_waited_inside_is_sent_again_and_counts_for_nothing() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String runs = app.submit("first", 4);
            comfy.log().awaitHeld(promptId(1));
            String waits = app.submit("second", 4);
            comfy.log().awaitPrompt(2);
            comfy.faults().clear();
            comfy.restart();
            assertEquals(0, app.awaitStatus(waits, "complete").path("attempts").asInt());
            JsonNode lost = app.await("/api/jobs/" + runs, job -> job.path("attempts").asInt() == 1);
            assertEquals("lost", lost.path("notes").get(0).path("args").path("code").asString());
            app.passes(ANY_PAUSE);
            app.awaitStatus(runs, "complete");
        }
    }

    @Test
    void a_job_lost_four_times_while_it_ran_is_set_aside() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a comet", 4);
            for (int attempt = 1; attempt <= 4; attempt++) {
                int counted = attempt;
                comfy.log().awaitHeld(promptId(attempt));
                comfy.restart();
                app.await("/api/jobs/" + id, job -> job.path("attempts").asInt() == counted);
                app.passes(ANY_PAUSE);
            }
            assertEquals("tries-used-up", app.awaitStatus(id, "failed").path("error").path("code").asString());
            assertEquals(4, prompts());
        }
    }

    @Test
    void out_of_memory_is_tried_once_more_with_nothing_else_inside() throws Exception {
        comfy.faults().nextRun(RunFault.OUT_OF_MEMORY);
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String large = app.submit("large", 4);
            comfy.log().awaitNth(DemoLog.FreePosted.class, 1);
            String other = app.submit("other", 4);
            comfy.log().awaitHeld(promptId(2));
            app.passes(ANY_PAUSE);
            app.awaitWait(large, "alone");
            String third = app.submit("third", 4);
            assertEquals("waiting", app.job(third).path("stage").asString());
            comfy.faults().release();
            app.awaitStatus(large, "complete");
            app.awaitStatus(other, "complete");
            app.awaitStatus(third, "complete");
            assertEquals("large", promptText(3));
            assertTrue(comfy.log().entries().indexOf(comfy.log().awaitEnded(promptId(3))) < comfy.log().entries()
                    .indexOf(comfy.log().awaitPrompt(4)), "the third was sent while the large one was inside");
        }
    }

    @Test
    void out_of_memory_twice_is_told_with_a_smaller_size() throws Exception {
        comfy.faults().everyRun(RunFault.OUT_OF_MEMORY);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("large", 4);
            app.await("/api/jobs/" + id, job -> job.path("attempts").asInt() == 1);
            app.passes(ANY_PAUSE);
            JsonNode error = app.awaitStatus(id, "failed").path("error");
            assertEquals("gpu-memory", error.path("code").asString());
            assertEquals(64, error.path("args").path("w").asInt());
            assertEquals(2, prompts());
        }
    }

    @Test
    void out_of_memory_is_tried_once_more_also_after_another_failure() throws Exception {
        comfy.faults().nextRun(RunFault.ERROR);
        comfy.faults().nextRun(RunFault.OUT_OF_MEMORY);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            assertEquals(2, app.awaitComplete(app.submit("a reef", 2)).path("attempts").asInt());
            assertEquals(3, prompts());
        }
    }

    @Test
    void a_full_disk_of_comfyui_is_told_as_such_and_warns_of_the_engine() throws Exception {
        comfy.faults().nextRun(RunFault.DISK_FULL);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a reef", 2);
            JsonNode again = app.await("/api/jobs/" + id, job -> job.path("attempts").asInt() == 1);
            assertEquals("engine-disk-full", again.path("notes").get(0).path("args").path("code").asString());
            app.awaitEngine(comfy, engine -> engine.path("reason").path("code").asString("").equals("disk"));
            app.passes(ANY_PAUSE);
            app.awaitStatus(id, "complete");
            app.awaitEngine(comfy, engine -> engine.path("reason").isMissingNode());
        }
    }

    @Test
    void five_pages_of_traceback_are_cut_and_stay_text() throws Exception {
        comfy.faults().everyRun(RunFault.LONG_ERROR);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a reef", 2);
            for (int attempt = 1; attempt <= 4; attempt++) {
                int counted = attempt;
                app.await("/api/jobs/" + id, job -> job.path("attempts").asInt() == counted);
                app.passes(ANY_PAUSE);
            }
            JsonNode error = app.awaitStatus(id, "failed").path("error");
            assertTrue(error.path("details").size() <= 200, error.path("details").size() + " lines");
            assertTrue(error.path("details").toString().contains("<"), "the markup was not kept as text");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NODE_ERRORS_400", "NODE_ERRORS_200"})
    void a_graph_that_is_refused_fails_at_once(PromptFault fault) throws Exception {
        comfy.faults().nextPrompt(fault);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a reef", 2);
            JsonNode error = app.awaitStatus(id, "failed").path("error");
            assertTrue(error.path("args").has("field") || error.path("args").has("m"), error.toString());
            assertEquals(1, prompts());
            app.awaitStatus(app.submit("the next one", 2), "complete");
        }
    }

    @Test
    void a_graph_that_is_taken_in_part_is_withdrawn() throws Exception {
        comfy.faults().holdAtStep(1);
        comfy.faults().nextPrompt(PromptFault.NODE_ERRORS_200);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a reef", 4);
            app.awaitStatus(id, "failed");
            // Taken out of its queue, or interrupted where it had begun.
            comfy.log().awaitNth(DemoLog.QueueDeleted.class, 1);
            app.awaitEngine(comfy, engine -> engine.path("queue").asInt(-1) == 0);
            assertTrue(comfy.log().all(DemoLog.PromptEnded.class).stream()
                    .allMatch(ended -> ended.outcome().equals("interrupted")));
        }
    }

    @Test
    void what_the_owner_has_to_mend_keeps_the_jobs_waiting_and_says_why() throws Exception {
        comfy.faults().everyPrompt(PromptFault.FORBIDDEN_403);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            List<String> ids = List.of(app.submit("a reef", 2), app.submit("a reef at night", 2));
            app.awaitReason(comfy, "login");
            for (String id : ids) {
                assertEquals(0, app.awaitWait(id, "comfy").path("attempts").asInt());
            }
            // It is not tried with each of them.
            assertEquals(1, prompts());
            comfy.faults().clear();
            for (String id : ids) {
                assertEquals(0, app.awaitStatus(id, "complete").path("attempts").asInt());
            }
        }
    }

    @Test
    void what_is_too_large_for_a_proxy_waits_and_lets_the_others_go_first() throws Exception {
        comfy.faults().nextPrompt(PromptFault.TOO_LARGE_413);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a reef", 2);
            assertEquals(0, app.awaitWait(id, "back").path("attempts").asInt());
            app.awaitStatus(app.submit("a reef at night", 2), "complete");
            app.passes(ANY_PAUSE);
            app.awaitStatus(id, "complete");
        }
    }

    @Test
    void stopped_by_somebody_else_it_is_cancelled_with_that_note() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a reef", 4);
            comfy.log().awaitHeld(promptId(1));
            comfy.interruptAsSomebodyElse();
            JsonNode job = app.awaitStatus(id, "cancelled");
            assertEquals("interrupted", job.path("notes").get(0).path("code").asString());
            assertEquals(1, prompts());
        }
    }

    @Test
    void hit_by_our_own_stop_of_another_job_it_goes_back_to_its_place() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String first = app.submit("first", 4);
            comfy.log().awaitHeld(promptId(1));
            String second = app.submit("second", 4);
            comfy.log().awaitPrompt(2);
            app.call("DELETE", "/api/jobs/" + first, "");
            comfy.log().awaitHeld(promptId(2));
            // ComfyUI has one flag for all: the stop of the first is read by the second.
            comfy.interruptAsSomebodyElse();
            comfy.log().awaitPrompt(3);
            comfy.faults().release();
            JsonNode job = app.awaitStatus(second, "complete");
            assertEquals(0, job.path("attempts").asInt());
            assertEquals("put-back", job.path("notes").get(0).path("code").asString());
        }
    }

    @Test
    void a_prompt_without_a_sign_of_life_says_that_comfyui_is_stuck_until_it_is_restarted() throws Exception {
        comfy.faults().stickAtStep(1);
        try (LiveApp app = LiveApp.impatient(home, comfy).awaitOnline()) {
            String stuck = app.submit("a reef", 4);
            comfy.log().awaitHeld(promptId(1));
            app.awaitWait(stuck, "stuck");
            String other = app.submit("behind it", 4);
            app.awaitEngine(comfy, engine -> engine.path("reason").path("code").asString("").equals("stuck"));
            app.awaitWait(other, "stuck");
            assertEquals(0, app.job(stuck).path("attempts").asInt());
            assertTrue(comfy.log().all(DemoLog.InterruptPosted.class).stream()
                    .allMatch(stop -> stop.promptId().isPresent()), "a global interrupt");
            comfy.faults().clear();
            comfy.restart();
            JsonNode again = app.await("/api/jobs/" + stuck, job -> job.path("attempts").asInt() == 1);
            assertEquals("stalled", again.path("notes").get(0).path("args").path("code").asString());
            app.awaitStatus(other, "complete");
            app.passes(ANY_PAUSE);
            app.awaitStatus(stuck, "complete");
        }
    }

    private String promptId(int n) {
        return comfy.log().awaitPrompt(n).promptId();
    }

    private String promptText(int n) {
        return comfy.log().awaitPrompt(n).input("CLIPTextEncode", "text").orElseThrow();
    }

    private int prompts() {
        return comfy.log().all(DemoLog.PromptPosted.class).size();
    }
}

package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults;
import orchestrator.worker.Pace;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which of two ComfyUI gets a job: the first has a model that the second has not, the second a LoRA that the first has not. */
class PlacementTest extends WithComfy {

    private static final String LARGE = "checkpoints/only-first.safetensors";
    private static final String LORA = "loras/only-second.safetensors";
    private static final Pace RESTING = patient(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(2));

    private DemoComfy second;

    @BeforeEach
    void beginSecond() {
        comfy.install("checkpoints", "only-first.safetensors");
        second = DemoComfy.start(DemoOptions.fast());
        second.install("loras", "only-second.safetensors");
    }

    @AfterEach
    void endSecond() {
        second.close();
    }

    @Test
    void with_both_away_none_is_the_one_to_wait_for() throws Exception {
        try (LiveApp app = both()) {
            comfy.down();
            app.awaitReason(comfy, "unreachable");
            String id = app.submit("large", 2, LARGE);
            assertEquals(comfy.address().toString(), app.awaitWait(id, "host").path("wait").path("args").path("a")
                    .asString());
            second.down();
            app.awaitWait(id, "comfy");
            comfy.up();
            app.awaitStatus(id, "complete");
            assertEquals(1, prompts(comfy));
        }
    }

    @Test
    void a_slow_one_keeps_what_it_runs_and_the_rest_goes_to_the_other() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = both()) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                ids.add(app.submit("job " + i, 2));
            }
            second.log().awaitNth(DemoLog.PromptEnded.class, 7);
            comfy.faults().release();
            for (String id : ids) {
                assertEquals(0, app.awaitStatus(id, "complete").path("attempts").asInt());
            }
            assertEquals(1, comfy.log().all(DemoLog.PromptStarted.class).size());
            assertEquals(7, second.log().all(DemoLog.PromptStarted.class).size());
        }
    }

    @Test
    void what_fails_on_one_is_tried_on_the_other() throws Exception {
        comfy.faults().everyRun(Faults.RunFault.ERROR);
        second.faults().everyRun(Faults.RunFault.ERROR);
        try (LiveApp app = both()) {
            String id = app.submit("a boat", 2);
            app.awaitAttempts(id, 1);
            boolean first = prompts(comfy) == 1;
            (first ? second : comfy).faults().clear();
            assertEquals(1, app.awaitComplete(id).path("attempts").asInt());
            assertEquals(1, prompts(comfy));
            assertEquals(1, prompts(second));
        }
    }

    @Test
    void one_that_fails_five_times_in_a_row_rests_and_is_then_tried_with_one_job() throws Exception {
        comfy.faults().everyRun(Faults.RunFault.ERROR);
        try (LiveApp app = LiveApp.start(home, RESTING, comfy, second)) {
            app.awaitReachable(comfy);
            app.awaitReachable(second);
            String failing = app.submit("failing", 2, LARGE);
            for (int attempt = 1; attempt <= 4; attempt++) {
                app.awaitAttempts(failing, attempt);
                app.passes(Duration.ofSeconds(40));
            }
            String fifth = app.submit("fifth", 2, LARGE);
            app.awaitReason(comfy, "failing");
            app.passes(Duration.ofSeconds(40));
            app.awaitWait(fifth, "failing");
            app.awaitStatus(app.submit("small", 2), "complete");
            assertEquals(1, prompts(second));
            comfy.faults().clear();
            comfy.faults().holdAtStep(1);
            comfy.log().awaitHeld(promptId(6));
            String sixth = app.submit("sixth", 2, LARGE);
            app.awaitStatus(fifth, "running");
            assertEquals("waiting", app.job(sixth).path("stage").asString());
            assertEquals(6, prompts(comfy));
            comfy.faults().release();
            app.awaitStatus(fifth, "complete");
            app.awaitStatus(sixth, "complete");
        }
    }

    @Test
    void a_job_that_only_one_out_of_reach_may_run_waits_for_it() throws Exception {
        try (LiveApp app = both()) {
            second.down();
            app.awaitReason(second, "unreachable");
            String id = app.take(detailed("a boat"));
            app.awaitWait(id, "host");
            assertEquals(0, prompts(comfy));
            second.up();
            app.awaitStatus(id, "complete");
            assertEquals(1, prompts(second));
            assertEquals(0, prompts(comfy));
        }
    }

    @Test
    void a_job_that_none_of_all_can_run_fails_when_the_last_has_answered() throws Exception {
        try (LiveApp app = both()) {
            second.down();
            app.awaitReason(second, "unreachable");
            String id = app.take(detailed("a boat"));
            app.awaitWait(id, "host");
            second.close();
            second = DemoComfy.start(DemoOptions.fast().withPort(second.address().getPort()));
            JsonNode job = app.awaitStatus(id, "failed");
            assertEquals("model-missing", job.path("error").path("code").asString());
            assertEquals(0, prompts(comfy) + prompts(second));
        }
    }

    @Test
    void a_prompt_given_up_at_one_is_withdrawn_there_while_the_other_runs_the_job() throws Exception {
        second.down();
        comfy.faults().holdAtStep(1);
        second.faults().holdAtStep(1);
        comfy.faults().nextPrompt(Faults.PromptFault.LATE);
        comfy.faults().everyPrompt(Faults.PromptFault.FORBIDDEN_403);
        try (LiveApp app = LiveApp.start(home, comfy, second)) {
            app.awaitReachable(comfy);
            String id = app.submit("a boat", 2);
            promptId(1);
            second.up();
            second.log().awaitHeld(second.log().awaitPrompt(1).promptId());
            comfy.faults().land();
            assertEquals("interrupted", comfy.log().awaitEnded(promptId(1)).outcome());
            second.faults().release();
            app.awaitStatus(id, "complete");
            assertEquals(1, filesIn("output").size());
        }
    }

    @Test
    void a_job_that_is_passed_by_one_with_the_loaded_model_says_so() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            app.call("POST", "/api/queue/pause", "");
            app.submit("first", 2);
            String passed = app.submit("passed", 2, LARGE);
            app.submit("third", 2);
            app.call("POST", "/api/queue/resume", "");
            promptId(2);
            app.awaitWait(passed, "pass");
            comfy.faults().release();
            app.awaitStatus(passed, "complete");
            assertEquals(List.of("first", "third", "passed"), wanted(comfy));
        }
    }

    private LiveApp both() throws IOException, InterruptedException {
        LiveApp app = LiveApp.start(home, comfy, second);
        app.awaitReachable(comfy);
        app.awaitReachable(second);
        return app;
    }

    // With a LoRA that the second has alone.
    private static String detailed(String prompt) {
        return LiveApp.asking(prompt, 2).replace("\"steps\"", "\"loras\":[{\"name\":\"" + LORA
                + "\",\"weight\":1}],\"steps\"");
    }
}

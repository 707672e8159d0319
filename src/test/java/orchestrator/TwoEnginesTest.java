package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults.RunFault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Several ComfyUI: each has its own places and its own troubles. */
@Timeout(120)
class TwoEnginesTest {

    private static final String ONLY_THERE = "checkpoints/only-there.safetensors";

    @TempDir
    private Path home;
    private DemoComfy here;
    private DemoComfy there;

    @BeforeEach
    void begin() {
        here = DemoComfy.start(DemoOptions.fast());
        there = DemoComfy.start(DemoOptions.fast());
        there.install("checkpoints", "only-there.safetensors");
    }

    @AfterEach
    void end() {
        here.close();
        there.close();
    }

    @Test
    void a_job_goes_where_its_model_is() throws Exception {
        try (LiveApp app = bothOnline()) {
            for (int n = 0; n < 4; n++) {
                app.awaitStatus(app.submit("over there", 2, ONLY_THERE), "complete");
            }
            assertEquals(4, prompts(there));
            assertEquals(0, prompts(here));
        }
    }

    @Test
    void both_work_at_the_same_time() throws Exception {
        here.faults().holdAtStep(1);
        there.faults().holdAtStep(1);
        try (LiveApp app = bothOnline()) {
            String one = app.submit("one", 4);
            String two = app.submit("two", 4);
            here.log().awaitHeld(here.log().awaitPrompt(1).promptId());
            there.log().awaitHeld(there.log().awaitPrompt(1).promptId());
            here.faults().release();
            there.faults().release();
            app.awaitStatus(one, "complete");
            app.awaitStatus(two, "complete");
        }
    }

    @Test
    void one_with_nothing_to_do_gets_what_waits_inside_the_other() throws Exception {
        here.faults().holdAtStep(1);
        there.faults().holdAtStep(1);
        try (LiveApp app = bothOnline()) {
            there.down();
            app.awaitEngine(there, engine -> engine.path("state").asString().equals("offline"));
            String one = app.submit("one", 4);
            String two = app.submit("two", 4);
            app.await("/api/jobs/" + two, job -> job.path("stage").asString("").equals("next"));
            there.up();
            there.log().awaitHeld(there.log().awaitPrompt(1).promptId());
            assertEquals("running", app.awaitStatus(two, "running").path("status").asString());
            here.faults().release();
            there.faults().release();
            assertEquals(0, app.awaitStatus(one, "complete").path("attempts").asInt());
            assertEquals(0, app.awaitStatus(two, "complete").path("attempts").asInt());
        }
    }

    @Test
    void one_that_is_away_holds_only_what_is_for_it_alone() throws Exception {
        try (LiveApp app = bothOnline()) {
            there.down();
            app.awaitEngine(there, engine -> engine.path("state").asString().equals("offline"));
            String waits = app.submit("over there", 2, ONLY_THERE);
            JsonNode job = app.awaitWait(waits, "host");
            assertEquals(there.address().toString(), job.path("wait").path("args").path("a").asString());
            app.awaitStatus(app.submit("anywhere", 2), "complete");
            there.up();
            app.awaitStatus(waits, "complete");
        }
    }

    @Test
    void one_that_takes_connections_and_never_answers_holds_nobody() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LiveApp app = LiveApp.at(home, here.address(), URI.create("http://127.0.0.1:" + deaf.getLocalPort()))) {
            app.awaitOnline();
            app.awaitStatus(app.submit("anywhere", 2), "complete");
        }
    }

    @Test
    void one_that_always_fails_costs_each_job_at_most_one_attempt_and_then_rests() throws Exception {
        there.faults().everyRun(RunFault.ERROR);
        try (LiveApp app = bothOnline()) {
            List<String> jobs = new ArrayList<>();
            for (int n = 0; n < 12; n++) {
                jobs.add(app.submit("job " + n, 2));
            }
            app.awaitEngine(there, engine -> engine.path("reason").path("code").asString("").equals("failing")
                    || prompts(there) < 5 && prompts(here) >= 12);
            app.passes(Duration.ofSeconds(40));
            for (String id : jobs) {
                JsonNode job = app.awaitStatus(id, "complete");
                assertTrue(job.path("attempts").asInt() <= 1, job.toString());
            }
        }
    }

    @Test
    void a_model_that_nobody_has_fails_only_when_all_have_answered() throws Exception {
        there.down();
        try (LiveApp app = LiveApp.start(home, here, there)) {
            app.awaitEngine(here, engine -> engine.path("state").asString().equals("online"));
            LiveApp.Answer answer = app.call("POST", "/api/jobs", LiveApp.asking("over there", 2)
                    .replace(LiveApp.MODEL, ONLY_THERE));
            assertEquals(422, answer.status(), answer.toString());
            there.up();
            app.awaitEngine(there, engine -> engine.path("state").asString().equals("online"));
            app.awaitStatus(app.submit("over there", 2, ONLY_THERE), "complete");
        }
    }

    private LiveApp bothOnline() throws Exception {
        LiveApp app = LiveApp.start(home, here, there);
        app.awaitEngine(here, engine -> engine.path("state").asString().equals("online"));
        app.awaitEngine(there, engine -> engine.path("state").asString().equals("online"));
        return app;
    }

    private static int prompts(DemoComfy comfy) {
        return comfy.log().all(DemoLog.PromptPosted.class).size();
    }
}

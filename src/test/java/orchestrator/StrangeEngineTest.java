package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults.RunFault;
import orchestrator.demo.Guise.CatalogueFault;
import orchestrator.worker.Pace;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A ComfyUI whose offer is large, slow or changing, one that is too old, and something else in its place. */
@Timeout(120)
class StrangeEngineTest {

    private static final String NAME = LiveApp.MODEL.substring("checkpoints/".length());

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
    void an_offer_of_twenty_megabytes_is_taken() throws Exception {
        comfy.faults().guise().everyCatalogue(CatalogueFault.HUGE);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            app.awaitStatus(app.submit("a hill", 2), "complete");
            assertEquals(1, comfy.log().all(DemoLog.CatalogueAsked.class).size(), "it is kept, not asked for each job");
        }
    }

    @Test
    void until_an_offer_is_there_jobs_wait_and_are_not_judged() throws Exception {
        comfy.faults().guise().nextCatalogue(CatalogueFault.ERROR_500);
        comfy.faults().guise().nextCatalogue(CatalogueFault.STALLED);
        try (LiveApp app = LiveApp.start(home, comfy)) {
            String id = app.submit("a hill", 2);
            comfy.log().awaitNth(DemoLog.CatalogueAsked.class, 2);
            app.awaitEngine(comfy, engine -> engine.path("state").asString().equals("starting"));
            assertEquals("comfy", app.job(id).path("wait").path("code").asString());
            comfy.faults().clear();
            assertEquals(0, app.awaitStatus(id, "complete").path("attempts").asInt());
        }
    }

    @Test
    void an_offer_that_cannot_be_had_again_stays_as_it_was() throws Exception {
        try (LiveApp app = LiveApp.start(home, oftenAsking(), comfy).awaitOnline()) {
            comfy.faults().guise().everyCatalogue(CatalogueFault.ERROR_500);
            int asked = comfy.log().all(DemoLog.CatalogueAsked.class).size();
            comfy.log().awaitNth(DemoLog.CatalogueAsked.class, asked + 2);
            app.awaitStatus(app.submit("a hill", 2), "complete");
            comfy.faults().clear();
            comfy.faults().guise().everyCatalogue(CatalogueFault.STALLED);
            asked = comfy.log().all(DemoLog.CatalogueAsked.class).size();
            comfy.log().awaitNth(DemoLog.CatalogueAsked.class, asked + 1);
            app.awaitStatus(app.submit("a hill at night", 2), "complete");
        }
    }

    @Test
    void a_model_that_vanished_is_named_and_the_next_job_is_not_even_taken() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            comfy.uninstall("checkpoints", NAME);
            JsonNode error = app.awaitStatus(app.submit("a hill", 2), "failed").path("error");
            assertEquals("model-missing", error.path("code").asString());
            assertEquals(NAME, error.path("args").path("m").asString());
            assertTrue(error.path("message").asString().contains(NAME), error.toString());
            assertEquals(1, comfy.log().all(DemoLog.PromptPosted.class).size());
            app.await("/api/models/list", models -> !models.toString().contains(NAME));
            assertEquals(422, app.post("a hill", 2).status());
        }
    }

    @Test
    void a_model_that_vanished_while_comfyui_was_away_is_named_before_anything_is_sent() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            comfy.down();
            app.awaitEngine(comfy, engine -> !engine.path("reachable").asBoolean());
            String id = app.submit("a hill", 2);
            comfy.uninstall("checkpoints", NAME);
            comfy.up();
            JsonNode error = app.awaitStatus(id, "failed").path("error");
            assertEquals("model-missing", error.path("code").asString());
            assertTrue(error.path("message").asString().contains(NAME), error.toString());
            assertEquals(List.of(), comfy.log().all(DemoLog.PromptPosted.class));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"200|text/html|<html><body>Welcome to nginx!</body></html>",
            "200|application/json|{}", "200|application/json|{\"system\":{\"name\":\"printer\"}}",
            "404|text/plain|Not Found",
            "401|text/html|<html>Sign in</html>", "200|image/png|x", "500|text/plain|Oops"})
    void something_else_at_the_address_is_told_and_costs_no_job_anything(int status, String type, String body)
            throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String running = app.submit("a hill", 2);
            comfy.log().awaitHeld(comfy.log().awaitPrompt(1).promptId());
            comfy.faults().guise().another(status, type, body);
            JsonNode engine = app.awaitEngine(comfy, now -> now.path("state").asString().equals("offline"));
            assertEquals("other", engine.path("reason").path("code").asString(), engine.toString());
            app.awaitWait(running, "check");
            String waiting = app.submit("a hill at night", 2);
            assertEquals("comfy", app.awaitWait(waiting, "comfy").path("wait").path("code").asString());
            comfy.faults().release();
            comfy.faults().guise().drop();
            assertEquals(0, app.awaitStatus(running, "complete").path("attempts").asInt());
            assertEquals(0, app.awaitStatus(waiting, "complete").path("attempts").asInt());
            assertEquals(2, comfy.log().all(DemoLog.PromptPosted.class).size());
        }
    }

    @Test
    void one_that_ignores_our_ids_is_too_old_and_is_left_alone_until_it_is_updated() throws Exception {
        comfy.faults().guise().ignorePromptIds();
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a hill", 2);
            JsonNode reason = app.awaitEngine(comfy, engine -> engine.path("reason").isObject()).path("reason");
            assertEquals("old", reason.path("code").asString());
            assertEquals("0.3.40", reason.path("args").path("version").asString());
            // Taken out of its queue, or interrupted where it had begun.
            comfy.log().awaitNth(DemoLog.QueueDeleted.class, 1);
            app.awaitEngine(comfy, engine -> engine.path("queue").asInt(-1) == 0);
            assertTrue(comfy.log().all(DemoLog.PromptEnded.class).stream()
                    .allMatch(ended -> ended.outcome().equals("interrupted")));
            assertEquals("queued", app.job(id).path("status").asString());
            assertEquals(1, comfy.log().all(DemoLog.PromptPosted.class).size());
            comfy.faults().clear();
            assertEquals(0, app.awaitStatus(id, "complete").path("attempts").asInt());
            assertEquals(2, comfy.log().all(DemoLog.PromptPosted.class).size());
        }
    }

    @Test
    void one_that_lists_no_models_is_too_old_and_nothing_is_judged_by_its_silence() throws Exception {
        comfy.faults().guise().listNoModels();
        try (LiveApp app = LiveApp.start(home, comfy)) {
            String id = app.submit("a hill", 2);
            app.awaitEngine(comfy, engine -> engine.path("reason").path("code").asString("").equals("old"));
            assertEquals("queued", app.job(id).path("status").asString());
            comfy.faults().clear();
            assertEquals(0, app.awaitStatus(id, "complete").path("attempts").asInt());
        }
    }

    @Test
    void a_full_disk_of_comfyui_fails_a_job_in_its_own_words_and_is_a_warning_no_stop() throws Exception {
        comfy.faults().everyRun(RunFault.DISK_FULL);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a hill", 2);
            for (int attempt = 1; attempt <= 4; attempt++) {
                int counted = attempt;
                app.await("/api/jobs/" + id, job -> job.path("attempts").asInt() == counted);
                app.passes(Duration.ofSeconds(40));
            }
            JsonNode error = app.awaitStatus(id, "failed").path("error");
            assertEquals("engine-disk-full", error.path("code").asString());
            assertTrue(error.path("message").asString().contains("No space left on device"), error.toString());
            JsonNode engine = app.awaitEngine(comfy, now -> now.path("reason").path("code").asString("").equals(
                    "disk"));
            assertTrue(engine.path("reachable").asBoolean(), engine.toString());
            assertFalse(engine.path("state").asString().equals("offline"), engine.toString());
        }
    }

    private static Pace oftenAsking() {
        Pace quick = LiveApp.QUICK;
        return new Pace(quick.health(), quick.search(), quick.poll(), quick.absent(), quick.stop(), quick.silence(),
                Duration.ofMillis(500), quick.patience());
    }
}

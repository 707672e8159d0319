package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is promised of time, through everything, with an engine that always takes as long. */
@Timeout(120)
class EtaTest {

    private static final Duration STEADY = Duration.ofSeconds(3);

    @TempDir
    private Path home;

    @Test
    void the_second_like_job_is_told_rightly_how_long_it_takes_after_a_restart_too() throws Exception {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.steady(STEADY))) {
            try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
                String first = run(app);
                assertTrue(app.events().about(first, "progress").getFirst().path("eta").isMissingNode(),
                        "a promise without any experience");
                assertToldRightly(app, run(app));
            }
            assertTrue(Files.exists(home.resolve(".orchestrator/times.json")));
            try (LiveApp again = LiveApp.start(home, comfy).awaitOnline()) {
                assertToldRightly(again, run(again));
            }
        }
    }

    @Test
    void a_waiting_job_is_told_when_it_begins_once_like_ones_have_run() throws Exception {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.steady(STEADY));
                LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            run(app);
            List<String> ids = List.of(submit(app), submit(app), submit(app), submit(app));
            JsonNode last = app.await("/api/jobs/" + ids.getLast(), job -> job.path("startsIn").isNumber());
            long around = 3 * STEADY.toSeconds();
            assertEquals(around, last.path("startsIn").asInt(), around / 2.0, last.toString());
            Instant told = Instant.now();
            app.awaitStatus(ids.getLast(), "complete");
            Instant began = Instant.parse(app.job(ids.getLast()).path("started").asString());
            assertEquals(Duration.between(told, began).toMillis() / 1e3, last.path("startsIn").asInt(), 0.3 * around);
            for (String id : ids) {
                assertTrue(app.job(id).path("startsIn").isMissingNode(), "a finished job starts in no time at all");
            }
        }
    }

    private static String submit(LiveApp app) throws Exception {
        return app.submit("a lake in the evening", 8);
    }

    private static String run(LiveApp app) throws Exception {
        String id = submit(app);
        app.awaitStatus(id, "complete");
        return id;
    }

    private static void assertToldRightly(LiveApp app, String id) throws Exception {
        JsonNode job = app.job(id);
        double real = Duration.between(Instant.parse(job.path("started").asString()), Instant.parse(job.path("finished")
                .asString())).toMillis() / 1e3;
        JsonNode first = app.events().about(id, "progress").getFirst();
        assertEquals(real, first.path("eta").asDouble(), 0.3 * real, first.toString());
        assertTrue(first.path("etaLow").asInt(99) <= first.path("eta").asInt(), first.toString());
        assertTrue(first.path("etaHigh").asInt(0) >= first.path("eta").asInt(), first.toString());
        assertTrue(app.events().about(id, "progress").stream().noneMatch(told -> told.path("late").asBoolean(false)));
    }
}

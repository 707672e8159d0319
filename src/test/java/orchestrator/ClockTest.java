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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The wall clock jumps, by a day, by years, to before 1970: times look odd, and nothing else happens. */
@Timeout(120)
class ClockTest {

    private static final List<Duration> JUMPS = List.of(Duration.ofDays(-1), Duration.ofDays(366), Duration.ofHours(-1),
            Duration.ofDays(-366 * 65), Duration.ofDays(366 * 65));

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
    void jobs_run_in_the_order_they_came_and_none_is_given_up() throws Exception {
        comfy.faults().holdAtStep(1);
        List<String> ids = new ArrayList<>();
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            ids.add(app.submit("the one that runs", 2));
            comfy.log().awaitHeld(comfy.log().awaitPrompt(1).promptId());
            app.awaitStatus(ids.getFirst(), "running");
            ids.add(app.submit("the next one", 2));
            comfy.log().awaitPrompt(2);
            for (Duration jump : JUMPS) {
                app.passes(jump);
                ids.add(app.submit("after " + jump, 2));
            }
            assertEquals("running", app.job(ids.getFirst()).path("status").asString());
            assertEquals(new HashSet<>(ids), listed(app), "the pages of the list");
            comfy.faults().release();
            for (String id : ids) {
                JsonNode job = app.awaitStatus(id, "complete");
                assertEquals(0, job.path("attempts").asInt());
                assertEquals("[]", job.path("notes").toString());
            }
        }
        assertEquals(ids, comfy.log().all(DemoLog.PromptPosted.class).stream()
                .map(post -> post.input("SaveImage", "filename_prefix").orElseThrow().split("/")[1]).toList());
        assertEquals(List.of(), comfy.log().all(DemoLog.InterruptPosted.class));
    }

    @Test
    void a_pause_between_two_tries_is_not_made_longer_by_a_clock_that_is_set_back() throws Exception {
        comfy.faults().nextRun(Faults.RunFault.ERROR);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a lake", 2);
            app.await("/api/jobs/" + id, job -> job.path("attempts").asInt() == 1);
            app.passes(Duration.ofDays(-1));
            app.awaitStatus(id, "complete");
            assertEquals(2, comfy.log().all(DemoLog.PromptPosted.class).size());
        }
    }

    @Test
    void a_start_years_before_the_last_one_goes_on_where_that_one_was() throws Exception {
        comfy.faults().holdAtStep(1);
        String running;
        String waiting;
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            app.passes(Duration.ofDays(366 * 20));
            running = app.submit("the one that runs", 2);
            comfy.log().awaitHeld(comfy.log().awaitPrompt(1).promptId());
            app.awaitStatus(running, "running");
            app.call("POST", "/api/queue/pause", "");
            waiting = app.submit("the one that waits", 2);
        }
        comfy.faults().release();
        try (LiveApp again = LiveApp.start(home, comfy)) {
            again.awaitStatus(running, "complete");
            again.call("POST", "/api/queue/resume", "");
            again.awaitStatus(waiting, "complete");
        }
        assertEquals(2, comfy.log().all(DemoLog.PromptPosted.class).size());
        assertTrue(comfy.log().all(DemoLog.InterruptPosted.class).isEmpty());
    }

    private static HashSet<String> listed(LiveApp app) throws Exception {
        HashSet<String> ids = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = app.get("/api/jobs?limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.path("jobs").forEach(job -> assertTrue(ids.add(job.path("jobId").asString()), "told twice"));
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());
        return ids;
    }
}

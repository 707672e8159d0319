package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A stop and the end of a job come at the same moment, a thousand times. */
@Timeout(240)
class CancelRaceTest {

    private static final int TRIES = Integer.getInteger("cancel.tries", 1000);
    private static final int AT_ONCE = 100;
    /** Where the user's stop sets out; mostly just before the end is written. */
    private static final List<String> MOMENTS = List.of("worker.before-complete", "worker.before-complete",
            "worker.before-complete", "worker.before-fetch", "worker.after-post");
    private static final int JITTER_NANOS = 4_000_000;

    @TempDir
    private Path home;
    private final Random random = new Random(1);
    private final Map<String, String> moments = new ConcurrentHashMap<>();
    private final Map<String, LiveApp.Answer> answers = new ConcurrentHashMap<>();
    private final CountDownLatch answered = new CountDownLatch(TRIES);
    private volatile LiveApp app;

    @Test
    void exactly_one_of_both_comes_true_and_the_answer_says_which() throws Exception {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast().withoutPreviews());
                LiveApp live = LiveApp.start(home, comfy, new RealDisk(), stops())) {
            app = live.awaitOnline();
            app.call("POST", "/api/queue/pause", "");
            List<String> ids = submit();
            app.call("POST", "/api/queue/resume", "");
            assertTrue(answered.await(200, TimeUnit.SECONDS), answered.getCount() + " stops were not answered");
            app.await("/api/jobs?status=queued,running&limit=1", open -> open.path("total").asInt() == 0);
            int cancelled = 0;
            for (String id : ids) {
                cancelled += check(id);
            }
            assertTrue(cancelled > TRIES / 20 && TRIES - cancelled > TRIES / 20, "no race: " + cancelled + " of "
                    + TRIES + " were cancelled");
            assertTrue(comfy.log().all(DemoLog.InterruptPosted.class).stream()
                    .allMatch(stop -> stop.promptId().isPresent()));
        }
        try (Stream<Path> aside = Files.list(home.resolve(".orchestrator/set-aside"))) {
            assertEquals(0, aside.count());
        }
    }

    /** 1 for one that was cancelled, 0 for one that is complete. */
    private int check(String id) throws Exception {
        LiveApp.Answer answer = answers.get(id);
        boolean stopped = answer.status() == 200;
        assertEquals(stopped ? "cancelled" : "complete", (stopped ? answer.body() : answer.body().path("args"))
                .path("status").asString(), answer.toString());
        JsonNode job = stopped
                ? app.await("/api/jobs/" + id, now -> now.path("stage").isMissingNode())
                : app.job(id);
        assertEquals(stopped ? "cancelled" : "complete", job.path("status").asString(), id);
        assertEquals(stopped ? 0 : 1, job.path("output").size(), job.toString());
        assertTrue(app.events().about(id, "complete").size() <= (stopped ? 0 : 1), id + " was told to be complete");
        assertEquals(0, job.path("attempts").asInt());
        return stopped ? 1 : 0;
    }

    private List<String> submit() throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int sent = 0; sent < TRIES; sent += AT_ONCE) {
            JsonNode jobs = app.call("POST", "/api/jobs", LiveApp.asking("a race", 1).replaceFirst("\\{",
                    "{\"count\":" + Math.min(AT_ONCE, TRIES - sent) + ",")).body();
            jobs.path("jobIds").forEach(id -> ids.add(id.asString()));
        }
        for (int n = 0; n < ids.size(); n++) {
            moments.put(ids.get(n), MOMENTS.get(n % MOMENTS.size()));
        }
        assertEquals(TRIES, moments.size());
        return ids;
    }

    private FailPoints stops() {
        return point -> {
            String run = Thread.currentThread().getName();
            if (run.startsWith("worker-run-") && moments.remove(run.substring("worker-run-".length()), point)) {
                String id = run.substring("worker-run-".length());
                Thread.startVirtualThread(() -> stop(id));
                LockSupport.parkNanos(jitter());
            }
        };
    }

    private void stop(String id) {
        try {
            answers.put(id, app.call("DELETE", "/api/jobs/" + id, ""));
            answered.countDown();
        } catch (IOException | InterruptedException failure) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized int jitter() {
        return random.nextInt(JITTER_NANOS);
    }
}

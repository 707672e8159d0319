package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.file.RealDisk;
import orchestrator.testkit.Raw;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How it ends when it is asked to while much goes on. */
@Timeout(120)
class EndingTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int LISTENERS = 900;
    private static final int CLIENTS = 4;

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
    void every_job_it_took_while_it_ended_is_there_after_the_next_start() throws Exception {
        comfy.faults().holdAtStep(2);
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        Set<String> others = ConcurrentHashMap.newKeySet();
        String running;
        String promptId;
        try (Child child = start()) {
            Remote remote = new Remote(child.ready());
            running = remote.submit("left to comfyui", 4);
            promptId = comfy.log().awaitPrompt(1).promptId();
            comfy.log().awaitHeld(promptId);
            remote.awaitStatus(running, "running");
            CountDownLatch some = new CountDownLatch(20);
            CountDownLatch refused = new CountDownLatch(CLIENTS);
            for (int n = 0; n < CLIENTS; n++) {
                Thread.startVirtualThread(() -> {
                    submitUntilRefused(remote, accepted, others, some);
                    refused.countDown();
                });
            }
            assertTrue(some.await(60, TimeUnit.SECONDS));
            assertEquals(143, child.terminate(SOON).status());
            assertTrue(refused.await(60, TimeUnit.SECONDS), "a client still waits for its answer");
        }
        assertEquals(Set.of(), others, "answered neither with a job nor with 503");
        for (String id : accepted) {
            assertTrue(Files.isRegularFile(home.resolve("jobs").resolve(id + ".json")), id);
        }
        assertEquals(List.of(), comfy.log().all(DemoLog.InterruptPosted.class));
        comfy.faults().release();
        assertEquals("success", comfy.log().awaitEnded(promptId).outcome());
        try (Child again = start()) {
            Remote remote = new Remote(again.ready());
            assertEquals(0, remote.awaitStatus(running, "complete").path("attempts").asInt());
            for (String id : accepted) {
                assertEquals(200, remote.call("GET", "/api/jobs/" + id, "").status());
            }
        }
        assertEquals(1, comfy.log().all(DemoLog.PromptPosted.class).stream()
                .filter(post -> post.input("SaveImage", "filename_prefix").orElse("").contains(running)).count());
    }

    @Test
    void hundreds_of_open_streams_do_not_keep_it_and_each_comes_to_its_end() throws Exception {
        try (Child child = start()) {
            int port = child.ready().getPort();
            List<Raw> listeners = new ArrayList<>();
            for (int n = 0; n < LISTENERS; n++) {
                Raw listener = Raw.to(port).send(Raw.request(port, "GET", "/api/jobs/stream", ""));
                listeners.add(listener);
                assertTrue(listener.head().contains(" 200 "));
                assertTrue(new String(listener.chunk(), StandardCharsets.UTF_8).contains("hello"));
            }
            assertEquals(143, child.terminate(SOON).status());
            for (Raw listener : listeners) {
                // A body that is cut off has no last chunk.
                while (listener.chunk().length > 0) {
                    assertFalse(child.isAlive());
                }
                listener.close();
            }
        }
    }

    @Test
    void a_job_claimed_at_the_very_end_is_not_sent_any_more() throws Exception {
        CountDownLatch claimed = new CountDownLatch(1);
        AtomicBoolean sent = new AtomicBoolean();
        try (LiveApp app = LiveApp.start(home, comfy, new RealDisk(), point -> {
            if (point.equals("file.after-folder-force") && Thread.currentThread().getName().equals(
                    "worker-dispatch")) {
                claimed.countDown();
                while (!Thread.currentThread().isInterrupted()) {
                    LockSupport.park();
                }
            }
            if (point.equals("worker.before-post")) {
                sent.set(true);
            }
        }).awaitOnline()) {
            app.submit("claimed", 2);
            assertTrue(claimed.await(60, TimeUnit.SECONDS));
        }
        try (LiveApp again = LiveApp.start(home, comfy)) {
            JsonNode done = again.await("/api/jobs?status=complete", jobs -> jobs.path("total").asInt() == 1);
            assertEquals(0, done.path("jobs").get(0).path("attempts").asInt());
        }
        assertEquals(1, comfy.log().all(DemoLog.PromptPosted.class).size());
        assertFalse(sent.get(), "sent by a process that is said to have ended");
    }

    private static void submitUntilRefused(Remote remote, Set<String> accepted, Set<String> others,
            CountDownLatch some) {
        try {
            while (true) {
                LiveApp.Answer answer = remote.call("POST", "/api/jobs", LiveApp.asking("in the last moment", 1));
                if (answer.status() == 503) {
                    return;
                } else if (answer.status() != 201) {
                    others.add(answer.toString());
                    return;
                }
                accepted.add(answer.body().path("jobId").asString());
                some.countDown();
            }
        } catch (IOException gone) {
            // The connection is refused, or cut before the answer.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Child start() throws IOException {
        return Child.start("--home", home.toString(), "--comfyui", comfy.address().toString(), "--port", "0");
    }
}

package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The whole process stands still for longer than any of its patience, as on a machine that is suspended or out of
 * memory. What it then finds late is not taken for lost.
 */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it knows no SIGSTOP")
class FrozenTest {

    private static final Duration LONG = LiveApp.IMPATIENT.patience().stall().plusSeconds(1);

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
    void what_ran_and_ended_meanwhile_is_found_and_nothing_is_sent_twice() throws Exception {
        comfy.faults().holdAtStep(1);
        try (Child child = Child.quick(home, comfy.address(), "-")) {
            Remote remote = new Remote(child.ready());
            String first = remote.submit("runs all the time", 2);
            comfy.log().awaitHeld(promptId(1));
            remote.awaitStatus(first, "running");
            freeze(child);
            child.signal("CONT");
            String second = remote.submit("waits inside comfyui", 2);
            promptId(2);
            String third = remote.submit("waits with us", 2);
            try (Listener listener = remote.listen()) {
                child.signal("STOP");
                comfy.faults().release();
                comfy.log().awaitEnded(promptId(1));
                comfy.log().awaitEnded(promptId(2));
                freeze(child);
                child.signal("CONT");
                for (String id : List.of(first, second, third)) {
                    JsonNode job = remote.awaitStatus(id, "complete");
                    assertEquals(0, job.path("attempts").asInt());
                    assertEquals(1, job.path("output").size());
                }
                // Its connection stood still with it: nothing of what happened is missed.
                for (int seen = 0; listener.about(third, "complete").isEmpty();) {
                    int now = listener.awaitMore(seen, Duration.ofSeconds(30));
                    assertTrue(now > seen, "the stream tells nothing more");
                    seen = now;
                }
                assertEquals(1, listener.about(first, "complete").size());
                assertEquals(1, listener.about(second, "complete").size());
            }
        }
        assertEquals(3, prompts());
        assertEquals(List.of(), comfy.log().all(DemoLog.InterruptPosted.class), "it was taken for stalled");
    }

    @Test
    void a_fetch_that_stood_still_with_it_is_made_again_and_not_the_picture() throws Exception {
        comfy.faults().nextView(Faults.ViewFault.STALLED_AT_HALF);
        try (Child child = Child.quick(home, comfy.address(), "-")) {
            Remote remote = new Remote(child.ready());
            String id = remote.submit("a lake", 2);
            comfy.log().awaitNth(DemoLog.FileViewed.class, 1);
            for (int n = 0; n < 20; n++) {
                // Meanwhile the first half arrives.
                remote.call("GET", "/api/health", "");
            }
            freeze(child);
            comfy.faults().clear();
            child.signal("CONT");
            assertEquals(0, remote.awaitStatus(id, "complete").path("attempts").asInt());
        }
        assertEquals(1, prompts());
    }

    private static void freeze(Child child) throws Exception {
        child.signal("STOP");
        TimeUnit.NANOSECONDS.sleep(LONG.toNanos());
    }

    private String promptId(int n) {
        return comfy.log().awaitPrompt(n).promptId();
    }

    private int prompts() {
        return comfy.log().all(DemoLog.PromptPosted.class).size();
    }
}

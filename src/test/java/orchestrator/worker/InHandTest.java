package orchestrator.worker;

import orchestrator.file.Marks;
import orchestrator.job.Crash;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

@Timeout(60)
class InHandTest {

    @TempDir
    private Path folder;
    private Marks marks;
    private InHand inHand;

    @BeforeEach
    void begin() {
        marks = new Marks(folder);
        inHand = new InHand(marks);
    }

    @Test
    void jobs_without_a_past_are_in_hand_side_by_side() throws Exception {
        take("one", false);
        take("two", false);
        assertEquals(Set.of("one", "two"), marks.all().keySet());
    }

    @Test
    void one_that_was_in_hand_at_a_death_is_taken_when_no_other_is() throws Exception {
        take("innocent", false);
        Thread suspect = taking("suspect", true);
        assertEquals(Set.of("innocent"), marks.all().keySet());
        inHand.release("innocent");
        suspect.join();
        assertEquals(Set.of("suspect"), marks.all().keySet());
    }

    @Test
    void no_other_is_taken_while_one_is_suspected() throws Exception {
        take("suspect", true);
        Thread innocent = taking("innocent", false);
        Thread alike = taking("alike", true);
        assertEquals(Set.of("suspect"), marks.all().keySet());
        inHand.release("suspect");
        while (marks.all().isEmpty()) {
            Thread.onSpinWait();
        }
        inHand.release(marks.all().keySet().iterator().next());
        innocent.join();
        alike.join();
        assertEquals(1, marks.all().size());
    }

    private void take(String jobId, boolean suspected) throws InterruptedException {
        inHand.take(jobId, Crash.During.COLLECTING, suspected);
    }

    /** A thread that waits to take it. */
    private Thread taking(String jobId, boolean suspected) {
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                take(jobId, suspected);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        for (var state = thread.getState(); state != Thread.State.TIMED_WAITING; state = thread.getState()) {
            assertNotEquals(Thread.State.TERMINATED, state, "it did not wait");
        }
        return thread;
    }
}

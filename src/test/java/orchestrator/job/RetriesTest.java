package orchestrator.job;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RetriesTest {

    private static final JobError ERROR = JobError.of("execution-error", "It failed.");

    @Test
    void the_pauses_are_about_two_eight_and_thirty_seconds_and_vary() {
        List<Integer> seconds = List.of(2, 8, 30);
        for (int attempts = 1; attempts <= 3; attempts++) {
            Random random = new Random(attempts);
            int usual = seconds.get(attempts - 1);
            int counted = attempts;
            List<Duration> pauses = random.ints(100)
                    .mapToObj(_ -> Retries.after(counted, ERROR, Trail.EMPTY, random).orElseThrow())
                    .toList();
            assertTrue(pauses.stream().allMatch(pause -> Math.abs(pause.toMillis() - usual * 1000) <= usual * 200),
                    pauses.toString());
            assertTrue(pauses.stream().distinct().count() > 50, "they would all come at once");
        }
    }

    @Test
    void the_fourth_run_is_the_last() {
        assertEquals(Optional.empty(), Retries.after(4, ERROR, Trail.EMPTY, new Random(1)));
    }

    @Test
    void for_want_of_memory_it_is_tried_once_in_each_series() {
        JobError memory = JobError.of(JobError.GPU_MEMORY, "Too large.");
        Trail failed = after(Trail.EMPTY, ERROR);
        assertTrue(Retries.after(2, memory, failed, new Random(1)).isPresent());
        Trail ranOut = after(failed, memory);
        assertEquals(Optional.empty(), Retries.after(3, memory, ranOut, new Random(1)));
        assertTrue(Retries.after(3, ERROR, ranOut, new Random(1)).isPresent());
        assertTrue(Retries.after(1, memory, ranOut.fresh(), new Random(1)).isPresent(), "an explicit retry is new");
    }

    private static Trail after(Trail before, JobError error) {
        return before.attempted().noted(new Note(Instant.EPOCH, Note.AGAIN, Map.of("code", error.code())));
    }
}

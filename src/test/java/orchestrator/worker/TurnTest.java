package orchestrator.worker;

import orchestrator.job.JobState;
import orchestrator.job.JobType;
import orchestrator.job.Place;
import orchestrator.queue.JobSummary;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TurnTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private final List<JobSummary> line = new ArrayList<>();

    @Test
    void the_first_in_line_goes_first() {
        waits("a", "sdxl");
        waits("b", "flux");
        assertEquals("a", turn("none"));
        assertEquals("a", turn("sdxl"));
    }

    @Test
    void a_job_whose_checkpoint_is_loaded_passes_four_others() {
        for (String other : List.of("a", "b", "c", "d")) {
            waits(other, "flux");
        }
        waits("mine", "sdxl");
        assertEquals("mine", turn("sdxl"));
        assertEquals(List.of("a", "b", "c", "d"), passed("sdxl"));
    }

    @Test
    void it_does_not_pass_a_fifth() {
        for (String other : List.of("a", "b", "c", "d", "e")) {
            waits(other, "flux");
        }
        waits("mine", "sdxl");
        assertEquals("a", turn("sdxl"));
        assertEquals(List.of(), passed("sdxl"));
    }

    @Test
    void nobody_who_has_waited_for_a_minute_is_passed() {
        waits("a", "flux", 0, Duration.ofSeconds(59));
        waits("mine", "sdxl", 0, Duration.ZERO);
        assertEquals("mine", turn("sdxl"));
        line.clear();
        waits("a", "flux", 0, Duration.ofSeconds(61));
        waits("mine", "sdxl", 0, Duration.ZERO);
        assertEquals("a", turn("sdxl"));
    }

    @Test
    void one_old_job_in_between_is_enough() {
        waits("a", "flux");
        waits("b", "flux", 0, Duration.ofMinutes(5));
        waits("mine", "sdxl");
        assertEquals("a", turn("sdxl"));
    }

    @Test
    void a_higher_priority_is_never_passed() {
        waits("a", "flux", 1, Duration.ZERO);
        waits("mine", "sdxl", 0, Duration.ZERO);
        assertEquals("a", turn("sdxl"));
    }

    @Test
    void a_job_from_the_future_is_not_passed_because_the_clock_was_set_back() {
        waits("a", "flux", 0, Duration.ofDays(-1));
        waits("mine", "sdxl", 0, Duration.ofDays(-1));
        assertEquals("a", turn("sdxl"));
    }

    @Test
    void nobody_waits_then_it_is_nobodys_turn() {
        assertEquals(Optional.empty(), Turn.of(line.stream(), Optional.of("sdxl"), NOW));
    }

    private String turn(String loaded) {
        return Turn.of(line.stream(), Optional.of(loaded), NOW).orElseThrow().job().jobId();
    }

    private List<String> passed(String loaded) {
        return Turn.of(line.stream(), Optional.of(loaded), NOW).orElseThrow().passed().stream().map(JobSummary::jobId)
                .toList();
    }

    private void waits(String jobId, String model) {
        waits(jobId, model, 0, Duration.ofSeconds(1));
    }

    private void waits(String jobId, String model, int priority, Duration since) {
        line.add(new JobSummary(jobId, 1, JobType.IMAGE, model, "", "", NOW.minus(since), new Place(priority,
                BigDecimal.valueOf(line.size())), new JobState.Waiting(Optional.empty()), false, Optional.empty(),
                false));
    }
}

package orchestrator.engine;

import orchestrator.comfyui.NodeTimes.Measured;
import orchestrator.job.JobRequest;
import orchestrator.testkit.JobRoom;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LearnedTimesTest {

    private static final JobRequest REQUEST = JobRoom.asking("a lake");

    private final LearnedTimes times = new LearnedTimes();

    @Test
    void like_requests_share_what_was_learned_and_others_do_not() {
        learn("gpu", 30, true, 10);
        assertEquals(Optional.of(30.0), run("gpu", JobRoom.asking("another prompt", 99), true));
        JobRequest other = new JobRequest("checkpoints/other.safetensors", "a lake", REQUEST.params());
        assertEquals(Optional.empty(), run("gpu", other, true));
        assertEquals(Optional.empty(), run("second gpu", REQUEST, true));
    }

    @Test
    void a_loaded_model_takes_no_time_to_load() {
        learn("gpu", 30, true, 10);
        assertEquals(Optional.of(20.0), run("gpu", REQUEST, false));
        learn("gpu", 21, false, 1);
        learn("gpu", 21, false, 1);
        assertEquals(Optional.of(21.0), run("gpu", REQUEST, false));
        assertEquals(Optional.of(30.0), run("gpu", REQUEST, true));
    }

    @Test
    void a_model_never_loaded_promises_nothing_cold() {
        learn("gpu", 21, false, 1);
        assertEquals(Optional.empty(), run("gpu", REQUEST, true));
        assertEquals(Optional.of(21.0), run("gpu", REQUEST, false));
    }

    @Test
    void the_newest_runs_count_so_that_a_faster_machine_is_believed() {
        for (int i = 0; i < 100; i++) {
            learn("gpu", 60, false, 0);
        }
        for (int i = 0; i < LearnedTimes.SAMPLES; i++) {
            learn("gpu", 20, false, 0);
        }
        assertEquals(Optional.of(20.0), run("gpu", REQUEST, false));
        times.all().values().forEach(samples -> assertTrue(samples.size() <= LearnedTimes.SAMPLES));
    }

    @Test
    void nodes_are_known_by_engine_and_key_with_their_spread() {
        times.learn("gpu", REQUEST, new Measured(Map.of("VAEDecode", List.of(1.0, 2.0, 3.0, 4.0, 5.0)), false, 0, 9));
        assertEquals(3, times.of("gpu").of("VAEDecode").orElseThrow().median());
        assertEquals(2, times.of("gpu").of("VAEDecode").orElseThrow().low());
        assertEquals(4, times.of("gpu").of("VAEDecode").orElseThrow().high());
        assertEquals(Optional.empty(), times.of("gpu").of("VAEEncode"));
        assertEquals(Optional.empty(), times.of("second gpu").of("VAEDecode"));
    }

    @Test
    void what_nobody_asked_for_goes_first_when_there_is_too_much() {
        learn("gpu", 30, true, 10);
        for (int i = 0; i < LearnedTimes.KINDS; i++) {
            times.of("gpu").of("kept");
            times.learn("gpu", REQUEST, new Measured(Map.of("node " + i, List.of(1.0), "kept", List.of(1.0)), true, 10,
                    30));
        }
        assertEquals(LearnedTimes.KINDS, times.all().size());
        assertEquals(Optional.empty(), times.of("gpu").of("node 0"));
        assertTrue(times.of("gpu").of("node " + (LearnedTimes.KINDS - 1)).isPresent());
        assertTrue(times.of("gpu").of("kept").isPresent());
        assertEquals(Optional.of(30.0), run("gpu", REQUEST, true));
    }

    @Test
    void numbers_that_are_no_times_are_left_out() {
        times.restore(Map.of("gpu node a", List.of(-1.0, Double.NaN, 1e300, Double.POSITIVE_INFINITY), "gpu node b",
                List.of(-1.0, 2.0)));
        assertEquals(Map.of("gpu node b", List.of(2.0)), times.all());
    }

    private void learn(String engine, double total, boolean cold, double lead) {
        times.learn(engine, REQUEST, new Measured(Map.of(), cold, lead, total));
    }

    private Optional<Double> run(String engine, JobRequest request, boolean cold) {
        return times.run(engine, request.model(), request.likeness(), cold);
    }
}

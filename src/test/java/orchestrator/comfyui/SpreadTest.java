package orchestrator.comfyui;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SpreadTest {
    @Test
    void of_a_hundred_the_quarters_the_middle_and_nine_tenths_are_told() {
        var shuffled = IntStream.rangeClosed(0, 100).mapToObj(i -> (double) (i * 37 % 101)).toList();
        assertEquals(new Spread(25, 50, 75, 90), Spread.of(shuffled));
    }

    @Test
    void one_odd_sample_hardly_moves_it() {
        assertEquals(10, Spread.of(List.of(10.0, 10.0, 3000.0, 10.0, 10.0)).median());
    }

    @Test
    void a_single_sample_is_doubted_and_calls_nothing_late() {
        assertEquals(new Spread(7, 10, 13, Double.POSITIVE_INFINITY), Spread.of(List.of(10.0)));
    }

    @Test
    void runs_that_hardly_differ_call_nothing_late_that_hardly_differs() {
        assertEquals(11, Spread.of(List.of(10.0, 10.0, 10.0, 10.0, 10.0)).late(), 1e-9);
    }

    @Test
    void a_measured_pace_wins_with_time() {
        var earlier = Spread.of(List.of(2.0));
        assertEquals(3, earlier.towards(4, 3).median(), 1e-9);
        assertTrue(earlier.towards(4, 60).median() > 3.8);
        assertEquals(4, Spread.of(List.of(0.0)).towards(4, 1).median());
    }
}

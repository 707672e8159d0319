package orchestrator.comfyui;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SocketPaceTest {
    private final Random chance = new Random(1);

    @Test
    void it_waits_a_second_at_first_and_half_a_minute_at_last() {
        List<Long> longest = IntStream.range(0, 8).mapToObj(failures -> IntStream.range(0, 500)
                .mapToLong(_ -> SocketPace.USUAL.retry(failures, chance).toMillis()).max().orElseThrow()).toList();
        List<Integer> seconds = List.of(1, 2, 4, 8, 16, 30, 30, 30);
        for (int failures = 0; failures < 8; failures++) {
            assertEquals(seconds.get(failures).longValue(), Math.round(longest.get(failures) / 1000.0));
        }
    }

    @Test
    void two_do_not_come_together() {
        assertTrue(IntStream.range(0, 100).mapToObj(_ -> SocketPace.USUAL.retry(9, chance)).distinct().count() > 50);
        assertTrue(IntStream.range(0, 100).mapToObj(_ -> SocketPace.USUAL.retry(9, chance))
                .allMatch(pause -> pause.compareTo(Duration.ofSeconds(15)) >= 0));
    }
}

package orchestrator.comfyui;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a run still takes.
 *
 * @param low
 *            at least this in three of four like runs; empty when there were none
 * @param high
 *            at most this in three of four
 */
public record TimeLeft(Duration likely, Optional<Duration> low, Optional<Duration> high) {
    static TimeLeft about(double seconds) {
        return new TimeLeft(duration(seconds), Optional.empty(), Optional.empty());
    }

    static TimeLeft within(Spread seconds) {
        return new TimeLeft(duration(seconds.median()), Optional.of(duration(seconds.low())),
                Optional.of(duration(seconds.high())));
    }

    static Duration duration(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000));
    }
}

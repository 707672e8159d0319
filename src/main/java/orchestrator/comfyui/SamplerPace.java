package orchestrator.comfyui;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Seconds per step of the sampler that runs, smoothed. The first step is left out: it includes loading the model.
 */
final class SamplerPace {
    private static final double WEIGHT_OF_NEWEST = 0.3;

    private String node = "";
    private double value;
    private Instant at = Instant.EPOCH;
    private double seconds;

    void tick(String tickedNode, double newValue, Instant now) {
        if (!tickedNode.equals(node) || newValue < value) {
            node = tickedNode;
            value = newValue;
            at = now;
            seconds = 0;
            return;
        }
        if (newValue == value)
            return;
        if (value > 0) {
            double measured = Duration.between(at, now).toNanos() / 1e9 / (newValue - value);
            seconds = seconds == 0 ? measured : seconds + WEIGHT_OF_NEWEST * (measured - seconds);
        }
        value = newValue;
        at = now;
    }

    /** Known from the second step on. */
    Optional<Double> secondsPerStep(String ofNode) {
        return node.equals(ofNode) && seconds > 0 ? Optional.of(seconds) : Optional.empty();
    }

    /** When the newest tick came. */
    Instant at() {
        return at;
    }
}

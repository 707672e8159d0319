package orchestrator.comfyui;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/** The time one node ran, with its first and its last tick. */
final class Stint {
    private final Instant begin;
    private Instant end;
    private Instant firstAt = Instant.EPOCH;
    private Instant lastAt = Instant.EPOCH;
    private double first;
    private double last;
    private double steps;
    private boolean fellBack;

    Stint(Instant begin) {
        this.begin = begin;
        this.end = begin;
    }

    void tick(double value, double max, Instant at) {
        if (max <= 1 || value < 1 || value == last)
            return;
        // Several rounds within one node: none of them can be told from the others.
        fellBack |= value < last;
        if (first == 0) {
            first = value;
            firstAt = at;
        }
        last = value;
        lastAt = at;
        steps = max;
    }

    void end(Instant at) {
        end = at;
    }

    Instant begin() {
        return begin;
    }

    double seconds() {
        return between(begin, end);
    }

    /** Of one step, the first left out: it includes loading the model. Empty with fewer than two. */
    OptionalDouble step() {
        return last > first && !fellBack
                ? OptionalDouble.of(between(firstAt, lastAt) / (last - first))
                : OptionalDouble.empty();
    }

    /** What is left of it without its steps. */
    OptionalDouble beside() {
        return step().isPresent()
                ? OptionalDouble.of(Math.max(0, seconds() - steps * step().getAsDouble()))
                : OptionalDouble.empty();
    }

    /** When it began its first step at the pace of the others. */
    Instant atPace() {
        return step().isPresent()
                ? firstAt.minusNanos((long) (first * step().getAsDouble() * 1e9))
                : begin;
    }

    static double between(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}

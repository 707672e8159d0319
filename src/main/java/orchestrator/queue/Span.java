package orchestrator.queue;

import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param from inclusive
 * @param to   exclusive
 */
public record Span(Instant from, Instant to) {

    boolean holds(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }
}

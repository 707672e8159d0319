package orchestrator.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What goes wrong at one kind of event: once for each planned fault, in order, then always if so told. */
final class Script<T> {
    private final Deque<T> next = new ArrayDeque<>();
    private Optional<T> always = Optional.empty();

    synchronized void next(T fault) {
        next.add(fault);
    }

    synchronized void always(T fault) {
        always = Optional.of(fault);
    }

    /** The fault for the event that happens now, if any. */
    synchronized Optional<T> take() {
        return Optional.ofNullable(next.poll()).or(() -> always);
    }

    synchronized void clear() {
        next.clear();
        always = Optional.empty();
    }
}

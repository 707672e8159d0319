package orchestrator.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes only when a test says so. */
public final class SettableTime implements InstantSource {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));

    @Override
    public Instant instant() {
        return now.get();
    }

    public void passes(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    public void jumpsTo(Instant instant) {
        now.set(instant);
    }
}

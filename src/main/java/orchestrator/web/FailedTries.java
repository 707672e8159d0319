package orchestrator.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts wrong tokens by address, so that nobody can try them out. */
final class FailedTries {

    static final int ALLOWED = 5;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int ADDRESSES = 10_000;

    private record Count(Instant since, int tries) {}

    private final InstantSource clock;
    private final Map<String, Count> counts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > ADDRESSES;
        }
    };

    FailedTries(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void count(String address) {
        Count count = current(address);
        counts.put(address, new Count(count.since(), count.tries() + 1));
    }

    /** Seconds until that address may try again; 0 when it may now. */
    synchronized long wait(String address) {
        Count count = current(address);
        return count.tries() < ALLOWED
                ? 0
                : Math.max(1, Duration.between(clock.instant(), count.since().plus(WINDOW)).toSeconds());
    }

    private Count current(String address) {
        Instant now = clock.instant();
        Count count = counts.get(address);
        boolean counts = count != null && now.isBefore(count.since().plus(WINDOW)) && !now.isBefore(count.since());
        return counts ? count : new Count(now, 0);
    }
}

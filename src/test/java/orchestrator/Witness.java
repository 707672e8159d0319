package orchestrator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What clients were told, and must hold from then on. Safe for many threads. */
final class Witness {

    private static final int RECENT = 48;

    private final AtomicLong order = new AtomicLong();
    private final Map<String, Asked> accepted = new ConcurrentHashMap<>();
    private final List<String> ids = new ArrayList<>();
    private final Set<String> unwanted = ConcurrentHashMap.newKeySet();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private final Map<String, String> settled = new ConcurrentHashMap<>();

    /** When a request went out and when its answer came, both as a place in one order of everything. */
    record Asked(long asked, long answered) {}

    /** The next place in the order. */
    long next() {
        return order.incrementAndGet();
    }

    /** @param asked {@link #next} as it was before the request */
    void accepted(String jobId, long asked) {
        accepted.put(jobId, new Asked(asked, next()));
        synchronized (ids) {
            ids.add(jobId);
        }
    }

    /** Somebody is about to cancel it. */
    void unwanted(String jobId) {
        unwanted.add(jobId);
    }

    /** The cancel was confirmed. */
    void cancelled(String jobId) {
        cancelled.add(jobId);
    }

    /** It was seen in a final state. */
    void settled(String jobId, String status) {
        settled.put(jobId, status);
    }

    Map<String, Asked> accepted() {
        return Map.copyOf(accepted);
    }

    Set<String> unwanted() {
        return Set.copyOf(unwanted);
    }

    Set<String> cancelled() {
        return Set.copyOf(cancelled);
    }

    Map<String, String> settled() {
        return Map.copyOf(settled);
    }

    /** One of those accepted lately, which may still be open. */
    Optional<String> any(Random random) {
        synchronized (ids) {
            return ids.isEmpty()
                    ? Optional.empty()
                    : Optional.of(ids.get(ids.size() - 1 - random.nextInt(Math.min(RECENT, ids.size()))));
        }
    }
}

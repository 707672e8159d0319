package orchestrator.event;

import orchestrator.job.Status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands on what has happened to everybody who listens.
 *
 * <p>Every event but progress and previews takes a place: an id {@code <boot>-<n>}, n growing by one from 1, and a seat
 * in the ring from which a listener that was away gets what it missed. Progress and previews are worth only their
 * latest value, so that is all that is kept of them.
 */
public final class EventHub implements AutoCloseable {

    static final int RING = 10_000;

    private final String boot;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Event> ring = new ArrayDeque<>();
    private final Map<Object, Event> current = new LinkedHashMap<>();
    private final Set<Subscription> subscriptions = new HashSet<>();
    private long last;
    private boolean closed;

    /** @param boot tells this run of the process from every other; letters and digits */
    public EventHub(String boot) {
        this.boot = boot;
    }

    public String boot() {
        return boot;
    }

    /** Tells everybody. Never waits for a listener, so it may be called under the caller's own locks. */
    public void publish(Event event) {
        lock.lock();
        try {
            Optional<Object> key = Kept.key(event);
            key.ifPresentOrElse(worth -> current.put(worth, event), () -> take(event));
            Subscription.Entry entry = new Subscription.Entry(
                    key.isPresent() ? Optional.empty() : Optional.of(position()), event);
            subscriptions.removeIf(subscription -> !subscription.offer(key, entry));
        } finally {
            lock.unlock();
        }
    }

    /** The id of the last event that took a place. A list made after this call misses nothing that comes later. */
    public String position() {
        lock.lock();
        try {
            return boot + "-" + last;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Listens from now on.
     *
     * @param after the id of the last event that was seen: what came since is told first, or {@link
     *              Subscription.Resync} when that is no longer known or the id is none of ours
     */
    public Subscription subscribe(Optional<String> after) {
        lock.lock();
        try {
            Subscription subscription = new Subscription(this, backlog(after));
            if (closed) {
                subscription.end();
            } else {
                subscriptions.add(subscription);
            }
            return subscription;
        } finally {
            lock.unlock();
        }
    }

    /** Ends every subscription. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            subscriptions.forEach(Subscription::end);
            subscriptions.clear();
        } finally {
            lock.unlock();
        }
    }

    void leave(Subscription subscription) {
        lock.lock();
        try {
            subscriptions.remove(subscription);
        } finally {
            lock.unlock();
        }
    }

    int listeners() {
        lock.lock();
        try {
            return subscriptions.size();
        } finally {
            lock.unlock();
        }
    }

    private void take(Event event) {
        last++;
        ring.add(event);
        if (ring.size() > RING) {
            ring.remove();
        }
        Kept.ended(event).ifPresent(jobId -> current.keySet().removeIf(key -> Kept.belongs(key, jobId)));
    }

    private List<Subscription.Item> backlog(Optional<String> after) {
        List<Subscription.Item> items = new ArrayList<>();
        if (after.isPresent()) {
            Optional<Long> seen = number(after.get());
            if (seen.isEmpty()) {
                items.add(new Subscription.Resync());
            } else {
                long id = last - ring.size();
                for (Event event : ring) {
                    id++;
                    if (id > seen.get()) {
                        items.add(new Subscription.Entry(Optional.of(boot + "-" + id), event));
                    }
                }
            }
        }
        current.values().forEach(event -> items.add(new Subscription.Entry(Optional.empty(), event)));
        return items;
    }

    // Empty when nothing can be told from that id on.
    private Optional<Long> number(String id) {
        String own = boot + "-";
        if (!id.startsWith(own) || !id.substring(own.length()).matches("0|[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        long number = Long.parseLong(id.substring(own.length()));
        return number < last - ring.size() || number > last ? Optional.empty() : Optional.of(number);
    }

    /** Which events are worth only their latest value, and until when. */
    static final class Kept {

        private record ProgressOf(String jobId) {}

        private record PreviewOf(String jobId) {}

        private Kept() {
        }

        static Optional<Object> key(Event event) {
            return switch (event) {
                case Event.Progressed progressed -> Optional.of(new ProgressOf(progressed.jobId()));
                case Event.Previewed previewed -> Optional.of(new PreviewOf(previewed.jobId()));
                case Event.JobChanged _,Event.JobRemoved _,Event.JobComplete _,Event.RunFailed _ -> Optional.empty();
                case Event.CanvasChanged _,Event.ModelsChanged _,Event.EngineChanged _ -> Optional.empty();
            };
        }

        /** The job whose run is over with this event. */
        static Optional<String> ended(Event event) {
            return switch (event) {
                case Event.JobChanged(var job) when job.status() == Status.RUNNING -> Optional.empty();
                case Event.JobChanged(var job) -> Optional.of(job.jobId());
                case Event.JobRemoved(var jobId) -> Optional.of(jobId);
                case Event.JobComplete complete -> Optional.of(complete.jobId());
                case Event.RunFailed failed -> Optional.of(failed.jobId());
                case Event.Progressed _,Event.Previewed _,Event.CanvasChanged _,Event.ModelsChanged _,Event.EngineChanged _ ->
                    Optional.empty();
            };
        }

        static boolean belongs(Object key, String jobId) {
            return key.equals(new ProgressOf(jobId)) || key.equals(new PreviewOf(jobId));
        }
    }
}

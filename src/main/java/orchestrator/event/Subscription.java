package orchestrator.event;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one listener has yet to hear. Read by one thread.
 *
 * <p>Of progress and previews it holds the latest of each job; other events are never left out: a listener that falls
 * more than {@link #ROOM} of them behind is told to load everything anew, and the subscription ends.
 */
public final class Subscription implements AutoCloseable {

    static final int ROOM = 256;

    /** See {@link #next}. */
    public sealed interface Item {}

    /** Something happened. The id is empty for progress and previews, which take no place. */
    public record Entry(Optional<String> id, Event event) implements Item {}

    /** Something was missed that cannot be told any more: everything has to be asked again. */
    public record Resync() implements Item {}

    /** Nothing comes any more. */
    public record Closed() implements Item {}

    private final EventHub hub;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<Item> backlog;
    // In order of arrival: a newer value takes the seat of the older one, so that a fast job cannot starve the others.
    private final Map<Object, Entry> queue = new LinkedHashMap<>();
    private int placed;
    private boolean ended;

    Subscription(EventHub hub, Collection<Item> backlog) {
        this.hub = hub;
        this.backlog = new ArrayDeque<>(backlog);
    }

    /**
     * The next thing to hear, waiting for it if need be; empty when nothing came in that time.
     *
     * @throws InterruptedException when the reading thread is asked to stop
     */
    public Optional<Item> next(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (backlog.isEmpty() && queue.isEmpty() && !ended) {
                if (left <= 0) {
                    return Optional.empty();
                }
                left = news.awaitNanos(left);
            }
            return Optional.of(take());
        } finally {
            lock.unlock();
        }
    }

    /** Stops listening. */
    @Override
    public void close() {
        hub.leave(this);
        end();
    }

    /** Whether this listener goes on listening. Called under the hub's lock, so in order. */
    boolean offer(Optional<Object> key, Entry entry) {
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            if (key.isEmpty() && placed == ROOM) {
                overflow();
                return false;
            }
            EventHub.Kept.ended(entry.event())
                    .ifPresent(jobId -> queue.keySet().removeIf(seat -> EventHub.Kept.belongs(seat, jobId)));
            queue.put(key.orElse(entry.id()), entry);
            placed += key.isEmpty() ? 1 : 0;
            news.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private Item take() {
        if (!backlog.isEmpty()) {
            return backlog.remove();
        }
        if (queue.isEmpty()) {
            return new Closed();
        }
        Iterator<Entry> entries = queue.values().iterator();
        Entry first = entries.next();
        entries.remove();
        placed -= first.id().isPresent() ? 1 : 0;
        return first;
    }

    private void overflow() {
        queue.clear();
        backlog.clear();
        backlog.add(new Resync());
        ended = true;
        news.signal();
    }
}

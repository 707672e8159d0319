package orchestrator.models;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The model files on our disks, as the last walk found them. Who asks is answered from memory. */
final class Shelves {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MAX_DESCRIBED = 100_000;

    private enum Only {
        LIST
    }

    private final Supplier<Set<Scan.Root>> roots;
    private final Duration patience;
    private final Cache<Scan.Key, Description> described = Caffeine.newBuilder().maximumSize(MAX_DESCRIBED).build();
    private final AsyncLoadingCache<Only, Collection<ModelFile>> walks;
    private final ReentrantLock walking = new ReentrantLock();
    private final AtomicLong begun = new AtomicLong();
    private volatile Collection<ModelFile> last = List.of();
    private volatile boolean outOfPatience;

    Shelves(Supplier<Set<Scan.Root>> roots, InstantSource clock, Duration patience, Executor walker) {
        this.roots = roots;
        this.patience = patience;
        this.walks = Caffeine.newBuilder().refreshAfterWrite(KEPT).executor(walker)
                .ticker(() -> clock.millis() * 1_000_000).buildAsync(_ -> found());
    }

    // A folder on a network may hang: only the first walk is waited for, and once.
    Collection<ModelFile> now() {
        CompletableFuture<Collection<ModelFile>> walk = walks.get(Only.LIST);
        if (!walk.isDone() && !outOfPatience) {
            try {
                walk.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException slow) {
                outOfPatience = true;
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        }
        return walk.state() == Future.State.SUCCESS ? walk.resultNow() : last;
    }

    /** Walks now. */
    void walk() {
        walks.put(Only.LIST, CompletableFuture.completedFuture(found()));
    }

    // Many folders change at once: a walk that began after the question answers it for all who waited.
    private Collection<ModelFile> found() {
        long asked = begun.get();
        walking.lock();
        try {
            if (begun.get() == asked) {
                begun.incrementAndGet();
                last = Scan.of(roots.get(), described);
            }
            return last;
        } finally {
            walking.unlock();
        }
    }
}

package orchestrator.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The threads of a driver. A step that fails is told and comes again; a bug in one ends no other. */
final class Loops implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** What a thread does until it is interrupted. */
    interface Loop {
        void run() throws InterruptedException;
    }

    boolean closed() {
        return closed;
    }

    void begin(String name, Loop loop) {
        Thread thread = Thread.ofVirtual().name("worker-" + name).unstarted(() -> {
            try {
                loop.run();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (UncheckedIOException disk) {
                // The job stays in doubt: it is taken up again with the next look at the engine's health.
                waitsForTheDisk(name, disk);
            } catch (RuntimeException bug) {
                LOG.error("{} ended", name, bug);
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
        if (closed) {
            // It began behind the back of close: what it would begin in an engine nobody waits for.
            thread.interrupt();
        }
    }

    /** Makes one step. False after a pause when it failed. */
    boolean attempt(String what, BooleanSupplier step) throws InterruptedException {
        try {
            return step.getAsBoolean();
        } catch (UncheckedIOException disk) {
            waitsForTheDisk(what, disk);
        } catch (RuntimeException bug) {
            LOG.error("{} failed", what, bug);
        }
        Thread.sleep(AFTER_FAILURE);
        return false;
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    /** Waits until none is left, also of those that others began meanwhile, at most so long. Whether none is. */
    boolean awaitEnd(Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        try {
            for (Optional<Thread> one = any(); one.isPresent() && until > System.nanoTime(); one = any()) {
                one.get().join(Duration.ofNanos(until - System.nanoTime()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return threads.isEmpty();
    }

    private Optional<Thread> any() {
        return threads.stream().findAny();
    }

    private void waitsForTheDisk(String what, UncheckedIOException failure) {
        // Closing interrupts the threads, in the middle of a file too: that is no trouble of the disk.
        if (!closed) {
            LOG.warn("{} has to wait for the disk: {}", what, failure.getCause().toString());
        }
    }
}

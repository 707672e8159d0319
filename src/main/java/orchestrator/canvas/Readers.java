package orchestrator.canvas;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Opens many files at once, but not too many, and says how far that is. */
final class Readers {

    private static final int FEW = 8;
    private static final int AT_ONCE = Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 4, 16);

    private final AtomicInteger total = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    Canvas.Indexing progress() {
        return new Canvas.Indexing(done.get(), total.get());
    }

    /** Returns when all are read, or when the thread is interrupted. */
    void each(List<Found> files, Consumer<Found> reader) {
        total.addAndGet(files.size());
        try {
            if (files.size() <= FEW) {
                files.forEach(file -> one(file, reader));
            } else {
                together(files, reader);
            }
        } finally {
            rest();
        }
    }

    private void together(List<Found> files, Consumer<Found> reader) {
        AtomicInteger next = new AtomicInteger();
        // Reading files never leaves its carrier: on virtual threads it would hold up every request.
        try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().daemon().name("canvas-",
                1).factory())) {
            for (int i = 0; i < AT_ONCE; i++) {
                pool.execute(() -> {
                    for (int n = next.getAndIncrement(); n < files.size() && !Thread.currentThread()
                            .isInterrupted(); n = next.getAndIncrement()) {
                        one(files.get(n), reader);
                    }
                });
            }
        }
    }

    private void one(Found file, Consumer<Found> reader) {
        reader.accept(file);
        done.incrementAndGet();
    }

    // Counting begins anew with the next look.
    private synchronized void rest() {
        if (done.get() >= total.get()) {
            done.set(0);
            total.set(0);
        }
    }
}

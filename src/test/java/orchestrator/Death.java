package orchestrator;

import orchestrator.file.FailPoints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The death of the process at a named point, without the cost of a process: no thread does anything more that a disk or
 * a ComfyUI would notice, and the home is kept as it stood at that moment, for the next start.
 */
final class Death implements FailPoints {

    private static final long HANG_GUARD_SECONDS = 60;

    private final Path home;
    private final Path left;
    private final Deque<String> way = new ArrayDeque<>();
    /** The test itself, which closes what is dead: what is written then, nobody will read. */
    private final Thread witness = Thread.currentThread();
    private volatile String thread = "";
    private volatile boolean dead;
    private final CountDownLatch came = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    /** What the dead thread ends with, so that no handler of failures takes it for one. */
    private static final class Died extends Error {
        private static final long serialVersionUID = 1;

        private Died() {
            super("died here, as the test wants it", null, false, false);
        }
    }

    /**
     * @param left a folder that is not there yet, for the home as the death leaves it
     * @param way  the points that are passed before, in this order, and at last the one where it dies
     */
    Death(Path home, Path left, String... way) {
        this.home = home;
        this.left = left;
        comesAt(way);
    }

    /** Lets it come when these points have been passed from now on. */
    void comesAt(String... points) {
        synchronized (way) {
            way.clear();
            way.addAll(List.of(points));
        }
    }

    /** Lets nothing but the run of that job be deadly. */
    Death by(String jobId) {
        thread = "worker-run-" + jobId;
        return this;
    }

    @Override
    public void reached(String point) {
        if (dead && Thread.currentThread() != witness) {
            stop();
        }
        synchronized (way) {
            if (!Thread.currentThread().getName().startsWith(thread) || way.isEmpty()
                    || !way.getFirst().equals(point)) {
                return;
            }
            way.removeFirst();
            if (!way.isEmpty()) {
                return;
            }
        }
        strike();
    }

    /** Dies here. The other threads come no further than to their next point. */
    void strike() {
        dead = true;
        keepHome();
        came.countDown();
        stop();
    }

    private void stop() {
        try {
            over.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        throw new Died();
    }

    /** Waits for it. The home as it left it. */
    Path await() throws InterruptedException {
        if (!came.await(HANG_GUARD_SECONDS, TimeUnit.SECONDS)) {
            synchronized (way) {
                throw new AssertionError("never came to " + way);
            }
        }
        return left;
    }

    /** Lets the dead thread unwind, where closing the program does not. */
    void bury() {
        over.countDown();
    }

    private void keepHome() {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.toList()) {
                copy(file, left.resolve(home.relativize(file).toString()));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to);
        } catch (NoSuchFileException gone) {
            // A file that others were just putting in its place.
        }
    }
}

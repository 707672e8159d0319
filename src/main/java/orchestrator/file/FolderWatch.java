package orchestrator.file;

import io.methvin.watcher.DirectoryChangeEvent.EventType;
import io.methvin.watcher.DirectoryWatcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Says which paths of a folder, and of those below it, deserve another look. Never what happened to them: systems merge,
 * drop and reorder what they tell, so the disk itself is asked.
 */
public final class FolderWatch implements AutoCloseable {

    /**
     * What to look at again.
     *
     * @param everything the system lost count: all of the folder has to be looked at
     */
    public record Changes(Set<Path> paths, boolean everything) {

        public boolean none() {
            return paths.isEmpty() && !everything;
        }
    }

    private static final int MANY = 5_000;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final DirectoryWatcher watcher;
    private final BlockingQueue<Path> touched = new LinkedBlockingQueue<>();
    private final Path folder;

    private FolderWatch(Path folder, Executor thread) throws IOException {
        this.folder = folder;
        // With hashes the library keeps to itself that a file is gone which it had not yet seen come.
        this.watcher = DirectoryWatcher.builder().path(folder).fileHashing(false)
                .listener(event -> touched.add(event.eventType() == EventType.OVERFLOW ? folder : event.path()))
                .build();
        watcher.watchAsync(thread);
    }

    /**
     * @param thread runs the library's loop until {@link #close}
     * @throws IOException when the system has no watches left; the caller then looks again from time to time
     */
    public static FolderWatch of(Path folder, Executor thread) throws IOException {
        return new FolderWatch(folder, thread);
    }

    /** Waits at most so long for the first change, then gathers what comes until {@code quiet} has passed. */
    public Changes next(Duration atMost, Duration quiet) throws InterruptedException {
        Set<Path> paths = new HashSet<>();
        Path touchedPath = touched.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        long began = System.nanoTime();
        while (touchedPath != null && paths.size() < MANY) {
            paths.add(touchedPath);
            // A file that is written all the time never falls quiet.
            touchedPath = System.nanoTime() - began > LONGEST.toNanos()
                    ? null
                    : touched.poll(quiet.toNanos(), TimeUnit.NANOSECONDS);
        }
        return new Changes(paths, paths.contains(folder) || paths.size() >= MANY);
    }

    @Override
    public void close() throws IOException {
        watcher.close();
    }
}

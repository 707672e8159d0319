package orchestrator;

import orchestrator.canvas.Canvas;
import orchestrator.engine.Engines;
import orchestrator.event.Event;
import orchestrator.file.FolderWatch;
import orchestrator.models.ModelList;
import orchestrator.queue.JobFolderSync;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Keeps lists true to folders: looks at what changed, and now and then at everything, because systems forget. */
final class Watches implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration EVERYTHING = Duration.ofMinutes(5);

    private final JobFolderSync jobs;
    private final Canvas canvas;
    private final ModelList models;
    private final Engines engines;
    private final Consumer<Event> listeners;
    private final List<Thread> threads = new ArrayList<>();
    private final Executor background = task -> begin(Thread.ofVirtual().name("watch").unstarted(task));

    Watches(JobFolderSync jobs, Canvas canvas, ModelList models, Engines engines, Consumer<Event> listeners) {
        this.jobs = jobs;
        this.canvas = canvas;
        this.models = models;
        this.engines = engines;
        this.listeners = listeners;
    }

    /** What is done with what changed. */
    private interface Look {
        void at(FolderWatch.Changes changes) throws IOException;
    }

    void start() throws IOException {
        keepTrue(jobs.folder(), jobs::look, Duration.ZERO.plus(EVERYTHING), false);
        keepTrue(canvas.folder(), canvas::look, EVERYTHING, true);
        for (Path root : models.roots()) {
            Files.createDirectories(root);
            keepTrue(root, this::models, EVERYTHING, false);
        }
        begin(Thread.ofVirtual().name("look-for-folders").unstarted(this::watchForeign));
    }

    // A ComfyUI on this machine tells its folders when it is asked, and may be given others.
    private void watchForeign() {
        Set<Path> watched = new HashSet<>();
        try {
            while (true) {
                models.foreignFolders().stream().filter(watched::add)
                        .forEach(folder -> keepTrue(folder, this::models, EVERYTHING, false));
                Thread.sleep(TICK);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        threads.forEach(Thread::interrupt);
    }

    private void models(FolderWatch.Changes changes) {
        if (!changes.none() && models.refresh()) {
            listeners.accept(new Event.ModelsChanged());
            engines.askAgain();
        }
    }

    private void keepTrue(Path folder, Look look, Duration everything, boolean lookFirst) {
        begin(Thread.ofVirtual().name("look-" + folder.getFileName()).unstarted(() -> {
            Object watched = identity(folder);
            Optional<FolderWatch> watch = watch(folder);
            try {
                if (lookFirst) {
                    look(folder, look, new FolderWatch.Changes(Set.of(), true));
                }
                // A watch begins to hear only a moment after it was asked for.
                boolean unsure = true;
                for (long last = System.nanoTime();;) {
                    FolderWatch.Changes changes = next(watch);
                    if (!identity(folder).equals(watched)) {
                        // The look makes the folder again where it is ours to make; only then is there one to watch.
                        look(folder, look, new FolderWatch.Changes(Set.of(), true));
                        watch.ifPresent(Watches::close);
                        watched = identity(folder);
                        watch = watch(folder);
                        unsure = true;
                        continue;
                    }
                    boolean due = unsure || System.nanoTime() - last > everything.toNanos();
                    unsure = false;
                    last = due ? System.nanoTime() : last;
                    look(folder, look, due ? new FolderWatch.Changes(Set.of(), true) : changes);
                }
            } catch (InterruptedException closed) {
                watch.ifPresent(Watches::close);
            }
        }));
    }

    private static void look(Path folder, Look look, FolderWatch.Changes changes) {
        try {
            look.at(changes);
        } catch (IOException | UncheckedIOException failure) {
            LOG.warn("{} cannot be looked at: {}", folder, failure.toString());
        } catch (RuntimeException bug) {
            LOG.error("A look at {} failed", folder, bug);
        }
    }

    private static FolderWatch.Changes next(Optional<FolderWatch> watch) throws InterruptedException {
        if (watch.isPresent()) {
            return watch.get().next(TICK, QUIET);
        }
        Thread.sleep(TICK.multipliedBy(5));
        return new FolderWatch.Changes(Set.of(), true);
    }

    // A watch goes with the folder it was set on; one made again under the same name needs another.
    private static Object identity(Path folder) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(folder, BasicFileAttributes.class);
            return List.of(String.valueOf(attributes.fileKey()), attributes.creationTime());
        } catch (IOException gone) {
            return List.of();
        }
    }

    private Optional<FolderWatch> watch(Path folder) {
        try {
            return Optional.of(FolderWatch.of(folder, background));
        } catch (IOException | RuntimeException noneLeft) {
            LOG.warn("The system watches no more folders; {} is looked at every few seconds instead", folder);
            return Optional.empty();
        }
    }

    private static void close(FolderWatch watch) {
        try {
            watch.close();
        } catch (IOException failure) {
            LOG.debug("A watch did not end", failure);
        }
    }

    private synchronized void begin(Thread thread) {
        threads.add(thread);
        thread.start();
    }
}

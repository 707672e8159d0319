package orchestrator;

import orchestrator.canvas.Canvas;
import orchestrator.engine.Engines;
import orchestrator.event.Event;
import orchestrator.file.DurableFiles;
import orchestrator.file.HomeLock;
import orchestrator.file.Marks;
import orchestrator.models.Choices;
import orchestrator.models.ModelList;
import orchestrator.queue.QueueRoom;
import orchestrator.remote.RemoteRooms;
import orchestrator.remote.RemoteWorker;
import orchestrator.settings.ClientIds;
import orchestrator.worker.ComfyDriver;
import orchestrator.worker.InHand;
import orchestrator.worker.Orphans;
import orchestrator.worker.RunContext;
import orchestrator.worker.TimesFile;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The worker process: the rooms that run jobs, over a queue of borrowed ones. */
final class WorkerApp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerApp.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final WorkerSettings settings;
    private final App.Surroundings with;

    private WorkerApp(WorkerSettings settings, App.Surroundings with) {
        this.settings = settings;
        this.with = with;
    }

    /**
     * Starts everything. The server and the ComfyUI may come later.
     *
     * @throws StartFailure in one line why not, and what to do
     */
    static WorkerApp start(WorkerSettings settings, App.Surroundings with) {
        WorkerApp app = new WorkerApp(settings, with);
        try {
            app.open();
            return app;
        } catch (IOException failure) {
            app.close();
            throw new StartFailure("cannot start: " + failure + ".");
        } catch (RuntimeException failure) {
            app.close();
            throw failure;
        }
    }

    /** Waits for {@link #close}: nothing else here keeps a process alive. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Ends everything within seconds. What runs inside ComfyUI goes on there and is found again. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failure) {
                LOG.error("Could not close", failure);
            }
        }
        ended.countDown();
    }

    private void open() throws IOException {
        Path own = settings.own();
        lock();
        RemoteWorker remote = new RemoteWorker();
        Consumer<Event> listeners = remote::hear;
        DurableFiles files = new DurableFiles(with.disk(), own.resolve("tmp"), with.points());
        QueueRoom queue = QueueRoom.open(settings.home(), new QueueRoom.Surroundings(with.disk(), with.points(), with
                .time(), with.random()), listeners);
        queue.sync().load((_, _) -> {});
        Canvas canvas = Canvas.open(settings.home().resolve("output"), own, files, listeners, with.time());
        queue.claims().inDoubt().forEach(job -> job.trail().output().forEach(output -> canvas.claim(output.file())));
        ModelList models = new ModelList(List.of(), with.time(), Choices.unkept());
        Engines engines = new Engines(listeners);
        InHand inHand = new InHand(new Marks(own.resolve("in-hand")));
        keep(TimesFile.open(own, files, engines.times(), with.time()));
        String engine = settings.comfyui().toString();
        Orphans.release(queue.claims(), Set.of(engine));
        inHand.count(queue.claims(), with.time());
        ComfyDriver driver = ComfyDriver.of(new ComfyDriver.Engine(engine, settings.comfyui(), false), new ClientIds(
                own, files).at(engine), queue.claims(), new ComfyDriver.Rooms(models, canvas, files), new RunContext(
                        engines, listeners, with.time(), with.random(), with.pace(), with.points(), inHand, remote
                                .consent()));
        keep(remote).start(new RemoteWorker.Employer(settings.server(), settings.token(), settings.name(), settings
                .comfyui(), with.pace().health()), new RemoteRooms(queue, canvas, files, models, engines, engine,
                        with
                                .time()),
                own);
        keep(driver).start();
    }

    private void lock() throws IOException {
        try {
            keep(HomeLock.take(settings.own().resolve("lock"), with.time().instant()));
        } catch (HomeLock.Held held) {
            throw new StartFailure("a worker called " + settings.name() + " runs already: " + held.getMessage()
                    + ". Give another --name.");
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }
}

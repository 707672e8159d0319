package orchestrator;

import orchestrator.canvas.Canvas;
import orchestrator.crew.Crew;
import orchestrator.crew.CrewRooms;
import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;
import orchestrator.engine.Engines;
import orchestrator.event.EventHub;
import orchestrator.file.Disk;
import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;
import orchestrator.file.HomeLock;
import orchestrator.file.Marks;
import orchestrator.models.Choices;
import orchestrator.models.ModelList;
import orchestrator.queue.QueueRoom;
import orchestrator.settings.ClientIds;
import orchestrator.settings.LiveSettings;
import orchestrator.settings.ModelFamilies;
import orchestrator.settings.WorkerToken;
import orchestrator.web.WebRoom;
import orchestrator.web.WebSettings;
import orchestrator.worker.ComfyDriver;
import orchestrator.worker.ComfyPool;
import orchestrator.worker.Consent;
import orchestrator.worker.InHand;
import orchestrator.worker.Pace;
import orchestrator.worker.RunContext;
import orchestrator.worker.TimesFile;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The whole program: builds the rooms in order, and closes them in reverse. */
public final class App implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(App.class);
    private static final String DEMO = "demo";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Settings settings;
    private final Surroundings with;
    private WebRoom web;

    private App(Settings settings, Surroundings with) {
        this.settings = settings;
        this.with = with;
    }

    /**
     * Everything that is not decided by the command line; tests decide it otherwise.
     *
     * @param demo how the engine inside paints, if it is asked for
     */
    record Surroundings(Disk disk, FailPoints points, InstantSource time, RandomGenerator random, Pace pace,
            DemoOptions demo) {

        static Surroundings real(Disk disk, InstantSource time, RandomGenerator random) {
            return new Surroundings(disk, FailPoints.NONE, time, random, Pace.USUAL, DemoOptions.pleasant());
        }
    }

    /**
     * Starts everything and returns when requests are answered.
     *
     * @throws StartFailure in one line why not, and what to do
     */
    static App start(Settings settings, Surroundings with) {
        App app = new App(settings, with);
        try {
            app.open();
            return app;
        } catch (IOException | RuntimeException failure) {
            app.close();
            throw failure instanceof StartFailure told ? told : app.failure(failure);
        }
    }

    /** Where the page is. */
    URI address() {
        return web.address();
    }

    /** Ends everything within seconds. What runs inside a ComfyUI goes on there and is found again. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failure) {
                LOG.error("Could not close", failure);
            }
        }
    }

    private void open() throws IOException {
        lock();
        EventHub hub = keep(new EventHub(Long.toString(with.random().nextLong() >>> 24, 36)));
        DurableFiles files = new DurableFiles(with.disk(), settings.own().resolve("tmp"), with.points());
        probe(files);
        QueueRoom queue = QueueRoom.open(settings.home(), new QueueRoom.Surroundings(with.disk(), with.points(), with
                .time(), with.random()), hub::publish);
        queue.sync().load((_, _) -> {});
        Canvas canvas = Canvas.open(settings.output(), settings.own(), files, hub::publish, with.time());
        queue.claims().inDoubt().forEach(job -> job.trail().output().forEach(output -> canvas.claim(output.file())));
        ModelFamilies families = new ModelFamilies(settings.own(), files);
        ModelList models = new ModelList(settings.models(), with.time(), new Choices(families.all(), families::set));
        Engines engines = new Engines(hub::publish);
        InHand inHand = new InHand(new Marks(settings.own().resolve("in-hand")));
        keep(TimesFile.open(settings.own(), files, engines.times(), with.time()));
        RunContext context = new RunContext(engines, hub::publish, with.time(), with.random(), with.pace(), with
                .points(), inHand, Consent.GIVEN);
        LiveSettings live = LiveSettings.open(settings.own(), files, settings.given());
        Optional<ComfyDriver.Engine> demo = demo();
        ComfyPool pool = new ComfyPool(queue.claims(), new ClientIds(settings.own(), files),
                new ComfyDriver.Rooms(models,
                        canvas, files),
                context);
        // Before the pool takes what was lent for something left behind.
        Crew crew = keep(new Crew(new CrewRooms(queue.claims(), canvas, files, models, engines, hub::publish, with
                .time()), pool::addresses, with.pace().patience().lease(), with.random()));
        pool.drive(engines(demo, live.now()));
        inHand.count(queue.claims(), with.time());
        live.onChange(now -> pool.drive(engines(demo, now)));
        keep(new Watches(queue.sync(), canvas, models, engines, hub::publish)).start();
        web = keep(serve(new WebRoom.Rooms(queue, canvas, models, engines, hub, crew), live, workerToken(files)));
        crew.start();
        keep(pool).start();
    }

    // Where nobody has to show a token, workers have none to show.
    private Optional<String> workerToken(DurableFiles files) throws IOException {
        return settings.token().isEmpty() || settings.workerToken().isPresent()
                ? settings.workerToken()
                : Optional.of(WorkerToken.of(settings.own(), files));
    }

    private WebRoom serve(WebRoom.Rooms rooms, LiveSettings live, Optional<String> workerToken) throws IOException {
        List<String> addresses = settings.isLoopback() ? WebSettings.LOOPBACK : List.of(settings.host());
        try {
            return WebRoom.start(new WebSettings(addresses, settings.port(), Set.of(), settings.token(), workerToken,
                    settings.dev()
                            ? Optional.of(Path.of("").toAbsolutePath())
                            : Optional.empty(),
                    live, CommandLine.version()), rooms, with.time(), with.random());
        } catch (IOException failure) {
            if (isBindFailure(failure)) {
                throw cannotListen();
            }
            throw failure;
        }
    }

    // Jetty wraps it.
    private static boolean isBindFailure(IOException failure) {
        return failure instanceof BindException || failure.getCause() instanceof BindException;
    }

    private StartFailure cannotListen() {
        return new StartFailure("port " + settings.port() + " at " + settings.host()
                + " cannot be had: it is in use, or this machine has no such address. End the program that has it, or"
                + " give another --port or --host.");
    }

    private Optional<ComfyDriver.Engine> demo() {
        // Its port changes with each start, its name does not.
        return settings.demo()
                ? Optional.of(new ComfyDriver.Engine(DEMO, keep(DemoComfy.start(with.demo())).address(), true))
                : Optional.empty();
    }

    private static List<ComfyDriver.Engine> engines(Optional<ComfyDriver.Engine> demo, LiveSettings.Now now) {
        return Stream.concat(demo.stream(), now.comfyui().stream()
                .map(address -> new ComfyDriver.Engine(address.toString(), address, false))).toList();
    }

    private void lock() throws IOException {
        try {
            keep(HomeLock.take(settings.own().resolve("lock"), with.time().instant()));
        } catch (HomeLock.Held held) {
            throw new StartFailure(settings.home() + " is in use by " + held.getMessage()
                    + ". End that one, or give another --home.");
        }
    }

    // Better now than with the first job: whether this disk can replace and force a file.
    private void probe(DurableFiles files) throws IOException {
        Path probe = settings.own().resolve("probe");
        files.replace(probe, new byte[]{1});
        files.delete(probe);
    }

    private static StartFailure failure(Exception failure) {
        Throwable cause = failure instanceof UncheckedIOException io ? io.getCause() : failure;
        if (cause instanceof FileSystemException file) {
            return new StartFailure(file.getFile() + " cannot be used ("
                    + (file.getReason() == null ? file.getClass().getSimpleName() : file.getReason())
                    + "). Make it a folder this user may write, or give another --home.");
        }
        // A disk or a network that refuses is told in one line; a bug needs its stack.
        if (!(cause instanceof IOException)) {
            LOG.error("Cannot start", cause);
        }
        return new StartFailure("cannot start: " + cause.getMessage() + ".");
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }
}

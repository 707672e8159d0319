package orchestrator.demo;

import io.javalin.util.JavalinBindException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A ComfyUI 0.3.64 in this process, on 127.0.0.1, that paints procedural pictures: for people without a GPU, and for
 * tests, which script what goes wrong. Queue and history are in memory only, as in the real one.
 */
public final class DemoComfy implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DemoOptions options;
    private final InstantSource clock;
    private final Models models = new Models();
    private final Faults faults = new Faults();
    private final DemoLog log = new DemoLog();
    private final Workshop workshop;
    private final boolean ownsStorage;
    private final int port;
    private volatile Memory memory;
    private PromptWorker worker;
    private Optional<Server> server;

    private DemoComfy(DemoOptions options, Path storage, InstantSource clock) {
        this.options = options;
        this.clock = clock;
        this.ownsStorage = options.storage().isEmpty();
        Folders folders = new Folders(storage.toAbsolutePath().normalize(), clock);
        folders.wipeTemp();
        this.workshop = new Workshop(new Catalogue(models), folders, new Sockets(faults, log), faults, log);
        this.memory = Memory.empty(workshop.sockets());
        this.worker = new PromptWorker(workshop, memory, options, clock);
        Server first = new Server(options.port(), workshop, models, () -> memory);
        this.server = Optional.of(first);
        this.port = first.port();
    }

    /**
     * Starts listening and working.
     *
     * @throws io.javalin.util.JavalinException when the port is taken
     * @throws UncheckedIOException             when the storage cannot be written
     */
    public static DemoComfy start(DemoOptions options) {
        return start(options, InstantSource.system());
    }

    /** The same with a settable clock for the timestamps. */
    public static DemoComfy start(DemoOptions options, InstantSource clock) {
        return new DemoComfy(options, options.storage().orElseGet(DemoComfy::temporary), clock);
    }

    /** {@code http://127.0.0.1:<port>}, the same for its whole life. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What is to go wrong. */
    public Faults faults() {
        return faults;
    }

    /** What arrived and what became of it. */
    public DemoLog log() {
        return log;
    }

    /** Where {@code input}, {@code output} and {@code temp} lie. */
    public Path storage() {
        return workshop.folders().folder("");
    }

    /** Refuses connections and cuts the open ones; what runs goes on unseen. */
    public synchronized void down() {
        // In this order: whoever loses a socket asks at once, and would be heard by a server that answers no more.
        server.ifPresent(Server::close);
        server = Optional.empty();
        workshop.sockets().drop();
    }

    /** Listens again on the same port. */
    public synchronized void up() {
        if (server.isEmpty()) {
            server = Optional.of(listenAgain());
        }
    }

    // Another socket of this machine may have been given the port meanwhile, and is soon done with it.
    private Server listenAgain() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return new Server(port, workshop, models, () -> memory);
            } catch (JavalinBindException taken) {
                if (System.nanoTime() > deadline) {
                    throw taken;
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    /** As a kill: the network is gone, what runs is abandoned, queue, history and counter are empty. */
    public synchronized void crash() {
        down();
        worker.close();
        memory = Memory.empty(workshop.sockets());
        workshop.folders().wipeTemp();
        worker = new PromptWorker(workshop, memory, options, clock);
    }

    /** A crash, and up again. */
    public void restart() {
        crash();
        up();
    }

    /** Cuts every open socket once; new ones are accepted. */
    public void dropSockets() {
        workshop.sockets().drop();
    }

    /** Cuts every open socket again and again until the returned handle is closed. */
    public AutoCloseable dropSocketsEvery(Duration pause) {
        Thread cutter = Thread.ofVirtual().name("demo-cutter").start(() -> {
            try {
                while (true) {
                    Thread.sleep(pause);
                    dropSockets();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return cutter::interrupt;
    }

    /** The sockets that are open now stay open and hear nothing more; new ones hear. */
    public void deafen() {
        workshop.sockets().deafen();
    }

    /** Sends a text frame as it is to every socket. */
    public void say(String text) {
        workshop.sockets().send(new Frame.Raw(Optional.empty(), new byte[0], Optional.of(text)));
    }

    /** Sends a binary frame as it is to every socket. */
    public void say(byte[] binary) {
        workshop.sockets().send(new Frame.Raw(Optional.empty(), binary, Optional.empty()));
    }

    /**
     * Lists one more model, as when its owner has put it there.
     *
     * @param folder such as {@code loras}
     */
    public void install(String folder, String name) {
        models.add(folder, name);
        workshop.catalogue().offer(models);
    }

    /** Lists a model no more, as when its owner has removed it. */
    public void uninstall(String folder, String name) {
        models.remove(folder, name);
        workshop.catalogue().offer(models);
    }

    /** Where it says that models of a kind lie; nothing of its own does. */
    public Path models(String folder) {
        return workshop.folders().folder("models").resolve(folder);
    }

    /** Interrupts whatever runs, as somebody at ComfyUI's own page would. */
    public void interruptAsSomebodyElse() {
        memory.running().interrupt();
    }

    /**
     * Puts somebody else's prompts into the queue, each a small picture of {@code steps} steps.
     *
     * @return their ids
     */
    public java.util.List<String> occupy(int prompts, int steps) {
        return new Stranger(memory).send(prompts, steps);
    }

    @Override
    public synchronized void close() {
        faults.clear();
        down();
        worker.close();
        workshop.sockets().close();
        if (ownsStorage) {
            workshop.folders().wipeAll();
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("orchestrator-demo");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

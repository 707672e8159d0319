package orchestrator.remote;

import orchestrator.engine.EngineState;
import orchestrator.event.Event;
import orchestrator.worker.Consent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The worker process's side of the API: announces itself, borrows jobs, and brings back what becomes of them. */
public final class RemoteWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int WORDS = 4;

    private final Bell changed = new Bell();
    private final Bell engine = new Bell();
    private final Errands errands = new Errands(changed);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private Optional<String> refusal = Optional.empty();
    private volatile boolean closed;
    private Optional<Hearing> hearing = Optional.empty();

    /**
     * Whom we work for.
     *
     * @param token what we show it
     * @param name  ours, the same after a restart
     * @param comfyui as we call it
     * @param poll  between two looks for jobs, beside what the server's stream tells
     */
    public record Employer(URI server, Optional<String> token, String name, URI comfyui, Duration poll) {}

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** Asked before anything is begun or sent here. */
    public Consent consent() {
        return errands;
    }

    /** Something happened in our own rooms. Does not wait. */
    public void hear(Event event) {
        errands.hear(event);
        if (event instanceof Event.EngineChanged) {
            engine.ring();
        }
    }

    /**
     * Takes up what an earlier process left, and begins to work, on threads of its own, until {@link #close}.
     *
     * @param own for everything of our own
     */
    public void start(Employer employer, RemoteRooms rooms, Path own) throws IOException {
        ServerLink server = new ServerLink(employer.server(), employer.token());
        ClaimFiles claims = new ClaimFiles(own, rooms.files());
        Borrowing borrowing = new Borrowing(rooms, server, claims);
        for (Claim claim : claims.all()) {
            borrowing.know(claim);
            begin(new Errand(rooms, new LeaseCalls(server, claims, employer.name(), claim)), rooms);
        }
        Announcing announcing = new Announcing(server, rooms, employer.name(), employer.comfyui());
        Claiming claiming = new Claiming(rooms, server, borrowing, errands, employer.name());
        Hearing ears = new Hearing(server, errands, changed);
        hearing = Optional.of(ears);
        begin("announce", () -> announce(announcing));
        begin("stream", () -> {
            ears.once();
            Thread.sleep(AGAIN);
        });
        begin("claim", () -> {
            ears.check();
            boolean took = false;
            if (announcing.isWelcome() && claiming.hasRoom()) {
                Optional<Claim> claim = claiming.once();
                claim.ifPresent(mine -> begin(new Errand(rooms, new LeaseCalls(server, claims, employer.name(),
                        mine)), rooms));
                took = claim.isPresent();
            }
            if (!took) {
                changed.await(employer.poll());
            }
        });
        begin("models", () -> walk(rooms));
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        hearing.ifPresent(Hearing::close);
    }

    private void announce(Announcing announcing) throws IOException, InterruptedException {
        boolean was = announcing.isWelcome();
        Announcing.Answer answer = announcing.once();
        if (!answer.refusal().equals(refusal)) {
            answer.refusal().ifPresent(why -> LOG.warn("the server does not take this worker: {}", why));
            refusal = answer.refusal();
        }
        answer.wanted().forEach(jobId -> errands.of(jobId).ifPresent(Errand::hurry));
        if (!was && announcing.isWelcome()) {
            changed.ring();
        }
        long pause = (long) (answer.seconds() * 1000 / WORDS);
        // What changed here is told soon, but not each tick of a counter.
        Thread.sleep(answer.refusal().isPresent() ? AGAIN.toMillis() : Math.clamp(pause / 2, 100, AGAIN.toMillis()));
        engine.await(Duration.ofMillis(Math.max(100, pause)));
    }

    // The folders of a ComfyUI on this machine tell more of the models than their names.
    private void walk(RemoteRooms rooms) throws InterruptedException {
        if (rooms.engines().get(rooms.engine()).filter(EngineState::known).isEmpty()) {
            Thread.sleep(AGAIN);
            return;
        }
        rooms.models().refresh();
        Thread.sleep(Duration.ofMinutes(5));
    }

    private void begin(Errand errand, RemoteRooms rooms) {
        errands.add(errand);
        // It is in our queue already, and only now somebody speaks for it.
        rooms.queue().claims().wake();
        thread("errand-" + errand.jobId(), () -> {
            try {
                errand.run();
            } finally {
                errands.remove(errand);
            }
        });
    }

    /** Makes a step again and again. */
    private void begin(String name, Step step) {
        thread(name, () -> {
            boolean away = false;
            while (!closed) {
                try {
                    step.run();
                    away = false;
                } catch (IOException | UncheckedIOException notNow) {
                    if (!away && !closed) {
                        LOG.warn("{}: not now: {}", name, notNow.toString());
                    }
                    away = true;
                    Thread.sleep(AGAIN);
                } catch (RuntimeException bug) {
                    LOG.error("{} failed", name, bug);
                    Thread.sleep(AGAIN);
                }
            }
        });
    }

    private interface Loop {
        void run() throws InterruptedException;
    }

    private void thread(String name, Loop loop) {
        Thread thread = Thread.ofVirtual().name("remote-" + name).unstarted(() -> {
            try {
                loop.run();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException bug) {
                LOG.error("{} ended", name, bug);
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }
}

package orchestrator.worker;

import orchestrator.canvas.Canvas;
import orchestrator.comfyui.Catalogue;
import orchestrator.comfyui.ComfyClient;
import orchestrator.comfyui.ComfyException;
import orchestrator.comfyui.ComfyFault;
import orchestrator.comfyui.Probe;
import orchestrator.engine.Availability;
import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.file.DurableFiles;
import orchestrator.job.Job;
import orchestrator.job.JobState;
import orchestrator.models.ModelList;
import orchestrator.queue.Claims;
import orchestrator.queue.Lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/**
 * Keeps one ComfyUI busy: asks how it is, finds again what was left behind there, and fills its free places from the
 * queue. Each of the three is a step that the threads repeat and that a test can call.
 */
public final class ComfyDriver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final List<String> FOLDERS = List.of("checkpoints", "diffusion_models", "loras", "vae",
            "text_encoders", "controlnet", "upscale_models", "clip_vision", "embeddings");

    private final Site site;
    private final Claims claims;
    private final Slots slots;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private long learnedAt;

    /**
     * A driver for the ComfyUI at an address. Nothing is asked of it before {@link #start} or a step.
     *
     * @param clientId the name this home goes by there
     */
    public static ComfyDriver of(Engine engine, String clientId, Claims claims, Rooms rooms, RunContext with) {
        Planner planner = new Planner(rooms.models(), with.engines(), with.listeners());
        with.engines().add(EngineState.unknown(engine.id(), engine.demo()));
        ComfyLink link = new ComfyLink(engine.address(), new ComfyClient(engine.address(), ComfyClient.http()),
                clientId,
                remaining -> with.engines().update(engine.id(), state -> state.withQueue(remaining)));
        return new ComfyDriver(new Site(engine.id(), link, planner, new Collector(rooms.canvas(), rooms.files(),
                planner), with), claims);
    }

    /**
     * @param id   what job files name the engine by; it stays the same when the address does not
     * @param demo whether it only paints
     */
    public record Engine(String id, URI address, boolean demo) {}

    /** Where models are looked up and results are kept. */
    public record Rooms(ModelList models, Canvas canvas, DurableFiles files) {}

    private ComfyDriver(Site site, Claims claims) {
        this.site = site;
        this.claims = claims;
        this.slots = new Slots(claims::wake);
    }

    /** Begins to drive, on threads of its own, until {@link #close}. */
    public void start() {
        site.link().socket().start();
        thread("health", this::watchHealth);
        thread("dispatch", this::dispatchAll);
    }

    /** Asks the engine how it is, and what it offers when that is not known or old. Whether it can be used. */
    public boolean checkHealth() {
        Probe probe = site.link().client().probe();
        return switch (probe) {
            case Probe.Reachable(var stats) -> {
                engines().update(site.engine(), state -> state.with(stats));
                yield isFresh() || learn();
            }
            case Probe.NotComfy(int status, String what) -> {
                offline("other", Map.of("a", site.engine(), "status", status, "what", what));
                yield false;
            }
            case Probe.Unreachable(var trouble) -> {
                offline("unreachable", Map.of("a", site.engine(), "why", trouble.kind().name()));
                yield false;
            }
        };
    }

    /** Takes up every job that an earlier process, or a failed step, left with something inside this engine. */
    public void recover() {
        for (Job job : claims.inDoubt()) {
            if (concerns(job)) {
                claims.adopt(job.jobId()).ifPresent(lease -> run(lease, ComfyRun::goOn));
            }
        }
    }

    /** Starts the first job this engine can take now. Whether there was one. */
    public boolean dispatch() {
        if (!engines().get(site.engine()).map(EngineState::online).orElse(false) || !slots.isFree()) {
            return false;
        }
        Optional<Lease> lease = claims.claim(job -> site.planner().admits(job, site.engine()));
        lease.ifPresent(held -> run(held, ComfyRun::begin));
        return lease.isPresent();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        site.link().close();
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(2));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface Step {
        void on(ComfyRun run) throws InterruptedException;
    }

    private interface Loop {
        void run() throws InterruptedException;
    }

    private void watchHealth() throws InterruptedException {
        while (!closed) {
            boolean online = checkHealth();
            if (online) {
                recover();
            }
            Thread.sleep(online ? site.with().pace().health() : site.with().pace().search());
        }
    }

    private void dispatchAll() throws InterruptedException {
        while (!closed) {
            long seen = claims.moves();
            if (!dispatch()) {
                claims.awaitMove(seen, IDLE);
            }
        }
    }

    private boolean learn() {
        try {
            Catalogue catalogue = site.link().client().catalogue();
            Map<String, List<String>> models = FOLDERS.stream().collect(toMap(identity(), this::listed));
            site.planner().learn(site.engine(), models);
            boolean was = engines().get(site.engine()).map(EngineState::online).orElse(false);
            engines().update(site.engine(), state -> state.with(catalogue, models).with(new Availability.Online()));
            learnedAt = System.nanoTime();
            if (!was) {
                LOG.info("ComfyUI at {} is there, {} nodes", site.engine(), catalogue.classes().size());
            }
            claims.wake();
            return true;
        } catch (ComfyException failure) {
            offline("starting", Map.of("a", site.engine()));
            return false;
        }
    }

    private List<String> listed(String folder) {
        try {
            return site.link().client().models(folder);
        } catch (ComfyFault unknownFolder) {
            return List.of();
        }
    }

    private boolean isFresh() {
        return engines().get(site.engine()).map(EngineState::online).orElse(false)
                && System.nanoTime() - learnedAt < site.with().pace().catalogue().toNanos();
    }

    private void offline(String code, Map<String, Object> args) {
        Availability now = new Availability.Offline(code, args);
        boolean same = engines().get(site.engine()).map(state -> state.availability().equals(now)).orElse(false);
        if (!same) {
            LOG.warn("ComfyUI at {} cannot be used: {}", site.engine(), code);
            engines().update(site.engine(), state -> state.with(now));
        }
    }

    private boolean concerns(Job job) {
        boolean here = job.trail().unsettled().stream().anyMatch(sending -> sending.engine().equals(site.engine()));
        return here || job.trail().unsettled().isEmpty() && job.state() instanceof JobState.Held;
    }

    private void run(Lease lease, Step step) {
        Slots.Slot slot = slots.take();
        String jobId = lease.job().jobId();
        thread("run-" + jobId, () -> {
            try (lease) {
                step.on(new ComfyRun(lease, site, slot));
            } finally {
                slot.leave();
                engines().forget(jobId);
            }
        });
    }

    private void thread(String name, Loop loop) {
        Thread thread = Thread.ofVirtual().name("worker-" + name).unstarted(() -> {
            try {
                loop.run();
            } catch (InterruptedException stopped) {
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

    private Engines engines() {
        return site.with().engines();
    }
}

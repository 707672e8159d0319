package orchestrator.worker;

import orchestrator.canvas.Canvas;
import orchestrator.comfyui.ComfyClient;
import orchestrator.comfyui.ComfyTimeouts;
import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.engine.Wait;
import orchestrator.file.DurableFiles;
import orchestrator.job.Job;
import orchestrator.job.JobState;
import orchestrator.models.ModelList;
import orchestrator.queue.Claims;
import orchestrator.queue.JobSummary;
import orchestrator.queue.Lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static java.util.Comparator.comparing;

/**
 * Keeps one ComfyUI busy: asks how it is, finds again what was left behind there, and fills its free places from the
 * queue. Each of the three is a step that the threads repeat and that a test can call.
 */
public final class ComfyDriver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration LISTS = Duration.ofSeconds(3);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final Duration FOREVER = Duration.ofDays(1);
    /** Whose turn it is shows among the first few. */
    private static final int FIRST = 6;

    private final Site site;
    private final Claims claims;
    private final Slots slots;
    private final Loops loops = new Loops();
    private Optional<Turn> turn = Optional.empty();
    private volatile Optional<String> loaded = Optional.empty();

    /**
     * A driver for the ComfyUI at an address. Nothing is asked of it before {@link #start} or a step.
     *
     * @param clientId the name this home goes by there
     */
    public static ComfyDriver of(Engine engine, String clientId, Claims claims, Rooms rooms, RunContext with) {
        Planner planner = new Planner(rooms.models(), with.engines(), with.listeners());
        with.engines().add(EngineState.unknown(engine.id(), engine.demo()));
        Duration fetch = with.pace().patience().fetch();
        ComfyClient client = new ComfyClient(engine.address(), ComfyClient.http(), ComfyTimeouts.USUAL.withStall(
                fetch));
        ComfyLink link = new ComfyLink(engine.address(), client, clientId,
                remaining -> with.engines().update(engine.id(), state -> state.withQueue(remaining)));
        return new ComfyDriver(new Site(engine.id(), link, new EngineHealth(engine.id(), client, planner, with
                .engines(), with.pace()), planner, new StartImages(rooms.canvas().inputs()),
                new Collector(rooms.canvas(), rooms.files(), planner, fetch), with), claims);
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
        this.slots = new Slots(this::placesChanged);
        engines().askedBy(site.engine(), this::askAgain);
    }

    private void placesChanged() {
        engines().idle(site.engine(), slots.isEmpty());
        claims.wake();
    }

    // Who asks waits for the answer, but not for a ComfyUI that is slow to give it.
    private void askAgain() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        loops.begin("lists", () -> {
            try {
                site.health().askAgain();
            } finally {
                answer.complete(null);
            }
        });
        answer.completeOnTimeout(null, LISTS.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** Begins to drive, on threads of its own, until {@link #close}. */
    public void start() {
        site.link().socket().start();
        loops.begin("health", this::watchHealth);
        loops.begin("dispatch", this::dispatchAll);
    }

    /** Asks the engine how it is, and what it offers when that is not known or old. Whether it can be used. */
    public boolean checkHealth() {
        // Another process drives it and tells how it is. What is asked here is asked anew when that one is gone.
        if (engines().isLent(site.engine())) {
            site.health().outdated();
            return false;
        }
        boolean was = site.health().online();
        boolean is = site.health().check();
        if (is && !was) {
            site.link().socket().hurry();
            claims.wake();
        }
        if (!site.health().isAnswering()) {
            loaded = Optional.empty();
        }
        return is;
    }

    /** Takes up every job that an earlier process, or a failed step, left with something inside this engine. */
    public void recover() {
        adoptAll();
        site.link().strays().sweep(site.link(), slots);
    }

    /** Starts the job whose turn it is, if this engine has room. Whether there was one. */
    public synchronized boolean dispatch() {
        boolean lent = engines().isLent(site.engine());
        if (lent || !site.health().online()) {
            slots.next().filter(next -> lent && next.holds()).ifPresent(Lease::recall);
            lapse(turn);
            turn = Optional.empty();
            return false;
        }
        // What was left behind comes first: it may be inside already, and if not, it goes before the others.
        if (claims.inDoubt().stream().anyMatch(this::concerns)) {
            return false;
        }
        if (!slots.isFree()) {
            makeWay();
            return false;
        }
        if (site.health().onTrial() && !slots.isEmpty()) {
            return false;
        }
        // Asked before the list of jobs is locked: it may have to walk the disks.
        site.planner().refresh();
        Optional<Turn> before = turn;
        turn = Optional.empty();
        Optional<Lease> lease = claims.claim(this::choose);
        lapse(before);
        turn.filter(this::lacksRoom).ifPresent(now -> engines().waits(now.job().jobId(), new Wait("alone", Map.of("a",
                site.engine()))));
        lease.ifPresent(held -> {
            loaded = Optional.of(held.job().request().model());
            turn.ifPresent(now -> now.passed().forEach(job -> engines().waits(job.jobId(), Wait.of("pass"))));
            run(held, ComfyRun::begin);
        });
        return lease.isPresent();
    }

    @Override
    public void close() {
        loops.close();
        site.link().close();
        if (loops.awaitEnd(LAST_WORDS)) {
            synchronized (this) {
                lapse(turn);
                turn = Optional.empty();
            }
        }
    }

    /** Whether nothing of it runs any more. One that waits for a disk may outlast {@link #close}. */
    boolean ended() {
        return loops.awaitEnd(Duration.ZERO);
    }

    void awaitEnd() {
        loops.awaitEnd(FOREVER);
    }

    // Never in the midst of a dispatch: between the adoption and the taking of a place another job would slip through.
    private synchronized void adoptAll() {
        for (Job job : claims.inDoubt()) {
            if (concerns(job)) {
                claims.adopt(job.jobId()).ifPresent(lease -> {
                    if (claims.isPaused()) {
                        lease.recall();
                    }
                    run(lease, ComfyRun::goOn);
                });
            }
        }
    }

    private void watchHealth() throws InterruptedException {
        while (!loops.closed()) {
            boolean online = loops.attempt("health", this::checkHealth);
            if (online || site.health().isAnswering()) {
                loops.attempt("recovery", () -> {
                    recover();
                    return true;
                });
            }
            Thread.sleep(online ? site.with().pace().health() : site.with().pace().search());
        }
    }

    private void dispatchAll() throws InterruptedException {
        while (!loops.closed()) {
            long seen = claims.moves();
            if (!loops.attempt("dispatch", this::dispatch)) {
                claims.awaitMove(seen, IDLE);
            }
        }
    }

    private Optional<JobSummary> choose(Stream<JobSummary> due) {
        turn = Turn.of(able(due), loaded, site.with().time().instant());
        // It is the first in line: nothing goes before it until there is room.
        return turn.filter(now -> !lacksRoom(now)).map(Turn::job);
    }

    private boolean lacksRoom(Turn now) {
        return now.job().needsRoom() && !slots.isEmpty();
    }

    // What was said of these because of their turn holds no longer. A run, here or elsewhere, speaks for its own job.
    private void lapse(Optional<Turn> old) {
        old.ifPresent(then -> Stream.concat(then.passed().stream(), Stream.of(then.job()))
                .filter(job -> !claims.isLeased(job.jobId())).forEach(job -> engines().waitsNoMore(job.jobId())));
    }

    // A job of ours that waits inside ComfyUI comes back when it would no longer be its turn.
    private void makeWay() {
        Optional<Lease> next = slots.next().filter(Lease::holds);
        if (next.isEmpty() || next.get().job().trail().needsRoom()) {
            return;
        }
        JobSummary inside = JobSummary.of(next.get().job());
        // What waits outside is nearer to an engine without work than what has to be withdrawn first.
        if (isFreeElsewhere(inside) && claims.peek(due -> due.filter(this::isFreeElsewhere).findFirst()).isEmpty()) {
            LOG.info("{} goes to an engine that has nothing to do", inside.jobId());
            next.get().recall();
            return;
        }
        claims.peek(due -> Turn.of(Stream.concat(able(due), Stream.of(inside)).sorted(comparing(JobSummary::place)),
                loaded, site.with().time().instant()).map(Turn::job))
                .filter(job -> !job.jobId().equals(inside.jobId())).ifPresent(job -> {
                    LOG.info("{} goes before {}", job.jobId(), inside.jobId());
                    next.get().recall();
                });
    }

    private boolean isFreeElsewhere(JobSummary job) {
        return site.planner().isFreeElsewhere(job, site.engine());
    }

    private Stream<JobSummary> able(Stream<JobSummary> due) {
        // A place behind a running job is no use to one that could run at once on another engine.
        boolean busy = !slots.isEmpty();
        return due.filter(job -> site.with().consent().mayBegin(job) && site.planner().admits(job, site.engine()))
                .filter(job -> !busy || !isFreeElsewhere(job)).limit(FIRST);
    }

    private boolean concerns(Job job) {
        boolean here = job.trail().unsettled().stream().anyMatch(sending -> sending.engine().equals(site.engine()));
        return here || job.trail().unsettled().isEmpty() && job.state() instanceof JobState.Held;
    }

    private void run(Lease lease, ComfyRun.Step step) {
        Slots.Slot slot = slots.take(lease, lease.job().trail().needsRoom());
        engines().idle(site.engine(), false);
        String jobId = lease.job().jobId();
        loops.begin("run-" + jobId, () -> {
            ComfyRun run = new ComfyRun(lease, site, slot);
            try (lease) {
                step.on(run);
            } finally {
                run.hangUp();
                slot.leave();
                engines().forget(jobId);
            }
        });
    }

    private Engines engines() {
        return site.with().engines();
    }
}

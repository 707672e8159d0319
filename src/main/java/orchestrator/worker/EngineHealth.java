package orchestrator.worker;

import orchestrator.comfyui.Catalogue;
import orchestrator.comfyui.ComfyClient;
import orchestrator.comfyui.ComfyException;
import orchestrator.comfyui.Probe;
import orchestrator.comfyui.SystemStats;
import orchestrator.engine.Availability;
import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.engine.Wait;
import orchestrator.models.Kind;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/**
 * Whether one ComfyUI can be given work: what it says of itself, and what runs on it have shown. Safe for many threads.
 */
final class EngineHealth {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final int FAILURES_IN_A_ROW = 5;
    /** Looks at it between two tries of one that takes nothing. */
    private static final int REST = 6;
    private static final List<String> FOLDERS = Arrays.stream(Kind.values()).flatMap(kind -> kind.folder().stream())
            .toList();
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final String engine;
    private final ComfyClient client;
    private final Planner planner;
    private final Engines engines;
    private final Pace pace;
    /** Prompts that ran and gave no sign of life for too long. */
    private final Set<String> stuck = ConcurrentHashMap.newKeySet();
    private volatile Optional<String> tooOld = Optional.empty();
    private volatile boolean outdated = true;
    private volatile long learnedAt;
    private volatile boolean doubtful;
    /** One question at a time; what runs has not to wait for it. */
    private final ReentrantLock asking = new ReentrantLock();
    private long askedAt = System.nanoTime() - AGAIN.toNanos();
    private volatile Optional<Path> localOutput = Optional.empty();
    private volatile long takesNothingUntil = System.nanoTime();
    private int failures;
    private long restsUntil;

    EngineHealth(String engine, ComfyClient client, Planner planner, Engines engines, Pace pace) {
        this.engine = engine;
        this.client = client;
        this.planner = planner;
        this.engines = engines;
        this.pace = pace;
    }

    /** Asks the engine how it is, and what it offers when that is not known or old. Whether it can be used. */
    boolean check() {
        return switch (client.probe()) {
            case Probe.Reachable(SystemStats stats) -> {
                engines.update(engine, state -> state.with(stats));
                if (doubtful) {
                    askAgain();
                }
                yield !takesNothing() && (isFresh() || learn(stats)) && judge(stats);
            }
            case Probe.NotComfy(int status, String what) -> offline("other", Map.of("status", status, "what", what));
            case Probe.Unreachable(var trouble) -> {
                // Whatever stuck there is gone with its process, or will be seen again.
                stuck.clear();
                yield offline("unreachable", Map.of("why", trouble.kind().name()));
            }
        };
    }

    /** Its output folder, when that is on this machine. */
    Optional<Path> localOutput() {
        return localOutput;
    }

    boolean online() {
        return engines.get(engine).map(EngineState::online).orElse(false);
    }

    /** Whether it can be asked, even if nothing new is to be sent there. */
    boolean isAnswering() {
        return engines.get(engine).map(state -> !isAway(state)).orElse(false);
    }

    /** It cannot be used, as a request has just shown. */
    boolean offline(String code, Map<String, Object> args) {
        Map<String, Object> all = new HashMap<>(args);
        all.put("a", engine);
        Availability now = new Availability.Offline(code, Map.copyOf(all));
        // One that was let go of has no state, and nobody to tell.
        if (engines.get(engine).filter(state -> !state.availability().equals(now)).isPresent()) {
            LOG.warn("ComfyUI at {} cannot be used: {} {}", engine, code, args);
            engines.update(engine, state -> state.with(now));
        }
        return false;
    }

    /** It answers, but takes no work until its owner mends something. It is tried again after a while. */
    void takesNothing(String code, Map<String, Object> args) {
        takesNothingUntil = System.nanoTime() + pace.health().multipliedBy(REST).toNanos();
        offline(code, args);
    }

    /** Its lists are to be asked for again: it refused what they offered. */
    void outdated() {
        outdated = true;
    }

    /**
     * Its lists may have grown: they are asked for, and everything else only when they did. Whoever asks right after
     * somebody else is answered with the next look.
     */
    void askAgain() {
        asking.lock();
        try {
            doubtful = System.nanoTime() - askedAt < AGAIN.toNanos();
            if (!doubtful) {
                compareLists();
                askedAt = System.nanoTime();
            }
        } finally {
            asking.unlock();
        }
    }

    /** A prompt gives no sign of life. Until it is gone, nothing else is sent there. */
    void stuck(String promptId) {
        if (stuck.add(promptId)) {
            LOG.error("ComfyUI at {} is stuck: no sign of life of {}", engine, promptId);
            offline("stuck", Map.of());
        }
    }

    void moving(String promptId) {
        if (stuck.remove(promptId) && stuck.isEmpty()) {
            // The next check lets work in again.
            LOG.info("ComfyUI at {} is no longer stuck", engine);
        }
    }

    /** It ignores the ids we choose, so that nothing sent there could be found again. */
    void tooOld() {
        tooOld = Optional.of(engines.get(engine).flatMap(EngineState::stats).map(SystemStats::version).orElse(""));
        offline("old", Map.of("version", tooOld.get()));
    }

    /** Its own disk has no room for results. */
    void diskFull() {
        engines.update(engine, state -> state.withWarning(Optional.of(new Wait("disk", Map.of("a", engine)))));
    }

    /** A run ended well. */
    synchronized void succeeded() {
        failures = 0;
        restsUntil = 0;
        engines.update(engine, state -> state.withWarning(Optional.empty()));
    }

    /** A run failed in a way that may be the engine's fault. */
    synchronized void failed() {
        failures++;
        if (failures >= FAILURES_IN_A_ROW && othersCanWork()) {
            restsUntil = System.nanoTime() + pace.patience().rest().toNanos();
            LOG.warn("ComfyUI at {} failed {} times in a row and rests; the others go on", engine, failures);
            offline("failing", Map.of());
        }
    }

    /** It failed so often that one job at a time is all it gets until one ends well. */
    synchronized boolean onTrial() {
        return failures >= FAILURES_IN_A_ROW && othersCanWork();
    }

    private synchronized boolean isResting() {
        return onTrial() && System.nanoTime() - restsUntil < 0;
    }

    private boolean takesNothing() {
        return System.nanoTime() - takesNothingUntil < 0;
    }

    private boolean othersCanWork() {
        return engines.all().stream().anyMatch(other -> !other.id().equals(engine) && other.online());
    }

    private boolean judge(SystemStats stats) {
        if (tooOld.filter(stats.version()::equals).isPresent()) {
            return offline("old", Map.of("version", stats.version()));
        }
        if (!stuck.isEmpty()) {
            return offline("stuck", Map.of());
        }
        if (isResting()) {
            return offline("failing", Map.of());
        }
        if (!online()) {
            engines.update(engine, state -> state.with(new Availability.Online()));
            LOG.info("ComfyUI at {} is there, version {}", engine, stats.version());
        }
        return true;
    }

    // One that was away may have come back with other models.
    private boolean isFresh() {
        return !outdated && engines.get(engine).map(state -> !isAway(state)).orElse(false)
                && System.nanoTime() - learnedAt < pace.catalogue().toNanos();
    }

    private static boolean isAway(EngineState state) {
        return switch (state.availability()) {
            case Availability.Unknown _ -> true;
            case Availability.Online _ -> false;
            case Availability.Offline(String code, var _) -> !code.equals("failing") && !code.equals("stuck");
        };
    }

    private void compareLists() {
        try {
            if (!engines.get(engine).map(EngineState::models).equals(Optional.of(lists()))) {
                outdated = true;
                engines.get(engine).flatMap(EngineState::stats).ifPresent(this::learn);
            }
        } catch (ComfyException busy) {
            LOG.debug("{} does not tell its models now: {}", engine, busy.toString());
            doubtful = true;
        }
    }

    // A fault here is no empty list: with one, every job would seem to lack its model.
    private Map<String, List<String>> lists() {
        return FOLDERS.stream().collect(toMap(identity(), client::models));
    }

    // What it offered a moment ago is better than nothing, and asking again at once would hold it up.
    private boolean staysAsItWas(ComfyException failure) {
        LOG.warn("ComfyUI at {} does not tell anew what it offers: {}", engine, failure.getMessage());
        learnedAt = System.nanoTime();
        return true;
    }

    private boolean learn(SystemStats stats) {
        asking.lock();
        boolean was = outdated;
        // Whoever finds it outdated from now on means what is being learned.
        outdated = false;
        try {
            if (!client.listsModels()) {
                outdated |= was;
                return offline("old", Map.of("version", stats.version()));
            }
            localOutput = LocalOutput.of(client, stats);
            planner.folders(engine, LocalModels.of(client));
            Catalogue catalogue = client.catalogue();
            Map<String, List<String>> models = lists();
            boolean news = engines.get(engine).map(state -> !state.catalogue().equals(Optional.of(catalogue))
                    || !state.models().equals(models)).orElse(true);
            planner.learn(engine, models);
            engines.update(engine, state -> state.with(catalogue, models));
            if (news) {
                engines.judgeAnew(engine);
            }
            learnedAt = System.nanoTime();
            return true;
        } catch (ComfyException failure) {
            outdated |= was;
            return isAnswering() ? staysAsItWas(failure) : offline("starting", Map.of());
        } finally {
            asking.unlock();
        }
    }
}

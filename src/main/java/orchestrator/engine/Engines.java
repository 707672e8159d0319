package orchestrator.engine;

import orchestrator.event.Event;
import orchestrator.event.Progress;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

/**
 * What is known now of each engine and of the runs on them. Workers write it, the page reads it; nothing of it but the
 * learned times is kept on disk.
 */
public final class Engines {

    private final Map<String, EngineState> states = new ConcurrentSkipListMap<>();
    private final Map<String, Progress> progress = new ConcurrentHashMap<>();
    private final Map<String, Preview> previews = new ConcurrentHashMap<>();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Map<String, Wait> waits = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Verdict>> verdicts = new ConcurrentHashMap<>();
    private final LearnedTimes times = new LearnedTimes();
    private final Map<String, Driver> drivers = new ConcurrentHashMap<>();
    private final Map<String, Runnable> askers = new ConcurrentHashMap<>();
    private final Consumer<Event> listeners;

    /** @param listeners are told of each change; they must not wait */
    public Engines(Consumer<Event> listeners) {
        this.listeners = listeners;
    }

    /** How long things take on each engine. */
    public LearnedTimes times() {
        return times;
    }

    public List<EngineState> all() {
        return List.copyOf(states.values());
    }

    public Optional<EngineState> get(String id) {
        return Optional.ofNullable(states.get(id));
    }

    /** Whether some engine has ever told what it offers. */
    public boolean anyKnown() {
        return states.values().stream().anyMatch(EngineState::known);
    }

    public void add(EngineState state) {
        states.put(state.id(), state);
    }

    /** Forgets an engine that is no longer driven, and what it found of jobs. */
    public void remove(String id) {
        askers.remove(id);
        busy.remove(id);
        if (states.remove(id) != null) {
            judgeAnew(id);
            listeners.accept(new Event.EngineChanged(Optional.of(id)));
        }
    }

    /** How an engine is asked again what it offers; returns when it has answered, or takes too long to. */
    public void askedBy(String id, Runnable asker) {
        askers.put(id, asker);
    }

    /** Asks those that can be used what they offer now, because somebody named what none is known to have. */
    public void askAgain() {
        all().stream().filter(EngineState::online).map(state -> askers.get(state.id())).filter(Objects::nonNull)
                .forEach(Runnable::run);
    }

    /** Changes what is known of an engine, and tells when it differs. */
    public void update(String id, UnaryOperator<EngineState> change) {
        EngineState before = states.get(id);
        EngineState after = states.computeIfPresent(id, (_, state) -> change.apply(state));
        if (after != null && !after.equals(before)) {
            listeners.accept(new Event.EngineChanged(Optional.of(id)));
        }
    }

    /** Whether none of our jobs has a place in an engine. */
    public void idle(String id, boolean is) {
        if (is) {
            busy.remove(id);
        } else {
            busy.add(id);
        }
    }

    /** Whether an engine can be used and, as far as it has told, has nothing to do: for us, or for its owner. */
    public boolean isIdle(String id) {
        return !busy.contains(id) && get(id).filter(state -> state.online() && state.queue() == 0).isPresent();
    }

    /** The worker process that drives an engine, or did last; empty for one that only we have driven. */
    public Optional<Driver> driver(String id) {
        return Optional.ofNullable(drivers.get(id));
    }

    /** Whether a worker process drives that engine now, so that we stand aside. */
    public boolean isLent(String id) {
        return driver(id).filter(Driver::here).isPresent();
    }

    /** A worker process drives that engine. */
    public void lend(String id, Driver driver) {
        boolean was = isLent(id);
        drivers.put(id, driver);
        if (!was) {
            listeners.accept(new Event.EngineChanged(Optional.of(id)));
        }
    }

    /** The worker process that drove it is gone. */
    public void takeBack(String id) {
        drivers.computeIfPresent(id, (_, driver) -> driver.gone());
        listeners.accept(new Event.EngineChanged(Optional.of(id)));
    }

    public Optional<Progress> progress(String jobId) {
        return Optional.ofNullable(progress.get(jobId));
    }

    /** How far a run has come. It never goes back within an attempt: a lower percentage is lifted to the last one. */
    public void progressed(String jobId, Progress reading) {
        Progress told = progress.merge(jobId, reading, (before, now) -> now.atLeast(before.percent()));
        listeners.accept(new Event.Progressed(jobId, told));
    }

    public Optional<Preview> preview(String jobId) {
        return Optional.ofNullable(previews.get(jobId));
    }

    public void previewed(String jobId, byte[] image, String mime) {
        Preview now = previews.merge(jobId, new Preview(1, image, mime),
                (before, next) -> new Preview(before.version() + 1, next.image(), next.mime()));
        listeners.accept(new Event.Previewed(jobId, now.version()));
    }

    /**
     * Where a job could run.
     *
     * @param havers the engines that list its model
     */
    public Placement place(String jobId, long rev, Set<String> havers) {
        List<Verdict> against = verdicts.getOrDefault(jobId, Map.of()).values().stream()
                .filter(verdict -> verdict.rev() == rev).toList();
        List<EngineState> able = states.values().stream()
                .filter(state -> havers.contains(state.id()) || !state.known())
                .filter(state -> against.stream().noneMatch(verdict -> verdict.engine().equals(state.id()))).toList();
        Set<String> open = able.stream().filter(EngineState::online).map(EngineState::id).collect(toSet());
        if (!open.isEmpty()) {
            return new Placement.Open(open);
        }
        return able.stream().findFirst().<Placement>map(state -> new Placement.OutOfReach(state.id()))
                .orElseGet(() -> new Placement.Nowhere(against));
    }

    /**
     * Whether this engine is to take the job: it could run it, or nobody could and everybody was asked, so that it can
     * be said. Where an attempt has failed, another engine gets the next one if there is one.
     *
     * @param havers   the engines that list its model
     * @param failedOn the engine that its last attempt failed on
     */
    public boolean admits(String jobId, long rev, Set<String> havers, Optional<String> failedOn, String engine) {
        return switch (place(jobId, rev, havers)) {
            case Placement.Open(Set<String> able) ->
                able.contains(engine) && (able.size() == 1 || !failedOn.equals(Optional.of(engine)));
            case Placement.OutOfReach _ -> false;
            case Placement.Nowhere _ -> true;
        };
    }

    /**
     * Whether another engine that could run the job has nothing to do.
     *
     * @param havers   the engines that list its model
     * @param failedOn the engine that its last attempt failed on
     */
    public boolean isFreeElsewhere(String jobId, long rev, Set<String> havers, Optional<String> failedOn,
            String engine) {
        return place(jobId, rev, havers) instanceof Placement.Open(Set<String> able)
                && able.stream().filter(other -> !other.equals(engine) && !failedOn.equals(Optional.of(other)))
                        .anyMatch(this::isIdle);
    }

    /**
     * This engine has looked at a job and cannot run it.
     *
     * @param before the revision before the look: what other engines found of that one holds on
     */
    public void judged(String jobId, long before, Verdict verdict) {
        verdicts.compute(jobId, (_, known) -> {
            Map<String, Verdict> all = new HashMap<>();
            (known == null ? Map.<String, Verdict>of() : known).values().stream().filter(old -> old.rev() == before)
                    .forEach(old -> all.put(old.engine(), new Verdict(old.engine(), verdict.rev(), old.error())));
            all.put(verdict.engine(), verdict);
            return Map.copyOf(all);
        });
    }

    /** What an engine offers has changed: it may be able to run now what it could not. */
    public void judgeAnew(String engine) {
        verdicts.replaceAll((_, known) -> known.values().stream().filter(verdict -> !verdict.engine().equals(engine))
                .collect(toMap(Verdict::engine, identity())));
        verdicts.values().removeIf(Map::isEmpty);
    }

    /** Why a job waits that an engine has or had; empty when nothing is known to hold it. */
    public Optional<Wait> wait(String jobId) {
        return Optional.ofNullable(waits.get(jobId));
    }

    public void waits(String jobId, Wait reason) {
        waits.put(jobId, reason);
    }

    public void waitsNoMore(String jobId) {
        waits.remove(jobId);
    }

    /** A new attempt begins, or the run is over. */
    public void forget(String jobId) {
        progress.remove(jobId);
        previews.remove(jobId);
        waits.remove(jobId);
    }

    /** Nothing will be asked about the job any more. */
    public void settled(String jobId) {
        verdicts.remove(jobId);
    }
}

package orchestrator.engine;

import orchestrator.comfyui.Experience;
import orchestrator.comfyui.NodeTimes;
import orchestrator.comfyui.Spread;
import orchestrator.job.JobRequest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long nodes and whole runs took on each engine, so that the next like one can be foretold. Of each kind the newest
 * {@link #SAMPLES} count, which follow a change of the machine and leave a single odd one out; kinds neither learned nor
 * asked for go first when there are more than {@link #KINDS}. Safe for many threads.
 */
public final class LearnedTimes {

    static final int SAMPLES = 20;
    static final int KINDS = 4_000;

    // Longer is no run but a machine that slept, or a file that somebody wrote.
    private static final double LONGEST = Duration.ofDays(7).toSeconds();

    private final Map<String, Kind> kinds = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kind> eldest) {
            return size() > KINDS;
        }
    };
    private volatile Runnable listener = () -> {};

    /** Like things. @param seconds oldest first */
    private record Kind(List<Double> seconds, Spread spread) {}

    /** @param whenLearned called after each run, on its thread */
    public void onLearned(Runnable whenLearned) {
        listener = whenLearned;
    }

    /** Takes what a run on an engine measured. */
    public void learn(String engine, JobRequest request, NodeTimes.Measured run) {
        synchronized (this) {
            run.byKey().forEach((key, seconds) -> add(engine + " node " + key, seconds));
            add(lead(engine, request.model(), run.cold()), List.of(run.lead()));
            add(work(engine, request.likeness()), List.of(run.total() - run.lead()));
        }
        listener.run();
    }

    /** What is known of the nodes on an engine. */
    public Experience of(String engine) {
        return key -> spread(engine + " node " + key);
    }

    /**
     * Seconds a whole run takes on an engine; empty when no like one is known.
     *
     * @param likeness of the request
     * @param cold     whether its model has to be loaded first
     */
    public Optional<Double> run(String engine, String model, String likeness, boolean cold) {
        Optional<Double> lead = spread(lead(engine, model, cold)).map(Spread::median)
                .or(() -> cold ? Optional.empty() : Optional.of(0.0));
        return spread(work(engine, likeness)).flatMap(work -> lead.map(seconds -> seconds + work.median()));
    }

    /** All there is to keep: seconds by kind, what was used least recently first. */
    public synchronized Map<String, List<Double>> all() {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        kinds.forEach((name, kind) -> all.put(name, kind.seconds()));
        return all;
    }

    /** Takes what was kept; of what cannot be a time, nothing. */
    public synchronized void restore(Map<String, List<Double>> kept) {
        kept.forEach(this::add);
    }

    private synchronized Optional<Spread> spread(String name) {
        return Optional.ofNullable(kinds.get(name)).map(Kind::spread);
    }

    private void add(String name, List<Double> more) {
        Kind known = kinds.get(name);
        List<Double> seconds = new ArrayList<>(known == null ? List.of() : known.seconds());
        more.stream().filter(value -> value != null && value >= 0 && value <= LONGEST)
                .map(value -> Math.round(value * 1000) / 1000.0).forEach(seconds::add);
        if (!seconds.isEmpty()) {
            List<Double> newest = List.copyOf(seconds.subList(Math.max(0, seconds.size() - SAMPLES), seconds.size()));
            kinds.put(name, new Kind(newest, Spread.of(newest)));
        }
    }

    private static String lead(String engine, String model, boolean cold) {
        return engine + " lead " + model + (cold ? " cold" : " warm");
    }

    private static String work(String engine, String likeness) {
        return engine + " work " + likeness;
    }
}

package orchestrator.comfyui;

import orchestrator.comfyui.ComfyMessage.NodeState;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The progress of one whole graph as one percentage, out of the messages of its prompt (protocol 3). It never goes
 * back and never says 100, which is for the caller who holds the files. Belongs to one thread.
 */
public final class GraphProgress {
    private static final Duration QUIET = Duration.ofMillis(200);

    private final Graph graph;
    private final Set<String> outputs;
    private final String promptId;
    private final Experience experience;
    private final InstantSource clock;

    /** Part done of each node, 0 to 1. */
    private final Map<String, Double> done = new HashMap<>();
    private final Set<String> cached = new HashSet<>();
    private final SamplerPace pace = new SamplerPace();
    private Set<String> needed;
    private Forecast forecast;
    private Optional<Instant> started = Optional.empty();
    private Optional<String> running = Optional.empty();
    private Instant runningSince = Instant.EPOCH;
    private int step;
    private int steps;
    private boolean sampled;
    private double calibration = 1;
    private double percent;
    private Optional<Reading> told = Optional.empty();
    private Instant toldAt = Instant.EPOCH;

    /**
     * @param percent
     *            0 to 99
     * @param step
     *            finished steps of the node that counts steps, 0 of 0 when none does
     * @param left
     *            empty while it would be a guess
     * @param late
     *            whether it takes longer than nine of ten like runs did
     */
    public record Reading(int percent, Stage stage, int step, int steps, Optional<TimeLeft> left, boolean late) {}

    /**
     * @param outputs
     *            the nodes the prompt is for; none means all that nothing else takes from
     * @param experience
     *            of the ComfyUI it runs on
     */
    public GraphProgress(Graph graph, Collection<String> outputs, String promptId, Experience experience,
            InstantSource clock) {
        this.graph = graph;
        this.outputs = outputs.isEmpty() ? graph.sinks() : Set.copyOf(outputs);
        this.promptId = promptId;
        this.experience = experience;
        this.clock = clock;
        this.needed = graph.needed(this.outputs, cached);
        this.forecast = new Forecast(graph, needed, experience);
    }

    /**
     * Takes a message; those of other prompts change nothing.
     *
     * @return what to tell, when it differs from what was told: a new stage at once, ticks at most every 200 ms
     */
    public Optional<Reading> accept(ComfyMessage message) {
        if (!message.prompt().equals(Optional.of(promptId)))
            return Optional.empty();
        switch (message) {
            case ComfyMessage.ExecutionCached m -> cache(m.nodes());
            case ComfyMessage.Executing m -> m.node().ifPresentOrElse(this::begin, this::end);
            case ComfyMessage.Progress m -> m.node().ifPresent(node -> tick(node, m.value(), m.max()));
            case ComfyMessage.ProgressState m -> m.nodes().forEach(this::state);
            case ComfyMessage.Executed m -> finish(m.node());
            case ComfyMessage.ExecutionSuccess _ -> end();
            case ComfyMessage.ExecutionStart _ -> {
                started = Optional.of(clock.instant());
                return Optional.empty();
            }
            case ComfyMessage.ExecutionError _,ComfyMessage.ExecutionInterrupted _,ComfyMessage.Preview _,ComfyMessage.Status _,ComfyMessage.Greeting _,ComfyMessage.FeatureFlags _,ComfyMessage.Other _ -> {
                return Optional.empty();
            }
        }
        return worthTelling();
    }

    /** Where it stands now: nodes without ticks move on by the clock, so asking again later can bring more. */
    public Reading reading() {
        percent = Math.min(99, Math.max(percent, 100 * share()));
        return new Reading((int) percent, stage(), step, steps, left(), isLate());
    }

    /** What to tell after a while without messages; nothing before the first one. */
    public Optional<Reading> meanwhile() {
        return told.isEmpty() ? Optional.empty() : worthTelling();
    }

    /** How long the node that runs took in earlier runs; empty where nothing is known of it. */
    public Optional<Duration> expectedOfRunningNode() {
        return running.filter(graph.nodes()::containsKey).flatMap(forecast::earlier)
                .map(spread -> TimeLeft.duration(spread.median()));
    }

    private void cache(Collection<String> nodes) {
        cached.addAll(nodes);
        needed = graph.needed(outputs, cached);
        forecast = new Forecast(graph, needed, experience);
    }

    private void begin(String node) {
        var id = graph.grownFrom(node);
        if (running.equals(Optional.of(id)))
            return;
        running.ifPresent(this::finish);
        // The run before may have taught something since this one was sent.
        forecast = new Forecast(graph, needed, experience);
        running = Optional.of(id);
        runningSince = clock.instant();
        step = 0;
        steps = 0;
        finishAncestors(id);
        sampled |= graph.ancestors(id).stream().anyMatch(this::isSampler);
    }

    private void tick(String node, double value, double max) {
        begin(node);
        var id = graph.grownFrom(node);
        if (max <= 0 || !(value >= 0))
            return;
        done.merge(id, Math.min(1, value / max), Math::max);
        // 0 of 1 is how a node begins that counts no steps.
        if (max > 1) {
            step = (int) Math.min(value, max);
            steps = (int) max;
            pace.tick(id, value, clock.instant());
            if (isSampler(id))
                calibrate(id, max);
        }
    }

    private void state(String id, NodeState state) {
        var node = graph.nodes().containsKey(id) ? id : state.realNode();
        if (!graph.nodes().containsKey(node))
            return;
        if (!state.finished())
            tick(node, state.value(), state.max());
        else if (node.equals(id))
            finish(node);
    }

    /** What is finished, or runs, has all that it is made from; after an adoption nothing else tells of those. */
    private void finish(String node) {
        done.put(node, 1.0);
        finishAncestors(node);
    }

    private void finishAncestors(String node) {
        graph.ancestors(node).forEach(ancestor -> done.put(ancestor, 1.0));
    }

    private void end() {
        needed.forEach(id -> done.put(id, 1.0));
        percent = 99;
    }

    /** How much slower this machine is than the usual proportions say. */
    private void calibrate(String sampler, double max) {
        pace.secondsPerStep(sampler).ifPresent(seconds -> calibration = Math.clamp(
                seconds * max / Weights.usual(graph, sampler), 0.02, 50));
    }

    private double calibration() {
        return forecast.learned() ? 1 : calibration;
    }

    private double share() {
        double all = needed.stream().mapToDouble(forecast::weight).sum();
        return all == 0 ? 1 : needed.stream().mapToDouble(id -> forecast.weight(id) * part(id)).sum() / all;
    }

    /** Of a sampler that runs, the loading before its first step goes by the clock, like a node without steps. */
    private double part(String id) {
        double known = done.getOrDefault(id, 0.0);
        if (known == 1 || !running.equals(Optional.of(id)))
            return known;
        double lead = isSampler(id) ? Math.min(1, forecast.lead(id)) : known > 0 ? 0 : 1;
        double byClock = Math.min(0.9 * lead, elapsed() / (forecast.weight(id) * calibration()));
        return known > 0 ? lead + (1 - lead) * known : byClock;
    }

    private Stage stage() {
        return running.map(id -> Stage.of(graph, id, sampled)).orElse(Stage.LOADING);
    }

    private Optional<TimeLeft> left() {
        var rest = needed.stream().filter(id -> !running.equals(Optional.of(id)))
                .map(id -> forecast.of(id).times(calibration() * (1 - done.getOrDefault(id, 0.0))))
                .reduce(Spread.NONE, Spread::plus);
        boolean samplersDone = sampled && needed.stream().filter(this::isSampler).allMatch(id -> part(id) == 1);
        if (!forecast.learned() && !samplersDone && running.flatMap(pace::secondsPerStep).isEmpty())
            return Optional.empty();
        var left = rest.plus(running.map(this::leftOf).orElse(Spread.NONE));
        return Optional.of(forecast.learned() ? TimeLeft.within(left) : TimeLeft.about(left.median()));
    }

    private Spread leftOf(String id) {
        var whole = forecast.of(id).times(calibration());
        var live = pace.secondsPerStep(id);
        var earlier = forecast.step(id);
        var step = earlier.flatMap(known -> live.map(seconds -> known.towards(seconds, this.step - 1)))
                .or(() -> earlier).or(() -> live.map(Spread::guess));
        if (step.isEmpty())
            return whole.after(elapsed());
        if (this.step > 0)
            return step.get().times(steps - this.step).after(Stint.between(pace.at(), clock.instant()));
        // However long loading takes, the steps are still to come.
        return whole.after(elapsed()).atLeast(step.get().times(Weights.steps(graph, id) - 1));
    }

    private boolean isLate() {
        return forecast.learned() && started
                .filter(at -> Stint.between(at, clock.instant()) > forecast.sum().late()).isPresent();
    }

    private Optional<Reading> worthTelling() {
        var now = clock.instant();
        var reading = reading();
        boolean news = told.map(last -> last.stage() != reading.stage()
                || Duration.between(toldAt, now).compareTo(QUIET) >= 0 && !last.equals(reading)).orElse(true);
        if (!news)
            return Optional.empty();
        told = Optional.of(reading);
        toldAt = now;
        return told;
    }

    private double elapsed() {
        return Stint.between(runningSince, clock.instant());
    }

    private boolean isSampler(String id) {
        return graph.node(id).map(node -> Stage.isSampler(node.classType())).orElse(false);
    }
}

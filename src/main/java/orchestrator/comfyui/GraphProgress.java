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
    private final boolean learned;
    private final InstantSource clock;
    private final Map<String, Double> weights = new HashMap<>();

    /** Part done of each node, 0 to 1. */
    private final Map<String, Double> done = new HashMap<>();
    private final Set<String> cached = new HashSet<>();
    private final SamplerPace pace = new SamplerPace();
    private Set<String> needed;
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
     * @param eta
     *            time left; empty while it would be a guess
     */
    public record Reading(int percent, Stage stage, int step, int steps, Optional<Duration> eta) {}

    /**
     * @param outputs
     *            the nodes the prompt is for; none means all that nothing else takes from
     */
    public GraphProgress(Graph graph, Collection<String> outputs, String promptId, Weights weights,
            InstantSource clock) {
        this.graph = graph;
        this.outputs = outputs.isEmpty() ? graph.sinks() : Set.copyOf(outputs);
        this.promptId = promptId;
        this.learned = weights.learned();
        this.clock = clock;
        graph.nodes().keySet().forEach(id -> this.weights.put(id, weights.seconds(graph, id)));
        this.needed = graph.needed(this.outputs, cached);
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
            case ComfyMessage.ExecutionStart _,ComfyMessage.ExecutionError _,ComfyMessage.ExecutionInterrupted _,ComfyMessage.Preview _,ComfyMessage.Status _,ComfyMessage.Greeting _,ComfyMessage.FeatureFlags _,ComfyMessage.Other _ -> {
                return Optional.empty();
            }
        }
        return worthTelling();
    }

    /** Where it stands now: nodes without ticks move on by the clock, so asking again later can bring more. */
    public Reading reading() {
        percent = Math.min(99, Math.max(percent, 100 * share()));
        return new Reading((int) percent, stage(), step, steps, eta());
    }

    private void cache(Collection<String> nodes) {
        cached.addAll(nodes);
        needed = graph.needed(outputs, cached);
    }

    private void begin(String node) {
        var id = known(node);
        if (running.equals(Optional.of(id)))
            return;
        running.ifPresent(this::finish);
        running = Optional.of(id);
        runningSince = clock.instant();
        step = 0;
        steps = 0;
        finishAncestors(id);
        sampled |= graph.ancestors(id).stream().anyMatch(this::isSampler);
    }

    private void tick(String node, double value, double max) {
        begin(node);
        var id = known(node);
        if (max <= 0 || !(value >= 0))
            return;
        done.merge(id, Math.min(1, value / max), Math::max);
        // 0 of 1 is how a node begins that counts no steps.
        if (max > 1) {
            step = (int) value;
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

    /** How much slower this machine is than the weights say; learned weights are this machine's own. */
    private void calibrate(String sampler, double max) {
        if (!learned)
            pace.secondsPerStep(sampler).ifPresent(seconds -> calibration = Math.clamp(
                    seconds * max / weight(sampler), 0.02, 50));
    }

    private double share() {
        double all = needed.stream().mapToDouble(this::weight).sum();
        return all == 0 ? 1 : needed.stream().mapToDouble(id -> weight(id) * part(id)).sum() / all;
    }

    private double weight(String id) {
        return weights.get(id);
    }

    private double part(String id) {
        double known = done.getOrDefault(id, 0.0);
        if (known > 0 || isSampler(id) || !running.equals(Optional.of(id)))
            return known;
        return Math.min(0.9, elapsed() / (weight(id) * calibration));
    }

    private Stage stage() {
        return running.map(id -> Stage.of(graph, id, sampled)).orElse(Stage.LOADING);
    }

    private Optional<Duration> eta() {
        double rest = needed.stream().filter(id -> !running.equals(Optional.of(id)))
                .mapToDouble(id -> weight(id) * calibration * (1 - done.getOrDefault(id, 0.0))).sum();
        var pacing = running.flatMap(pace::secondsPerStep);
        if (pacing.isPresent()) {
            double sinceTick = Duration.between(pace.at(), clock.instant()).toNanos() / 1e9;
            return Optional.of(seconds(Math.max(0, (steps - step) * pacing.get() - sinceTick) + rest));
        }
        boolean samplersDone = sampled && needed.stream().filter(this::isSampler).allMatch(id -> part(id) == 1);
        if (!samplersDone && !learned)
            return Optional.empty();
        double current = running.map(id -> Math.max(0, weight(id) * calibration - elapsed())).orElse(0.0);
        return Optional.of(seconds(current + rest));
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
        return Duration.between(runningSince, clock.instant()).toNanos() / 1e9;
    }

    private boolean isSampler(String id) {
        return graph.node(id).map(node -> Stage.isSampler(node.classType())).orElse(false);
    }

    /** A node that grew inside another while it ran is called {@code parent.0.0.1}: it counts as its parent. */
    private String known(String node) {
        var id = node;
        while (!graph.nodes().containsKey(id) && id.contains("."))
            id = id.substring(0, id.lastIndexOf('.'));
        return id;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000));
    }
}

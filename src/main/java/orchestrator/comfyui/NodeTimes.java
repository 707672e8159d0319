package orchestrator.comfyui;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures one run by the messages of its prompt and our own clock (protocol 3.3). A run of which anything was missed, the
 * beginning or a node in the middle, measures nothing: a gap cannot be told from a slow node. Belongs to one thread.
 */
public final class NodeTimes {
    private final Graph graph;
    private final Set<String> outputs;
    private final String promptId;
    private final InstantSource clock;
    private final Map<String, Stint> stints = new LinkedHashMap<>();
    private Set<String> needed;
    private Optional<Instant> started = Optional.empty();
    private Optional<Stint> running = Optional.empty();

    /**
     * @param byKey
     *            seconds by {@link NodeKey}
     * @param cold
     *            whether a model had to be read from disk
     * @param lead
     *            seconds until the first sampler had its pace: mostly loading
     * @param total
     *            seconds from the beginning to the end
     */
    public record Measured(Map<String, List<Double>> byKey, boolean cold, double lead, double total) {}

    /**
     * @param outputs
     *            the nodes the prompt is for
     */
    public NodeTimes(Graph graph, Collection<String> outputs, String promptId, InstantSource clock) {
        this.graph = graph;
        this.outputs = Set.copyOf(outputs);
        this.promptId = promptId;
        this.clock = clock;
        this.needed = graph.needed(this.outputs, Set.of());
    }

    /**
     * Takes a message; those of other prompts change nothing.
     *
     * @return what was measured, once, when the run has succeeded
     */
    public Optional<Measured> accept(ComfyMessage message) {
        if (!message.prompt().equals(Optional.of(promptId)))
            return Optional.empty();
        switch (message) {
            case ComfyMessage.ExecutionStart _ -> started = Optional.of(clock.instant());
            case ComfyMessage.ExecutionCached m -> needed = graph.needed(outputs, m.nodes());
            case ComfyMessage.Executing m -> m.node().ifPresent(this::begin);
            case ComfyMessage.Progress m -> m.node().ifPresent(node -> tick(node, m.value(), m.max()));
            case ComfyMessage.ProgressState m -> m.nodes().forEach((id, state) -> {
                if (!state.finished())
                    tick(id, state.value(), state.max());
            });
            case ComfyMessage.ExecutionSuccess _ -> {
                return end();
            }
            case ComfyMessage.Executed _,ComfyMessage.ExecutionError _,ComfyMessage.ExecutionInterrupted _,ComfyMessage.Preview _,ComfyMessage.Status _,ComfyMessage.Greeting _,ComfyMessage.FeatureFlags _,ComfyMessage.Other _ ->
                {}
        }
        return Optional.empty();
    }

    private void begin(String node) {
        var id = graph.grownFrom(node);
        var known = Optional.ofNullable(stints.get(id));
        if (known.isPresent() && known.equals(running))
            return;
        var now = clock.instant();
        running.ifPresent(stint -> stint.end(now));
        running = Optional.of(stints.computeIfAbsent(id, _ -> new Stint(now)));
    }

    private void tick(String node, double value, double max) {
        var stint = stints.get(graph.grownFrom(node));
        if (stint != null)
            stint.tick(value, max, clock.instant());
    }

    private Optional<Measured> end() {
        var now = clock.instant();
        running.ifPresent(stint -> stint.end(now));
        // A clock that was set back meanwhile measures nothing either.
        boolean whole = started.isPresent() && !needed.isEmpty() && stints.keySet().containsAll(needed)
                && !now.isBefore(started.get()) && stints.values().stream().allMatch(stint -> stint.seconds() >= 0);
        if (!whole)
            return Optional.empty();
        var byKey = new HashMap<String, List<Double>>();
        needed.forEach(id -> measure(id, stints.get(id), byKey));
        double total = Stint.between(started.get(), now);
        double lead = samplers().findFirst().map(id -> Stint.between(started.get(), stints.get(id).atPace()))
                .orElse(0.0);
        boolean cold = needed.stream().anyMatch(id -> NodeKey.isCold(graph, id, needed));
        started = Optional.empty();
        return Optional.of(new Measured(byKey, cold, Math.clamp(lead, 0, total), total));
    }

    private void measure(String id, Stint stint, Map<String, List<Double>> byKey) {
        if (!isSampler(id)) {
            add(byKey, NodeKey.of(graph, id, needed), stint.seconds());
        } else if (stint.step().isPresent()) {
            add(byKey, NodeKey.step(graph, id), stint.step().getAsDouble());
            add(byKey, NodeKey.lead(graph, id, needed), stint.beside().getAsDouble());
        } else if (Weights.steps(graph, id) == 1 && !NodeKey.isCold(graph, id, needed)) {
            // Its only step cannot be told from loading, unless there was nothing to load.
            add(byKey, NodeKey.step(graph, id), stint.seconds());
        }
    }

    private Stream<String> samplers() {
        return stints.keySet().stream().filter(needed::contains).filter(this::isSampler);
    }

    private boolean isSampler(String id) {
        return Stage.isSampler(graph.nodes().get(id).classType());
    }

    private static void add(Map<String, List<Double>> byKey, String key, double seconds) {
        byKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(seconds);
    }
}

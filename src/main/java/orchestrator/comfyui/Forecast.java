package orchestrator.comfyui;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How long each node of a graph that has to run will take: by earlier runs when they tell of nearly all of it, else in
 * the usual proportions, which are no seconds.
 */
final class Forecast {
    private static final double NEARLY_ALL = 0.9;
    private static final double LEAST = 0.001;

    private final Graph graph;
    private final Set<String> running;
    private final Experience experience;
    private final Map<String, Spread> seconds = new HashMap<>();
    private final boolean learned;

    /**
     * @param running
     *            the nodes that are not answered from the cache
     */
    Forecast(Graph graph, Set<String> running, Experience experience) {
        this.graph = graph;
        this.running = running;
        this.experience = experience;
        double all = 0;
        double ofKnown = 0;
        double known = 0;
        for (var id : running) {
            double usual = Weights.usual(graph, id);
            var earlier = earlier(id);
            all += usual;
            ofKnown += earlier.isPresent() ? usual : 0;
            known += earlier.map(Spread::median).orElse(0.0);
            earlier.ifPresent(spread -> seconds.put(id, spread));
        }
        learned = all > 0 && ofKnown >= NEARLY_ALL * all;
        double scale = learned ? known / ofKnown : 1;
        if (!learned)
            seconds.clear();
        running.forEach(id -> seconds.computeIfAbsent(id, _ -> Spread.guess(Weights.usual(graph, id) * scale)));
    }

    /** Whether the seconds are this machine's own, so that a time can be promised. */
    boolean learned() {
        return learned;
    }

    /** Nothing for a node that need not run. */
    Spread of(String id) {
        return seconds.getOrDefault(id, Spread.NONE);
    }

    /** More than 0. */
    double weight(String id) {
        return Math.max(LEAST, of(id).median());
    }

    /** Of the whole run. */
    Spread sum() {
        return seconds.values().stream().reduce(Spread.NONE, Spread::plus);
    }

    /** One step of a sampler; empty unless learned. */
    Optional<Spread> step(String id) {
        return learned && isSampler(id) ? experience.of(NodeKey.step(graph, id)) : Optional.empty();
    }

    /** The part of a sampler's time that passes before its first step, 0 to 1; 0 unless learned. */
    double lead(String id) {
        return step(id).flatMap(_ -> before(id)).map(lead -> lead.median() / weight(id)).orElse(0.0);
    }

    /** What earlier runs tell of one node, whether or not they tell of the others. */
    Optional<Spread> earlier(String id) {
        if (!isSampler(id))
            return experience.of(NodeKey.of(graph, id, running));
        return experience.of(NodeKey.step(graph, id)).flatMap(
                step -> before(id).map(lead -> lead.plus(step.times(Weights.steps(graph, id)))));
    }

    /** A model that is loaded already must not promise the time it takes to load it. */
    private Optional<Spread> before(String id) {
        return experience.of(NodeKey.lead(graph, id, running))
                .or(() -> NodeKey.isCold(graph, id, running) ? Optional.empty() : Optional.of(Spread.NONE));
    }

    private boolean isSampler(String id) {
        return graph.node(id).map(node -> Stage.isSampler(node.classType())).orElse(false);
    }
}

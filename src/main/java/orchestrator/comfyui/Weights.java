package orchestrator.comfyui;

import java.util.Locale;
import java.util.OptionalDouble;

/** How many seconds each node of a graph is expected to take. */
@FunctionalInterface
public interface Weights {
    double PIXELS = 1_000_000;

    /** Expected seconds of one node of the graph, more than 0. */
    double seconds(Graph graph, String nodeId);

    /** True when the seconds were measured on this machine, so that a time can be promised before sampling. */
    default boolean learned() {
        return false;
    }

    /**
     * Without any experience: in proportion to the samplers, which take most of the time on any machine, so that the
     * bar does not leap over the loading of a small picture. Right in proportion for a middling GPU, not in seconds.
     */
    static Weights usual() {
        return (graph, id) -> graph.node(id).map(node -> usual(graph, id, node)).orElse(0.1);
    }

    private static double usual(Graph graph, String id, Graph.Node node) {
        if (Stage.isSampler(node.classType()))
            return sampling(graph, id);
        double samplers = graph.nodes().entrySet().stream()
                .filter(entry -> Stage.isSampler(entry.getValue().classType()))
                .mapToDouble(entry -> sampling(graph, entry.getKey())).sum();
        return share(node.classType().toLowerCase(Locale.ROOT)) * (samplers == 0 ? 1 : samplers);
    }

    private static double sampling(Graph graph, String id) {
        double megapixels = number(graph, id, "width", 1000) * number(graph, id, "height", 1000) / PIXELS;
        double pictures = number(graph, id, "batch_size", 1) * number(graph, id, "video_frames", 1);
        return Math.max(0.1, number(graph, id, "steps", 20) * 0.3 * megapixels * pictures);
    }

    private static double share(String type) {
        if (type.startsWith("imageupscalewithmodel"))
            return 0.5;
        if (type.startsWith("vaedecode") || type.startsWith("vaeencode"))
            return 0.08;
        if (type.contains("loader"))
            return type.startsWith("lora") ? 0.01 : 0.06;
        if (type.startsWith("save") || type.startsWith("preview"))
            return 0.03;
        return type.startsWith("cliptextencode") ? 0.02 : 0.005;
    }

    /** The number of that name at the node, or at the nearest one it is made from. */
    private static double number(Graph graph, String id, String input, double otherwise) {
        OptionalDouble own = graph.nodes().get(id).number(input);
        if (own.isPresent())
            return own.getAsDouble();
        return graph.ancestors(id).stream().map(ancestor -> graph.nodes().get(ancestor).number(input))
                .filter(OptionalDouble::isPresent).mapToDouble(OptionalDouble::getAsDouble).findFirst()
                .orElse(otherwise);
    }
}

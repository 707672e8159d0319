package orchestrator.comfyui;

import java.util.Locale;

/**
 * What each node of a graph weighs without any experience: in proportion to the samplers, which take most of the time on
 * any machine, so that the bar does not leap over the loading of a small picture. Right in proportion for a middling
 * GPU, not in seconds.
 */
final class Weights {
    private static final double PIXELS = 1_000_000;
    private static final int USUAL_STEPS = 20;

    private Weights() {
    }

    /** More than 0. */
    static double usual(Graph graph, String id) {
        var node = graph.nodes().get(id);
        if (Stage.isSampler(node.classType()))
            return sampling(graph, id);
        double samplers = graph.nodes().entrySet().stream()
                .filter(entry -> Stage.isSampler(entry.getValue().classType()))
                .mapToDouble(entry -> sampling(graph, entry.getKey())).sum();
        return share(node.classType().toLowerCase(Locale.ROOT)) * (samplers == 0 ? 1 : samplers);
    }

    /** How many steps a sampler will count. */
    static double steps(Graph graph, String id) {
        var node = graph.nodes().get(id);
        double all = graph.nearestNumber(id, "steps").orElse(USUAL_STEPS);
        return Math.max(1, Math.min(all, node.number("end_at_step").orElse(all)) - node.number("start_at_step")
                .orElse(0));
    }

    private static double sampling(Graph graph, String id) {
        double megapixels = graph.nearestNumber(id, "width").orElse(1000)
                * graph.nearestNumber(id, "height").orElse(1000) / PIXELS;
        double pictures = graph.nearestNumber(id, "batch_size").orElse(1)
                * graph.nearestNumber(id, "video_frames").orElse(1);
        return Math.max(0.1, steps(graph, id) * 0.3 * megapixels * pictures);
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
}

package orchestrator.comfyui;

import java.util.Locale;

/** What a running prompt is busy with. */
public enum Stage {
    LOADING, SAMPLING, DECODING, SAVING;

    /** Everything before a sampler is loading, and after one decoding; without samplers upscaling is the main work. */
    static Stage of(Graph graph, String nodeId, boolean sampled) {
        var type = graph.node(nodeId).map(Graph.Node::classType).orElse("");
        if (isSampler(type))
            return SAMPLING;
        var lower = type.toLowerCase(Locale.ROOT);
        if (lower.startsWith("save") || lower.startsWith("preview") || lower.startsWith("createvideo")
                || lower.contains("videocombine"))
            return SAVING;
        if (lower.startsWith("vaedecode"))
            return DECODING;
        if (lower.startsWith("imageupscalewithmodel"))
            return graph.nodes().values().stream().anyMatch(node -> isSampler(node.classType())) ? DECODING : SAMPLING;
        return sampled ? DECODING : LOADING;
    }

    /** KSampler, KSamplerAdvanced, SamplerCustom, SamplerCustomAdvanced and their like, not the choosers of one. */
    static boolean isSampler(String classType) {
        return classType.startsWith("KSampler") && !classType.equals("KSamplerSelect")
                || classType.startsWith("SamplerCustom");
    }
}

package orchestrator.comfyui;

import java.util.Locale;
import java.util.Set;

/** What nodes share that take about equally long on one ComfyUI: class, model, size, number of pictures. As a text. */
final class NodeKey {
    private NodeKey() {
    }

    /**
     * A node that is no sampler.
     *
     * @param running
     *            the nodes that are not answered from the cache
     */
    static String of(Graph graph, String id, Set<String> running) {
        var type = graph.nodes().get(id).classType();
        if (isLoader(type))
            return type + " " + files(graph.nodes().get(id));
        if (isTextEncoder(type))
            return type + " " + model(graph, id) + " " + warmth(graph, id, running);
        return type + " " + model(graph, id) + " " + size(graph, id);
    }

    /** One step of a sampler, once it is under way. */
    static String step(Graph graph, String id) {
        var node = graph.nodes().get(id);
        var sampler = graph.nearestText(id, "sampler_name").orElse("");
        // Without guidance the model is asked once a step instead of twice.
        var unguided = node.number("cfg").orElse(0) == 1 ? " unguided" : "";
        return node.classType() + " step " + model(graph, id) + " " + size(graph, id) + " " + sampler + unguided;
    }

    /** What a sampler takes beside its steps: before the first one the model moves to the GPU. */
    static String lead(Graph graph, String id, Set<String> running) {
        return graph.nodes().get(id).classType() + " lead " + model(graph, id) + " " + warmth(graph, id, running);
    }

    /** Whether what this node works with has to be read from disk in this run. */
    static boolean isCold(Graph graph, String id, Set<String> running) {
        return graph.ancestors(id).stream().filter(running::contains)
                .anyMatch(ancestor -> isModelLoader(graph.nodes().get(ancestor).classType()));
    }

    private static String warmth(Graph graph, String id, Set<String> running) {
        return isCold(graph, id, running) ? "cold" : "warm";
    }

    private static String model(Graph graph, String id) {
        return graph.nearestText(id, "ckpt_name").or(() -> graph.nearestText(id, "unet_name"))
                .or(() -> graph.nearestText(id, "model_name")).orElse("");
    }

    private static String size(Graph graph, String id) {
        double pictures = graph.nearestNumber(id, "batch_size").orElse(1) * graph.nearestNumber(id, "amount").orElse(1)
                * graph.nearestNumber(id, "video_frames").orElse(1);
        return (int) graph.nearestNumber(id, "width").orElse(0) + "x" + (int) graph.nearestNumber(id, "height").orElse(
                0) + "x" + (int) pictures;
    }

    private static String files(Graph.Node node) {
        return String.join(" ", node.inputs().entrySet().stream().filter(input -> input.getKey().contains("name"))
                .map(input -> input.getValue().toString()).toList());
    }

    private static boolean isLoader(String type) {
        return type.toLowerCase(Locale.ROOT).contains("loader");
    }

    /** A LoRA is laid over a model that is there. */
    private static boolean isModelLoader(String type) {
        return isLoader(type) && !type.startsWith("Lora");
    }

    private static boolean isTextEncoder(String type) {
        return type.contains("TextEncode");
    }
}

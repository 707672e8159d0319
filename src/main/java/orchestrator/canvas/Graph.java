package orchestrator.canvas;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * ComfyUI's graph as it stands in a picture: {@code {"5": {"class_type": ..., "inputs": {...}}}}, where an input is a
 * value or the link {@code ["id", output]}. Read by following links from the node that samples.
 */
record Graph(JsonNode nodes) {

    private static final int MAX_HOPS = 200;
    private static final JsonNode NOTHING = MissingNode.getInstance();
    private static final List<String> SAMPLERS = List.of("KSampler", "KSamplerAdvanced", "SamplerCustom",
            "SamplerCustomAdvanced");
    private static final List<String> TEXTS = List.of("text", "text_g", "t5xxl", "clip_l", "prompt", "string");

    Optional<Making> making() {
        return sampler().map(node -> node.path("inputs")).map(inputs -> {
            Map<String, Object> params = new LinkedHashMap<>();
            Map<String, List<String>> wanted = new LinkedHashMap<>();
            wanted.put("steps", List.of("steps"));
            wanted.put("cfg", List.of("cfg"));
            wanted.put("guidance", List.of("guidance"));
            wanted.put("sampler", List.of("sampler_name"));
            wanted.put("scheduler", List.of("scheduler"));
            wanted.put("denoise", List.of("denoise"));
            wanted.forEach((ours, theirs) -> near(inputs, theirs, Graph::isPlain)
                    .ifPresent(value -> params.put(ours, value)));
            near(inputs.path("negative"), TEXTS, JsonNode::isString)
                    .ifPresent(text -> params.put("negativePrompt", text.asString()));
            Optional<String> seed = near(inputs, List.of("seed", "noise_seed"), JsonNode::isIntegralNumber)
                    .map(JsonNode::asString);
            seed.ifPresent(value -> params.put("seed", value));
            // A guider of its own holds what the simple samplers take as positive.
            JsonNode asked = inputs.has("positive") ? inputs.path("positive") : inputs.path("guider");
            return new Making(Optional.empty(), Optional.empty(), near(inputs, List.of("ckpt_name", "unet_name"),
                    JsonNode::isString).map(name -> name.asString().replace('\\', '/')),
                    near(asked, TEXTS,
                            JsonNode::isString).map(JsonNode::asString),
                    seed, params);
        });
    }

    private Optional<JsonNode> sampler() {
        return nodes.valueStream().filter(node -> SAMPLERS.contains(node.path("class_type").asString("")))
                .findFirst().or(() -> nodes.valueStream().filter(Graph::samplesSomehow).findFirst());
    }

    // What it is linked to is written out, not said.
    private static boolean isSilent(JsonNode node) {
        return node.path("class_type").asString("").equals("ConditioningZeroOut");
    }

    // Nodes of others, such as KSampler (Efficient).
    private static boolean samplesSomehow(JsonNode node) {
        return node.path("class_type").asString("").contains("KSampler") && node.path("inputs").has("positive");
    }

    private static boolean isPlain(JsonNode value) {
        return value.isNumber() || value.isString();
    }

    /** The nearest input of one of these names, the inputs themselves first, then what they link to. */
    private Optional<JsonNode> near(JsonNode from, List<String> names, Predicate<JsonNode> wanted) {
        Set<String> seen = new HashSet<>();
        List<JsonNode> next = new ArrayList<>(List.of(from));
        while (!next.isEmpty() && seen.size() < MAX_HOPS) {
            JsonNode here = next.removeFirst();
            if (here.isArray()) {
                String id = here.path(0).asString("");
                here = seen.add(id) && !isSilent(nodes.path(id)) ? nodes.path(id).path("inputs") : NOTHING;
            }
            for (String name : names) {
                if (wanted.test(here.path(name))) {
                    return Optional.of(here.path(name));
                }
            }
            here.values().stream().filter(JsonNode::isArray).limit(MAX_HOPS).forEach(next::add);
        }
        return Optional.empty();
    }
}

package orchestrator.canvas;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the texts of a picture say of its making: our own first, then ComfyUI's graph, then the {@code parameters} of
 * A1111 and its kin.
 */
final class Makings {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(200).build()).build())
            // ComfyUI writes NaN where a node says that it changed.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    private static final Pattern A1111 = Pattern.compile("([A-Z][A-Za-z ]*): (\"[^\"]*\"|[^,]*)(?:, |$)");
    private static final int MAX_HOPS = 50;

    private Makings() {
    }

    static Making of(Map<String, String> texts) {
        return read(texts, "orchestrator", text -> own(JSON.readTree(text)))
                .or(read(texts, "prompt", text -> graph(JSON.readTree(text))))
                .or(read(texts, "parameters", Makings::a1111));
    }

    private static Making read(Map<String, String> texts, String key, Function<String, Making> reader) {
        try {
            return Optional.ofNullable(texts.get(key)).map(reader).orElse(Making.UNKNOWN);
        } catch (JacksonException damaged) {
            return Making.UNKNOWN;
        }
    }

    private static Making own(JsonNode root) {
        Map<String, Object> params = new LinkedHashMap<>();
        root.path("params").properties().forEach(field -> params.put(field.getKey(), field.getValue()));
        return new Making(text(root, "jobId"), text(root, "type"), text(root, "model"), text(root, "prompt"), text(root
                .path("params"), "seed"), params);
    }

    private static Making graph(JsonNode graph) {
        Optional<JsonNode> sampler = graph.valueStream()
                .filter(node -> node.path("class_type").asString("").startsWith("KSampler")).findFirst();
        if (sampler.isEmpty()) {
            return Making.UNKNOWN;
        }
        JsonNode inputs = sampler.get().path("inputs");
        Map<String, Object> params = new LinkedHashMap<>();
        for (Map.Entry<String, String> name : Map.of("steps", "steps", "cfg", "cfg", "sampler_name", "sampler",
                "scheduler", "scheduler", "denoise", "denoise").entrySet()) {
            if (inputs.path(name.getKey()).isValueNode()) {
                params.put(name.getValue(), inputs.path(name.getKey()));
            }
        }
        upstream(graph, inputs.path("negative"), "text").ifPresent(text -> params.put("negativePrompt", text));
        Optional<String> seed = text(inputs, "seed").or(() -> text(inputs, "noise_seed"));
        seed.ifPresent(value -> params.put("seed", value));
        Optional<String> model = upstream(graph, inputs.path("model"), "ckpt_name")
                .or(() -> upstream(graph, inputs.path("model"), "unet_name"));
        return new Making(Optional.empty(), Optional.empty(), model.map(name -> name.replace('\\', '/')), upstream(
                graph, inputs.path("positive"), "text"), seed, params);
    }

    // Follows links until a node has the input as a text of its own.
    private static Optional<String> upstream(JsonNode graph, JsonNode link, String input) {
        Set<String> seen = new HashSet<>();
        List<JsonNode> next = new java.util.ArrayList<>(List.of(link));
        while (!next.isEmpty() && seen.size() < MAX_HOPS) {
            JsonNode here = next.removeFirst();
            String id = here.path(0).asString("");
            if (!here.isArray() || !seen.add(id)) {
                continue;
            }
            JsonNode inputs = graph.path(id).path("inputs");
            if (inputs.path(input).isString()) {
                return Optional.of(inputs.path(input).asString());
            }
            inputs.values().stream().filter(JsonNode::isArray).forEach(next::add);
        }
        return Optional.empty();
    }

    // prompt lines, "Negative prompt: ...", then "Steps: 20, Sampler: Euler a, Seed: 1, Model: name, ..."
    private static Making a1111(String text) {
        int last = text.lastIndexOf("\nSteps: ");
        String head = last < 0 ? text : text.substring(0, last);
        Map<String, String> values = new LinkedHashMap<>();
        Matcher fields = A1111.matcher(last < 0 ? "" : text.substring(last + 1));
        while (fields.find()) {
            values.put(fields.group(1), fields.group(2));
        }
        int negative = head.indexOf("\nNegative prompt: ");
        Map<String, Object> params = new LinkedHashMap<>();
        if (negative >= 0) {
            params.put("negativePrompt", head.substring(negative + "\nNegative prompt: ".length()));
        }
        Map.of("Steps", "steps", "CFG scale", "cfg", "Sampler", "sampler", "Schedule type", "scheduler", "Seed", "seed")
                .forEach((theirs, ours) -> Optional.ofNullable(values.get(theirs))
                        .ifPresent(value -> params.put(ours, value)));
        return new Making(Optional.empty(), Optional.empty(), Optional.ofNullable(values.get("Model")), Optional.of(
                negative < 0 ? head : head.substring(0, negative)), Optional.ofNullable(values.get("Seed")), params);
    }

    private static Optional<String> text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() || value.isNumber() ? Optional.of(value.asString()) : Optional.empty();
    }
}

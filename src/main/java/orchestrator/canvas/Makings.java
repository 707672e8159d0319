package orchestrator.canvas;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
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

    private static final String OWN = "orchestrator";
    private static final String GRAPH = "prompt";
    private static final String A1111 = "parameters";

    /** The texts that are read. */
    static final Set<String> KEYS = Set.of(OWN, GRAPH, A1111);

    /** With what only people read. */
    static final Set<String> SHOWN = Set.of(OWN, GRAPH, A1111, "workflow");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(200).build()).build())
            // ComfyUI writes NaN where a node says that it changed.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    private static final Pattern FIELD = Pattern.compile("([A-Z][A-Za-z ]{0,40}+): (\"[^\"]*\"|[^,]*)(?:, |$)");
    // Searching a hostile line takes its length squared; what is shown stands at its beginning.
    private static final int MAX_FIELDS = 4_096;
    private static final String LAST_LINE = "\nSteps: ";
    private static final String NEGATIVE = "\nNegative prompt: ";
    private static final Map<String, String> NAMES = Map.of("Steps", "steps", "CFG scale", "cfg", "Sampler", "sampler",
            "Schedule type", "scheduler", "Seed", "seed", "Denoising strength", "denoise", "Clip skip", "clipSkip");

    private Makings() {
    }

    static Making of(Map<String, String> texts) {
        return read(texts, OWN, text -> own(JSON.readTree(text)))
                .or(read(texts, GRAPH, text -> new Graph(JSON.readTree(text)).making().orElse(Making.UNKNOWN)))
                .or(read(texts, A1111, Makings::a1111));
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
                .path("params"), "seed").or(() -> text(root, "seed")), params);
    }

    // prompt lines, "Negative prompt: ...", then "Steps: 20, Sampler: Euler a, Seed: 1, Model: name, ..."
    private static Making a1111(String text) {
        // With an empty prompt the last line is the first one.
        String lines = "\n" + text;
        int last = lines.lastIndexOf(LAST_LINE);
        String head = last < 0 ? lines : lines.substring(0, last);
        Map<String, String> values = last < 0 ? Map.of() : fields(lines.substring(last + 1));
        int negative = head.indexOf(NEGATIVE);
        Map<String, Object> params = new LinkedHashMap<>();
        if (negative >= 0) {
            params.put("negativePrompt", head.substring(negative + NEGATIVE.length()));
        }
        values.forEach((theirs, value) -> Optional.ofNullable(NAMES.get(theirs))
                .ifPresent(ours -> params.put(ours, value)));
        return new Making(Optional.empty(), Optional.empty(), Optional.ofNullable(values.get("Model")), Optional.of(
                head.substring(0, negative < 0 ? head.length() : negative).strip()),
                Optional.ofNullable(values.get(
                        "Seed")),
                params);
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher fields = FIELD.matcher(line.substring(0, Math.min(line.length(), MAX_FIELDS)));
        while (fields.find()) {
            values.putIfAbsent(fields.group(1), fields.group(2));
        }
        return values;
    }

    private static Optional<String> text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() || value.isNumber() ? Optional.of(value.asString()) : Optional.empty();
    }
}

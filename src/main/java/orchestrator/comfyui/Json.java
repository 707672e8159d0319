package orchestrator.comfyui;

import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reading and writing JSON the way ComfyUI does: Python writes bare NaN and Infinity, so they are read. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private Json() {
    }

    /** Throws JacksonException where the text is no JSON. */
    static JsonNode read(byte[] json) {
        return MAPPER.readTree(json);
    }

    static JsonNode read(String json) {
        return MAPPER.readTree(json);
    }

    /** Empty where the text is no JSON. */
    static Optional<JsonNode> tryRead(byte[] json) {
        try {
            return Optional.of(read(json)).filter(node -> !node.isMissingNode());
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    static Optional<JsonNode> tryRead(String json) {
        try {
            return Optional.of(read(json)).filter(node -> !node.isMissingNode());
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The text of a field; a number or truth value as text, the empty text for anything else. */
    static String string(JsonNode parent, String field) {
        return scalar(parent.path(field));
    }

    /** Present for a text or number that is not empty. */
    static Optional<String> optional(JsonNode parent, String field) {
        return Optional.of(string(parent, field)).filter(text -> !text.isEmpty());
    }

    /** 0 for anything that is no number to count with: Python writes NaN and Infinity too. */
    static double number(JsonNode parent, String field) {
        double number = parent.path(field).asDouble(0);
        return Double.isFinite(number) ? number : 0;
    }

    static String scalar(JsonNode node) {
        if (node.isString())
            return node.stringValue();
        return node.isNumber() || node.isBoolean() ? node.asString("") : "";
    }

    /** The scalars of an array as texts; empty for anything that is no array. */
    static List<String> strings(JsonNode array) {
        var texts = new ArrayList<String>();
        if (array.isArray())
            for (JsonNode element : array)
                if (element.isString() || element.isNumber() || element.isBoolean())
                    texts.add(scalar(element));
        return List.copyOf(texts);
    }
}

package orchestrator.comfyui;

import orchestrator.comfyui.Graph.Link;
import orchestrator.comfyui.Graph.Node;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The API format of ComfyUI, both ways (protocol 1.1). */
final class GraphJson {
    private static final String LITERAL_LIST = "__value__";

    private GraphJson() {
    }

    static ObjectNode write(Graph graph) {
        var json = Json.object();
        graph.nodes().forEach((id, node) -> {
            var written = json.putObject(id).put("class_type", node.classType());
            // Also for a node without inputs: ComfyUI's worker thread dies of a missing "inputs" (protocol 1.1.4).
            var inputs = written.putObject("inputs");
            node.inputs().forEach((name, value) -> inputs.set(name, Json.tree(outgoing(value))));
            if (!node.title().isEmpty())
                written.putObject("_meta").put("title", node.title());
        });
        return json;
    }

    static Graph read(String json) {
        try {
            return read(Json.read(json));
        } catch (JacksonException broken) {
            throw new IllegalArgumentException("The workflow is not JSON: " + broken.getOriginalMessage(), broken);
        }
    }

    static Graph read(JsonNode json) {
        if (!json.isObject())
            throw new IllegalArgumentException("A workflow is a JSON object of nodes");
        if (json.path("nodes").isArray() && json.has("links"))
            throw new IllegalArgumentException(
                    "This is the editor's format: in ComfyUI export the workflow with \"Export (API)\"");
        var nodes = new LinkedHashMap<String, Node>();
        json.forEachEntry((id, node) -> nodes.put(id, node(id, node)));
        return new Graph(nodes);
    }

    private static Node node(String id, JsonNode json) {
        var classType = json.path("class_type");
        if (!classType.isString())
            throw new IllegalArgumentException("Node " + id + " has no class_type");
        var inputs = new LinkedHashMap<String, Object>();
        json.path("inputs").forEachEntry((name, value) -> incoming(value).ifPresent(read -> inputs.put(name, read)));
        return new Node(classType.stringValue(), inputs, Json.string(json.path("_meta"), "title"));
    }

    private static Object outgoing(Object value) {
        return switch (value) {
            case Link link -> List.of(link.node(), link.slot());
            case List<?> list -> Map.of(LITERAL_LIST, list);
            default -> value;
        };
    }

    private static Optional<Object> incoming(JsonNode json) {
        if (json.isArray() && json.size() == 2 && json.get(0).isString() && json.get(1).canConvertToInt())
            return Optional.of(new Link(json.get(0).stringValue(), json.get(1).asInt(0)));
        if (json.isObject() && json.size() == 1 && json.path(LITERAL_LIST).isArray())
            return literal(json.path(LITERAL_LIST));
        return literal(json);
    }

    /** Empty for what no graph can hold: null, NaN and Infinity. */
    private static Optional<Object> literal(JsonNode json) {
        return switch (json.getNodeType()) {
            case STRING -> Optional.of(json.stringValue());
            case BOOLEAN -> Optional.of(json.booleanValue());
            case NUMBER -> number(json);
            case ARRAY -> {
                var list = new ArrayList<>();
                json.forEach(element -> literal(element).ifPresent(list::add));
                yield Optional.of(list);
            }
            case OBJECT -> {
                var map = new LinkedHashMap<String, Object>();
                json.forEachEntry((name, value) -> literal(value).ifPresent(read -> map.put(name, read)));
                yield Optional.of(map);
            }
            case BINARY, MISSING, NULL, POJO -> Optional.empty();
        };
    }

    private static Optional<Object> number(JsonNode json) {
        if (json.isIntegralNumber())
            return Optional.of(json.bigIntegerValue());
        return Optional.<Object>of(json.asDouble(Double.NaN)).filter(value -> Double.isFinite((Double) value));
    }
}

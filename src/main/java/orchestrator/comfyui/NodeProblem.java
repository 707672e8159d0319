package orchestrator.comfyui;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What ComfyUI finds wrong with one node of a graph before it runs (protocol 1.1.2).
 *
 * @param type
 *            ComfyUI's code, such as {@code value_not_in_list}
 * @param input
 *            the input at fault; empty when ComfyUI names none or one of another node
 * @param received
 *            the value it was given, as text
 * @param allowed
 *            the options where the server listed them (it does up to 20)
 */
public record NodeProblem(String nodeId, String classType, String type, String message, String details,
        Optional<String> input, Optional<String> received, List<String> allowed) {

    static List<NodeProblem> all(JsonNode nodeErrors) {
        var problems = new ArrayList<NodeProblem>();
        nodeErrors.forEachEntry((id, node) -> {
            for (JsonNode error : node.path("errors").values())
                problems.add(of(id, Json.string(node, "class_type"), error));
        });
        return List.copyOf(problems);
    }

    private static NodeProblem of(String id, String classType, JsonNode error) {
        var type = Json.string(error, "type");
        var extra = error.path("extra_info");
        // In this one the name belongs to the consumer of the node that is listed.
        var foreign = type.equals("exception_during_inner_validation");
        return new NodeProblem(id, classType, type, Json.string(error, "message"), Json.string(error, "details"),
                foreign ? Optional.empty() : Json.optional(extra, "input_name"), received(extra.path("received_value")),
                allowed(extra.path("input_config")));
    }

    private static Optional<String> received(JsonNode value) {
        if (value.isMissingNode())
            return Optional.empty();
        return Optional.of(value.isString() ? value.stringValue() : value.toString());
    }

    private static List<String> allowed(JsonNode config) {
        return config.path(0).isArray() ? Json.strings(config.path(0)) : Json.strings(config.path(1).path("options"));
    }
}

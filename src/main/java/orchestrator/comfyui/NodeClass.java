package orchestrator.comfyui;

import tools.jackson.databind.JsonNode;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * One class of nodes in the catalogue.
 *
 * @param inputs
 *            required ones first, in the server's order; hidden ones are left out
 * @param outputs
 *            type names by slot
 * @param outputNode
 *            whether it can end a graph
 * @param module
 *            {@code nodes}, {@code comfy_extras.x} or {@code custom_nodes.x}
 */
public record NodeClass(String name, String displayName, SequencedMap<String, InputSpec> inputs, List<String> outputs,
        boolean outputNode, String module) {

    public NodeClass {
        inputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(inputs));
    }

    static NodeClass of(String name, JsonNode json) {
        var inputs = new LinkedHashMap<String, InputSpec>();
        json.path("input").path("required")
                .forEachEntry((input, spec) -> inputs.put(input, new InputSpec(input, true, InputType.of(spec))));
        json.path("input").path("optional").forEachEntry(
                (input, spec) -> inputs.putIfAbsent(input, new InputSpec(input, false, InputType.of(spec))));
        return new NodeClass(name, Json.optional(json, "display_name").orElse(name), inputs,
                // A slot that offers a choice lists its options instead of a type name.
                json.path("output").valueStream().map(type -> type.isString() ? type.stringValue() : "COMBO").toList(),
                json.path("output_node").asBoolean(false), Json.string(json, "python_module"));
    }
}

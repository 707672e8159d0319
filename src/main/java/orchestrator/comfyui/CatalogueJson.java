package orchestrator.comfyui;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.util.Optional;

/** A catalogue in the words of {@code /object_info}, with no more than was understood of it. */
final class CatalogueJson {

    private CatalogueJson() {
    }

    static ObjectNode of(Catalogue catalogue) {
        ObjectNode json = Json.object();
        catalogue.classes().forEach((name, node) -> json.set(name, of(node)));
        return json;
    }

    private static ObjectNode of(NodeClass node) {
        ObjectNode json = Json.object().put("display_name", node.displayName()).put("output_node", node.outputNode())
                .put("python_module", node.module());
        ObjectNode input = json.putObject("input");
        ObjectNode required = input.putObject("required");
        ObjectNode optional = input.putObject("optional");
        node.inputs().forEach((name, spec) -> (spec.required() ? required : optional).set(name, of(spec.type())));
        ArrayNode output = json.putArray("output");
        node.outputs().forEach(output::add);
        return json;
    }

    private static ArrayNode of(InputType type) {
        ArrayNode spec = Json.object().putArray("spec");
        switch (type) {
            case InputType.Socket(var types) -> spec.add(String.join(",", types));
            case InputType.Choice(var options, var preset, boolean open) -> {
                ArrayNode all = spec.addArray();
                options.forEach(all::add);
                ObjectNode more = spec.addObject();
                preset.ifPresent(value -> more.put("default", value));
                if (open) {
                    more.put("file_upload", true);
                }
            }
            case InputType.Numeric(boolean whole, var min, var max, var step, var preset) -> {
                ObjectNode more = spec.add(whole ? "INT" : "FLOAT").addObject();
                put(more, "min", min);
                put(more, "max", max);
                put(more, "step", step);
                put(more, "default", preset);
            }
            case InputType.Text(boolean multiline, var preset) -> {
                ObjectNode more = spec.add("STRING").addObject().put("multiline", multiline);
                preset.ifPresent(value -> more.put("default", value));
            }
            case InputType.Flag(var preset) -> {
                ObjectNode more = spec.add("BOOLEAN").addObject();
                preset.ifPresent(value -> more.put("default", value));
            }
            case InputType.Opaque(String name) -> spec.add(name);
        }
        return spec;
    }

    private static void put(ObjectNode target, String name, Optional<BigDecimal> value) {
        value.ifPresent(number -> target.put(name, number));
    }
}

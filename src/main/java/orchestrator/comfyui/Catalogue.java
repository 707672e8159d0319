package orchestrator.comfyui;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Every node class a ComfyUI offers, with its inputs: the answer to {@code /object_info} as a value. */
public record Catalogue(SequencedMap<String, NodeClass> classes) {

    public Catalogue {
        classes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(classes));
    }

    public static Catalogue empty() {
        return new Catalogue(new LinkedHashMap<>());
    }

    /**
     * Reads the JSON of {@code /object_info}, or of a part of it.
     *
     * @throws IllegalArgumentException
     *             when it is no JSON object
     */
    public static Catalogue parse(byte[] json) {
        try {
            return of(Json.read(json));
        } catch (JacksonException broken) {
            throw new IllegalArgumentException("The catalogue is not JSON: " + broken.getOriginalMessage(), broken);
        }
    }

    /** What {@link #parse} reads as this. */
    public byte[] json() {
        return Json.bytes(CatalogueJson.of(this));
    }

    static Catalogue of(JsonNode json) {
        if (!json.isObject())
            throw new IllegalArgumentException("The catalogue is not a JSON object");
        var classes = new LinkedHashMap<String, NodeClass>();
        json.forEachEntry((name, node) -> classes.put(name, NodeClass.of(name, node)));
        return new Catalogue(classes);
    }

    /**
     * What the server would find wrong with a graph, in its own codes (protocol 1.1.2), and some that it would find
     * only when the node runs. A graph that passes can still be refused by a node's own check.
     */
    public List<NodeProblem> check(Graph graph) {
        return GraphCheck.of(graph, this);
    }

    public boolean has(String classType) {
        return classes.containsKey(classType);
    }

    public Optional<NodeClass> node(String classType) {
        return Optional.ofNullable(classes.get(classType));
    }

    public Optional<InputSpec> input(String classType, String input) {
        return node(classType).flatMap(node -> Optional.ofNullable(node.inputs().get(input)));
    }

    /** The options of a choice; empty where there is none such. File names come with the server's own separator. */
    public List<String> options(String classType, String input) {
        return input(classType, input).map(InputSpec::type)
                .map(type -> type instanceof InputType.Choice choice ? choice.options() : List.<String>of())
                .orElse(List.of());
    }
}

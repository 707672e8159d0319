package orchestrator.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Checks a graph as ComfyUI does before it queues it: from each output backwards, one output at a time; an output that
 * fails is dropped as long as another one stands. Coerces values in place.
 */
final class Validation {
    private final Catalogue catalogue;
    private final Predicate<String> inputFileExists;

    Validation(Catalogue catalogue, Predicate<String> inputFileExists) {
        this.catalogue = catalogue;
        this.inputFileExists = inputFileExists;
    }

    /** @param only the outputs to run, all when absent */
    Verdict of(ObjectNode graph, Optional<Set<String>> only) {
        List<String> outputs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> node : graph.properties()) {
            Optional<String> type = node.getValue().optional("class_type").map(JsonNode::asString);
            if (type.isEmpty()) {
                return Verdict.Refused.because("invalid_prompt",
                        "Cannot execute because a node is missing the class_type property.",
                        "Node ID '#" + node.getKey() + "'");
            }
            if (!catalogue.has(type.get())) {
                return Verdict.Refused.because("invalid_prompt",
                        "Cannot execute because node " + type.get() + " does not exist.",
                        "Node ID '#" + node.getKey() + "'");
            }
            if (catalogue.isOutput(type.get()) && only.map(set -> set.contains(node.getKey())).orElse(true)) {
                outputs.add(node.getKey());
            }
        }
        return outputs.isEmpty()
                ? Verdict.Refused.because("prompt_no_outputs", "Prompt has no outputs", "")
                : new Pass(graph).over(outputs);
    }

    /** One validation: what is known of each node so far. */
    private final class Pass {
        private final ObjectNode graph;
        private final Map<String, List<ObjectNode>> errorsOf = new LinkedHashMap<>();
        private final Map<String, Boolean> valid = new LinkedHashMap<>();
        private final ObjectNode nodeErrors = Json.object();

        Pass(ObjectNode graph) {
            this.graph = graph;
        }

        Verdict over(List<String> outputs) {
            List<String> good = new ArrayList<>();
            List<String> details = new ArrayList<>();
            for (String output : outputs) {
                if (outputIsValid(output)) {
                    good.add(output);
                } else {
                    errorsOf.getOrDefault(output, List.of()).forEach(
                            e -> details.add(e.path("message").asString() + ": " + e.path("details").asString()));
                    blame(output);
                }
            }
            if (!good.isEmpty()) {
                return new Verdict.Accepted(good, nodeErrors);
            }
            return new Verdict.Refused(Verdict.Refused.error("prompt_outputs_failed_validation",
                    "Prompt outputs failed validation", String.join("\n", details)), nodeErrors);
        }

        private boolean outputIsValid(String output) {
            try {
                return isValid(output);
            } catch (BrokenLink broken) {
                ObjectNode error = InputFault.of("exception_during_validation", "Exception when validating node",
                        broken.getMessage());
                error.putObject("extra_info").put("exception_type", broken.pythonType()).set("traceback",
                        InputFault.traceback());
                errorsOf.put(output, List.of(error));
                valid.put(output, false);
                return false;
            }
        }

        private void blame(String output) {
            errorsOf.forEach((id, errors) -> {
                if (valid.getOrDefault(id, false) || errors.isEmpty()) {
                    return;
                }
                if (!nodeErrors.has(id)) {
                    ObjectNode entry = nodeErrors.putObject(id);
                    ArrayNode list = entry.putArray("errors");
                    errors.forEach(list::add);
                    entry.putArray("dependent_outputs");
                    entry.put("class_type", typeOf(id));
                }
                ((ArrayNode) nodeErrors.path(id).path("dependent_outputs")).add(output);
            });
        }

        private boolean isValid(String id) {
            if (valid.containsKey(id)) {
                return valid.get(id);
            }
            // Until it is known to be good: a graph that runs in a circle meets the node here and fails without a word.
            valid.put(id, false);
            ObjectNode inputs = inputsOf(id);
            List<ObjectNode> errors = new ArrayList<>();
            boolean upstream = true;
            for (Map.Entry<String, Catalogue.Input> input : catalogue.inputsOf(typeOf(id)).entrySet()) {
                String name = input.getKey();
                JsonNode value = inputs.get(name);
                if (value == null) {
                    if (input.getValue().required()) {
                        ObjectNode missing = InputFault.of("required_input_missing", "Required input is missing", name);
                        missing.putObject("extra_info").put("input_name", name);
                        errors.add(missing);
                    }
                } else if (value.isArray()) {
                    upstream &= linkIsValid(name, input.getValue(), value, errors);
                } else {
                    new InputFault(name, input.getValue()).check(inputs, typeOf(id), inputFileExists)
                            .ifPresent(errors::add);
                }
            }
            errorsOf.put(id, errors);
            valid.put(id, upstream && errors.isEmpty());
            return valid.get(id);
        }

        private boolean linkIsValid(String name, Catalogue.Input input, JsonNode link, List<ObjectNode> errors) {
            InputFault fault = new InputFault(name, input);
            if (link.size() != 2) {
                errors.add(fault.withValue("bad_linked_input",
                        "Bad linked input, must be a length-2 list of [node_id, slot_index]", name, link));
                return false;
            }
            String from = link.get(0).asString();
            if (!link.get(0).isString() || !graph.has(from)) {
                throw new BrokenLink("KeyError", link.get(0).isString() ? "'" + from + "'" : from);
            }
            List<String> types = catalogue.outputsOf(typeOf(from));
            if (link.get(1).asInt(-1) < 0 || link.get(1).asInt(-1) >= types.size()) {
                throw new BrokenLink("IndexError", "tuple index out of range");
            }
            String received = types.get(link.get(1).asInt());
            if (!fits(received, input.type())) {
                errors.add(fault.mismatch(received, link));
                return false;
            }
            try {
                return isValid(from);
            } catch (BrokenLink broken) {
                errorsOf.put(from, List.of(fault.inner(broken.getMessage(), broken.pythonType(), link)));
                valid.put(from, false);
                return false;
            }
        }

        private ObjectNode inputsOf(String id) {
            if (graph.path(id).path("inputs") instanceof ObjectNode inputs) {
                return inputs;
            }
            throw new BrokenLink("KeyError", "'inputs'");
        }

        private String typeOf(String id) {
            return graph.path(id).path("class_type").asString();
        }
    }

    private static boolean fits(String received, String wanted) {
        Set<String> accepted = Set.of(wanted.split(",")).stream().map(String::strip).collect(Collectors.toSet());
        return wanted.equals("*") || received.equals("*") || accepted.contains(received);
    }

    /** The exception that Python would raise on following a link to nowhere. */
    private static final class BrokenLink extends RuntimeException {
        private final String pythonType;

        BrokenLink(String pythonType, String message) {
            super(message);
            this.pythonType = pythonType;
        }

        String pythonType() {
            return pythonType;
        }
    }
}

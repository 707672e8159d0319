package orchestrator.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Checks one constant input and words what is wrong with it, as {@code node_errors} shows it. */
record InputFault(String name, Catalogue.Input input) {
    private static final int SHOWN_WORDS = 20;

    static ObjectNode of(String type, String message, String details) {
        return Json.object().put("type", type).put("message", message).put("details", details);
    }

    static ArrayNode traceback() {
        return Json.array().add("  File \"execution.py\", line 808, in validate_inputs\n");
    }

    /** Coerces the value in {@code inputs}, or says what is wrong. */
    Optional<ObjectNode> check(ObjectNode inputs, String classType, Predicate<String> inputFileExists) {
        JsonNode value = inputs.get(name);
        if (value.has("__value__")) {
            value = value.get("__value__");
            inputs.set(name, value);
        }
        try {
            switch (input.type()) {
                case "INT" -> inputs.put(name, integer(value));
                case "FLOAT" ->
                    inputs.put(name, Double.parseDouble(number(value, "could not convert string to float: ")));
                case "STRING" -> inputs.put(name, value.isString() ? value.stringValue() : Json.write(value));
                case "BOOLEAN" -> inputs.put(name, truth(value));
                default -> {
                    // A list or a socket: taken as it is, even a word where a link belongs.
                }
            }
        } catch (NumberFormatException e) {
            return Optional.of(notConvertible(value, e.getMessage()));
        }
        JsonNode coerced = inputs.get(name);
        if (isUpload(classType)) {
            return inputFileExists.test(coerced.asString()) ? Optional.empty() : Optional.of(invalidFile(coerced));
        }
        return outOfRange(coerced).or(() -> notListed(coerced));
    }

    ObjectNode withValue(String type, String message, String details, JsonNode value) {
        ObjectNode fault = of(type, message, details);
        fault.putObject("extra_info").put("input_name", name).<ObjectNode>set("input_config", input.spec())
                .set("received_value", value);
        return fault;
    }

    ObjectNode mismatch(String received, JsonNode link) {
        ObjectNode fault = of("return_type_mismatch", "Return type mismatch between linked nodes",
                name + ", received_type(" + received + ") mismatch input_type(" + input.type() + ")");
        fault.putObject("extra_info").put("input_name", name).<ObjectNode>set("input_config", input.spec())
                .put("received_type", received).set("linked_node", link);
        return fault;
    }

    /** The input belongs to the consumer of the node that holds the bad link. */
    ObjectNode inner(String message, String pythonType, JsonNode link) {
        ObjectNode fault = of("exception_during_inner_validation", "Exception when validating inner node", message);
        fault.putObject("extra_info").put("input_name", name).<ObjectNode>set("input_config", input.spec())
                .put("exception_message", message).put("exception_type", pythonType)
                .<ObjectNode>set("traceback", traceback()).set("linked_node", link);
        return fault;
    }

    private boolean isUpload(String classType) {
        return name.equals("image") && (classType.equals("LoadImage") || classType.equals("LoadImageMask"));
    }

    private ObjectNode invalidFile(JsonNode value) {
        ObjectNode fault = of("custom_validation_failed", "Custom validation failed for node",
                name + " - Invalid image file: " + value.asString());
        fault.putObject("extra_info").put("input_name", name);
        return fault;
    }

    private ObjectNode notConvertible(JsonNode value, String message) {
        ObjectNode fault = of("invalid_input_type", "Failed to convert an input value to a " + input.type() + " value",
                name + ", " + python(value) + ", " + message);
        fault.putObject("extra_info").put("input_name", name).<ObjectNode>set("input_config", input.spec())
                .<ObjectNode>set("received_value", value).put("exception_message", message);
        return fault;
    }

    private Optional<ObjectNode> outOfRange(JsonNode value) {
        if (!value.isNumber()) {
            return Optional.empty();
        }
        Optional<JsonNode> min = input.option("min").filter(m -> exact(value).compareTo(exact(m)) < 0);
        Optional<JsonNode> max = input.option("max").filter(m -> exact(value).compareTo(exact(m)) > 0);
        return min.map(m -> withValue("value_smaller_than_min",
                "Value " + value.asString() + " smaller than min of " + m.asString(), name, value))
                .or(() -> max.map(m -> withValue("value_bigger_than_max",
                        "Value " + value.asString() + " bigger than max of " + m.asString(), name, value)));
    }

    private Optional<ObjectNode> notListed(JsonNode value) {
        Optional<List<String>> words = input.words().filter(list -> !list.contains(value.asString()));
        return words.map(list -> {
            boolean shown = list.size() <= SHOWN_WORDS;
            String offered = shown
                    ? list.stream().map(w -> "'" + w + "'").collect(Collectors.joining(", ", "[", "]"))
                    : "(list of length " + list.size() + ")";
            ObjectNode fault = withValue("value_not_in_list", "Value not in list",
                    name + ": '" + python(value) + "' not in " + offered, value);
            if (!shown) {
                ((ObjectNode) fault.get("extra_info")).putNull("input_config");
            }
            return fault;
        });
    }

    private static BigInteger integer(JsonNode value) {
        if (value.isNumber()) {
            return exact(value).toBigInteger();
        }
        return new BigInteger(number(value, "invalid literal for int() with base 10: "));
    }

    private static String number(JsonNode value, String complaint) {
        String text = value.isBoolean() ? value.booleanValue() ? "1" : "0" : value.asString("").strip();
        if (value.isNull() || !text.matches("[+-]?\\d+|[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")
                || complaint.contains("int()") && !text.matches("[+-]?\\d+")) {
            throw new NumberFormatException(value.isNull()
                    ? "argument must be a string or a real number, not 'NoneType'"
                    : complaint + "'" + text + "'");
        }
        return text;
    }

    private static boolean truth(JsonNode value) {
        return value.isBoolean()
                ? value.booleanValue()
                : value.isNumber()
                        ? value.doubleValue() != 0
                        : value.isString() ? !value.stringValue().isEmpty() : value.size() > 0;
    }

    private static BigDecimal exact(JsonNode value) {
        return new BigDecimal(value.asString());
    }

    private static String python(JsonNode value) {
        return value.isNull() ? "None" : value.isString() ? value.stringValue() : value.toString();
    }
}

package orchestrator.comfyui;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an input takes (protocol 1.6). */
public sealed interface InputType {
    /** A link to an output of one of these types; {@code *} is any. */
    record Socket(Set<String> types) implements InputType {}

    /**
     * One of a list. ComfyUI writes it in two styles, which read the same here.
     *
     * @param open
     *            other values may be valid too: uploaded files, or options that come from elsewhere
     */
    record Choice(List<String> options, Optional<String> preset, boolean open) implements InputType {}

    /** A whole ({@code INT}) or any ({@code FLOAT}) number; a seed's max is 2^64-1. */
    record Numeric(boolean whole, Optional<BigDecimal> min, Optional<BigDecimal> max, Optional<BigDecimal> step,
            Optional<BigDecimal> preset) implements InputType {}

    record Text(boolean multiline, Optional<String> preset) implements InputType {}

    record Flag(Optional<Boolean> preset) implements InputType {}

    /** A kind this program does not know, such as the dynamic inputs of newer servers. */
    record Opaque(String name) implements InputType {}

    static InputType of(JsonNode spec) {
        var type = spec.path(0);
        var options = spec.path(1);
        if (type.isArray())
            return new Choice(Json.strings(type), Json.optional(options, "default"), open(options));
        if (!type.isString())
            return new Opaque("");
        return switch (type.stringValue()) {
            case "INT" -> numeric(true, options);
            case "FLOAT" -> numeric(false, options);
            case "STRING" -> new Text(options.path("multiline").asBoolean(false), Json.optional(options, "default"));
            case "BOOLEAN" -> new Flag(options.path("default").booleanValueOpt());
            case "COMBO" -> new Choice(Json.strings(options.path("options")), Json.optional(options, "default"),
                    open(options));
            case String dynamic when dynamic.startsWith("COMFY_") -> new Opaque(dynamic);
            case String socket -> new Socket(Set.of(socket.split(",")));
        };
    }

    private static boolean open(JsonNode options) {
        return options.has("remote") || options.propertyNames().stream().anyMatch(name -> name.endsWith("_upload"));
    }

    private static Numeric numeric(boolean whole, JsonNode options) {
        return new Numeric(whole, decimal(options.path("min")), decimal(options.path("max")),
                decimal(options.path("step")), decimal(options.path("default")));
    }

    private static Optional<BigDecimal> decimal(JsonNode number) {
        return number.isNumber() ? number.asDecimalOpt() : Optional.empty();
    }
}

package orchestrator.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.awt.image.BufferedImage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One node about to run: its inputs, links already followed, and what it may do besides giving values. */
final class NodeCall {
    /** What a node reaches of its prompt. */
    interface Surroundings {
        Folders folders();

        QueuedPrompt prompt();

        /** Told after each step; stands still at a hold. @throws Interrupted when the prompt was interrupted */
        void tick(int value, int max, Optional<Supplier<BufferedImage>> preview) throws InterruptedException;

        /** Spends the time that the first use of a model file takes. */
        void load(String name) throws InterruptedException;
    }

    private final ObjectNode constants;
    private final Map<String, Value> linked;
    private final Surroundings around;
    private final List<ObjectNode> saved = new ArrayList<>();

    NodeCall(ObjectNode constants, Map<String, Value> linked, Surroundings around) {
        this.constants = constants;
        this.linked = linked;
        this.around = around;
    }

    Surroundings around() {
        return around;
    }

    <V extends Value> V link(String name, Class<V> kind) {
        return optionalLink(name, kind).orElseThrow(() -> new NodeFailure("AttributeError",
                "'str' object has no attribute 'get_model_object'\n"));
    }

    /** @throws NodeFailure when there is something else than the kind wanted */
    <V extends Value> Optional<V> optionalLink(String name, Class<V> kind) {
        Value value = linked.get(name);
        if (value == null && constants.has(name)) {
            throw new NodeFailure("AttributeError", "'str' object has no attribute 'get_model_object'\n");
        }
        return Optional.ofNullable(value).map(kind::cast);
    }

    BufferedImage image(String name) {
        return link(name, Value.Images.class).first();
    }

    String text(String name) {
        return constant(name).asString();
    }

    int integer(String name) {
        return constant(name).asInt();
    }

    double number(String name) {
        return constant(name).asDouble();
    }

    boolean flag(String name) {
        return constant(name).asBoolean();
    }

    /** 0 to 2^64-1, folded into the signed range. */
    long seed(String name) {
        return constant(name).bigIntegerValue(BigInteger.ZERO).longValue();
    }

    /** Notes a file that the node wrote, for {@code executed} and the history. */
    void saved(ObjectNode file) {
        saved.add(file);
    }

    /** Absent when the node wrote nothing. */
    Optional<ObjectNode> ui() {
        if (saved.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode ui = Json.object();
        ArrayNode images = ui.putArray("images");
        saved.forEach(images::add);
        return Optional.of(ui);
    }

    private JsonNode constant(String name) {
        JsonNode value = constants.get(name);
        if (value == null) {
            throw new NodeFailure("TypeError", "missing 1 required positional argument: '" + name + "'");
        }
        return value;
    }
}

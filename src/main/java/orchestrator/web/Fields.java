package orchestrator.web;

import orchestrator.job.Seed;
import orchestrator.models.ModelIndex;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The fields of one JSON object of a request. Each read notes what is wrong and goes on, so that all of it can be told
 * at once. {@code null} is as good as absent nowhere: it is a wrong type.
 */
final class Fields {

    private static final int MAX_SCALE = 400;
    private static final int MAX_SHOWN = 60;

    private final JsonNode object;
    private final String pointer;
    private final List<BadField> errors;

    private Fields(JsonNode object, String pointer, List<BadField> errors, Set<String> known) {
        this.object = object;
        this.pointer = pointer;
        this.errors = errors;
        object.propertyNames().stream().filter(name -> !known.contains(name))
                .forEach(name -> unknown(name, ModelIndex.nearest(cut(name), known.stream())));
    }

    /** {@link Problem} 422 when it is no object at all. */
    static Fields of(JsonNode body, Set<String> known) {
        List<BadField> errors = new ArrayList<>();
        if (!body.isObject()) {
            throw Problem.invalid(List.of(new BadField("", "wrong-type", "The body must be a JSON object.")));
        }
        return new Fields(body, "", errors, known);
    }

    List<BadField> errors() {
        return errors;
    }

    boolean has(String name) {
        return object.has(name);
    }

    boolean hasError(String name) {
        return errors.stream().anyMatch(error -> error.pointer().equals(pointer(name)));
    }

    void error(String name, String code, String detail, Map<String, Object> args) {
        errors.add(new BadField(pointer(name), code, detail, args));
    }

    /** Notes that a needed field is not there, unless something else is wrong with it. Gives a stand-in. */
    String missing(String name, String detail) {
        if (!hasError(name)) {
            error(name, "required", detail, Map.of());
        }
        return "";
    }

    Optional<String> text(String name, int longest) {
        return string(name).filter(text -> fits(name, text, longest)).filter(text -> {
            boolean plain = text.chars().noneMatch(Character::isISOControl);
            if (!plain) {
                error(name, "control-characters", name + " must not have control characters.", Map.of());
            }
            return plain;
        });
    }

    /** A text that is kept byte for byte, of any characters that can be stored. */
    Optional<String> prompt(String name, int longest) {
        return string(name).filter(text -> fits(name, text, longest));
    }

    Optional<Integer> integer(String name, int least, int most) {
        return decimal(name, "an integer").filter(number -> within(name, number, least, most, true))
                .map(BigDecimal::intValueExact);
    }

    Optional<Double> number(String name, int least, int most) {
        return decimal(name, "a number").filter(number -> within(name, number, least, most, false))
                .map(BigDecimal::doubleValue);
    }

    /** A number, or its digits as text; -1 is as good as none. */
    Optional<Seed> seed(String name) {
        JsonNode node = object.path(name);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (node.isIntegralNumber() || node.isString() && node.asString().matches("-?\\d{1,30}")) {
            BigInteger value = node.isString() ? new BigInteger(node.asString()) : node.bigIntegerValue();
            if (value.equals(BigInteger.ONE.negate())) {
                return Optional.empty();
            }
            if (value.signum() >= 0 && value.compareTo(Seed.MAX) <= 0) {
                return Optional.of(new Seed(value));
            }
        }
        error(name, "out-of-range", name + " must be an integer from 0 to " + Seed.MAX + ", or -1 for any.",
                Map.of("min", "0", "max", Seed.MAX.toString()));
        return Optional.empty();
    }

    /** The fields of an object within; an absent one has none. */
    Fields object(String name, Set<String> known) {
        JsonNode node = object.path(name);
        if (!node.isMissingNode() && !node.isObject()) {
            wrongType(name, "an object");
        }
        return new Fields(node.isObject() ? node : JsonNodeFactory.instance.objectNode(), pointer(name), errors, known);
    }

    <T> List<T> list(String name, int most, Set<String> known, Function<Fields, T> read) {
        JsonNode node = object.path(name);
        if (node.isMissingNode()) {
            return List.of();
        }
        if (!node.isArray()) {
            wrongType(name, "a list");
            return List.of();
        }
        if (node.size() > most) {
            error(name, "too-many", name + " may have at most " + most + " entries.", Map.of("max", most));
            return List.of();
        }
        List<T> all = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            String at = pointer(name) + "/" + i;
            if (node.get(i).isObject()) {
                all.add(read.apply(new Fields(node.get(i), at, errors, known)));
            } else {
                errors.add(new BadField(at, "wrong-type", "Each entry of " + name + " must be an object."));
            }
        }
        return all;
    }

    /** A list of texts, each read; one that cannot be is noted where it stands. */
    <T> List<T> texts(String name, int most, Function<String, Optional<T>> read, BadField wrong) {
        JsonNode node = object.path(name);
        if (!node.isArray() || node.size() > most) {
            error(name, node.isArray() ? "too-many" : "wrong-type", node.isArray()
                    ? name + " may have at most " + most + " entries."
                    : name + " must be a list of texts.", Map.of("max", most));
            return List.of();
        }
        List<T> all = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            String at = pointer(name) + "/" + i;
            Optional<JsonNode> text = Optional.of(node.get(i)).filter(JsonNode::isString);
            text.map(JsonNode::asString).flatMap(read).ifPresentOrElse(all::add, () -> errors.add(new BadField(at,
                    wrong.code(), wrong.detail(), wrong.args())));
        }
        return all;
    }

    private Optional<String> string(String name) {
        JsonNode node = object.path(name);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (!node.isString()) {
            wrongType(name, "a text");
            return Optional.empty();
        }
        return Optional.of(node.asString());
    }

    private boolean fits(String name, String text, int longest) {
        int length = text.codePointCount(0, text.length());
        if (length > longest) {
            error(name, "too-long", name + " may have at most " + longest + " characters; it has " + length + ".",
                    Map.of("max", longest, "length", length));
        } else if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            error(name, "not-text", name + " has half a character (a lone surrogate), which cannot be stored.",
                    Map.of());
        } else {
            return true;
        }
        return false;
    }

    private Optional<BigDecimal> decimal(String name, String what) {
        JsonNode node = object.path(name);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (!node.isNumber()) {
            wrongType(name, what);
            return Optional.empty();
        }
        BigDecimal value = node.decimalValue();
        // 1e999999999 is short, but would be written out with a billion digits.
        return Optional.of(Math.abs((long) value.scale()) > MAX_SCALE
                ? BigDecimal.TEN.pow(MAX_SCALE).multiply(BigDecimal.valueOf(value.signum()))
                : value);
    }

    private boolean within(String name, BigDecimal number, int least, int most, boolean whole) {
        boolean good = number.compareTo(BigDecimal.valueOf(least)) >= 0
                && number.compareTo(BigDecimal.valueOf(most)) <= 0
                && (!whole || number.stripTrailingZeros().scale() <= 0);
        if (!good) {
            error(name, "out-of-range", name + " must be " + (whole ? "an integer" : "a number") + " from " + least
                    + " to " + most + ".", Map.of("min", least, "max", most));
        }
        return good;
    }

    private void wrongType(String name, String what) {
        error(name, "wrong-type", name + " must be " + what + ".", Map.of("expected", what));
    }

    private void unknown(String name, List<String> near) {
        error(name, "unknown-field", "There is no field \"" + cut(name) + "\""
                + (near.isEmpty() ? "." : "; did you mean " + String.join(" or ", near) + "?"), Map.of("near", near));
    }

    private static String cut(String name) {
        return name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) : name;
    }

    private String pointer(String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}

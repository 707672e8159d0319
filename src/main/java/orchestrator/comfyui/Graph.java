package orchestrator.comfyui;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A ComfyUI workflow in API format as an immutable value: node id to node, in the order in which it was built.
 *
 * <p>
 * An input is a {@link Link}, a text, a truth value, a number, a list or a map of those. Whole numbers are kept as
 * {@code Long}, or {@code BigInteger} beyond it (a seed may be 2^64-1), others as {@code Double}, so that a graph read
 * back from JSON equals the one that was written.
 */
public record Graph(SequencedMap<String, Node> nodes) {
    private static final Graph EMPTY = new Graph(new LinkedHashMap<>());
    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger SHORTEST = BigInteger.valueOf(Long.MIN_VALUE);

    public Graph {
        nodes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(nodes));
    }

    /** An output of another node: the id of that node and the number of its output, from 0. */
    public record Link(String node, int slot) {
        public Link {
            Objects.requireNonNull(node);
            if (slot < 0)
                throw new IllegalArgumentException("A link's slot starts at 0, this one is " + slot);
        }
    }

    /** One node: its class as ComfyUI names it, its inputs by name, and the title a person gave it ("" for none). */
    public record Node(String classType, SequencedMap<String, Object> inputs, String title) {
        public Node {
            Objects.requireNonNull(classType);
            Objects.requireNonNull(title);
            var checked = new LinkedHashMap<String, Object>();
            inputs.forEach((name, value) -> checked.put(name, value(classType, name, value)));
            inputs = Collections.unmodifiableSequencedMap(checked);
        }

        public Node(String classType, SequencedMap<String, Object> inputs) {
            this(classType, inputs, "");
        }

        public List<Link> links() {
            return inputs.values().stream().filter(Link.class::isInstance).map(Link.class::cast).toList();
        }

        /** The number given for an input; empty where it is absent, linked or no number. */
        public OptionalDouble number(String input) {
            return inputs.get(input) instanceof Number number
                    ? OptionalDouble.of(number.doubleValue())
                    : OptionalDouble.empty();
        }

        /** The text given for an input. */
        public Optional<String> text(String input) {
            return inputs.get(input) instanceof String text ? Optional.of(text) : Optional.empty();
        }

        /** The same node with one input replaced or added. */
        public Node with(String input, Object value) {
            var changed = new LinkedHashMap<>(inputs);
            changed.put(input, value);
            return new Node(classType, changed, title);
        }
    }

    public static Graph empty() {
        return EMPTY;
    }

    /**
     * Reads API-format JSON ({@code {"1":{"class_type":...,"inputs":{...}}}}).
     *
     * @throws IllegalArgumentException
     *             with one line that says what is wrong, for instance when it is the format of the ComfyUI editor
     */
    public static Graph parse(String json) {
        return GraphJson.read(json);
    }

    /** API-format JSON; a literal list goes out as {@code {"__value__":[...]}} because a bare one reads as a link. */
    public String toJson() {
        return GraphJson.write(this).toString();
    }

    public Graph with(String id, String classType, Map<String, ?> inputs) {
        return with(id, new Node(classType, new LinkedHashMap<>(inputs)));
    }

    public Graph with(String id, Node node) {
        var more = new LinkedHashMap<>(nodes);
        more.put(id, node);
        return new Graph(more);
    }

    /**
     * The same graph whose saving nodes write under another prefix. A prefix of its own for each sending keeps ComfyUI
     * from answering out of its cache with the old files (protocol 2.6).
     */
    public Graph withFilenamePrefix(String prefix) {
        var changed = new LinkedHashMap<String, Node>();
        nodes.forEach((id, node) -> changed.put(id,
                node.inputs().containsKey("filename_prefix") ? node.with("filename_prefix", prefix) : node));
        return new Graph(changed);
    }

    public Optional<Node> node(String id) {
        return Optional.ofNullable(nodes.get(id));
    }

    /** Ids of the nodes that no other node takes anything from: in a graph of ours the nodes that save. */
    public Set<String> sinks() {
        var sinks = new LinkedHashSet<>(nodes.keySet());
        nodes.values().forEach(node -> node.links().forEach(link -> sinks.remove(link.node())));
        return Collections.unmodifiableSet(sinks);
    }

    /**
     * The nodes that must run for these outputs: the outputs and what they are made from, without the cached ones and
     * what only those need. Links to missing nodes are passed over.
     */
    public Set<String> needed(Collection<String> outputs, Collection<String> cached) {
        var needed = new LinkedHashSet<String>();
        var open = new ArrayDeque<>(outputs);
        while (!open.isEmpty()) {
            var id = open.poll();
            var node = nodes.get(id);
            if (node != null && !cached.contains(id) && needed.add(id))
                node.links().forEach(link -> open.add(link.node()));
        }
        return Collections.unmodifiableSet(needed);
    }

    /** Everything a node is made from, nearest first, without the node itself. */
    public Set<String> ancestors(String id) {
        var ancestors = new LinkedHashSet<>(needed(List.of(id), List.of()));
        ancestors.remove(id);
        return Collections.unmodifiableSet(ancestors);
    }

    /** The number of that name at the node, or at the nearest one it is made from. */
    OptionalDouble nearestNumber(String id, String input) {
        return withAncestors(id).map(node -> node.number(input)).filter(OptionalDouble::isPresent).findFirst()
                .orElse(OptionalDouble.empty());
    }

    /** The text of that name at the node, or at the nearest one it is made from. */
    Optional<String> nearestText(String id, String input) {
        return withAncestors(id).flatMap(node -> node.text(input).stream()).findFirst();
    }

    /** A node that grew inside another while it ran is called {@code parent.0.0.1}: it counts as its parent. */
    String grownFrom(String id) {
        var known = id;
        while (!nodes.containsKey(known) && known.contains("."))
            known = known.substring(0, known.lastIndexOf('.'));
        return known;
    }

    private Stream<Node> withAncestors(String id) {
        return needed(List.of(id), List.of()).stream().map(nodes::get);
    }

    private static Object value(String classType, String name, Object value) {
        return switch (value) {
            case null -> throw new IllegalArgumentException("Input " + name + " of " + classType + " has no value");
            case Link link -> link;
            case String text -> text;
            case Boolean flag -> flag;
            case Long number -> number;
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case BigInteger number when number.compareTo(LONGEST) > 0 || number.compareTo(SHORTEST) < 0 -> number;
            case BigInteger number -> number.longValueExact();
            case Double number when Double.isFinite(number) -> number;
            case Float number when Float.isFinite(number) -> Double.valueOf(number.toString());
            case BigDecimal number -> number.doubleValue();
            case List<?> list -> {
                var checked = new ArrayList<>();
                list.forEach(element -> checked.add(value(classType, name, element)));
                yield Collections.unmodifiableList(checked);
            }
            case Map<?, ?> map -> {
                var checked = new LinkedHashMap<String, Object>();
                map.forEach((key, element) -> checked.put(key.toString(), value(classType, name, element)));
                yield Collections.unmodifiableSequencedMap(checked);
            }
            default -> throw new IllegalArgumentException(
                    "Input " + name + " of " + classType + " is no JSON value: " + value.getClass().getSimpleName());
        };
    }
}

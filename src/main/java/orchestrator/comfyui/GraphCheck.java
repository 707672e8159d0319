package orchestrator.comfyui;

import orchestrator.comfyui.Graph.Link;
import orchestrator.comfyui.Graph.Node;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares a graph with what a server offers, before it is sent. */
final class GraphCheck {
    private final Graph graph;
    private final Catalogue catalogue;
    private final List<NodeProblem> problems = new ArrayList<>();

    private GraphCheck(Graph graph, Catalogue catalogue) {
        this.graph = graph;
        this.catalogue = catalogue;
    }

    static List<NodeProblem> of(Graph graph, Catalogue catalogue) {
        var check = new GraphCheck(graph, catalogue);
        graph.nodes().forEach(check::node);
        return List.copyOf(check.problems);
    }

    private void node(String id, Node node) {
        var known = catalogue.node(node.classType());
        if (known.isEmpty())
            problems.add(new NodeProblem(id, node.classType(), "missing_node_type", "Node type is not installed",
                    node.classType(), Optional.empty(), Optional.empty(), List.of()));
        else
            known.get().inputs().values().forEach(spec -> input(id, node, spec));
    }

    private void input(String id, Node node, InputSpec spec) {
        var value = Optional.ofNullable(node.inputs().get(spec.name()));
        if (value.isEmpty()) {
            // A dynamic input goes out as dotted names of its parts.
            if (spec.required() && !(spec.type() instanceof InputType.Opaque))
                problem(id, node, spec, "required_input_missing", "Required input is missing", List.of());
        } else if (value.get() instanceof Link link) {
            link(id, node, spec, link);
        } else {
            literal(id, node, spec, value.get());
        }
    }

    private void link(String id, Node node, InputSpec spec, Link link) {
        var source = graph.node(link.node());
        if (source.isEmpty()) {
            problem(id, node, spec, "bad_linked_input", "Linked node does not exist", List.of());
            return;
        }
        var outputs = source.flatMap(from -> catalogue.node(from.classType())).map(NodeClass::outputs);
        if (outputs.isPresent() && link.slot() >= outputs.get().size())
            problem(id, node, spec, "bad_linked_input", "Linked output does not exist", List.of());
        else if (outputs.isPresent() && spec.type() instanceof InputType.Socket socket
                && !socket.types().contains("*")) {
            var given = List.of(outputs.get().get(link.slot()).split(","));
            if (!given.contains("*") && given.stream().noneMatch(socket.types()::contains))
                problem(id, node, spec, "return_type_mismatch", "Return type mismatch between linked nodes",
                        List.copyOf(socket.types()));
        }
    }

    private void literal(String id, Node node, InputSpec spec, Object value) {
        switch (spec.type()) {
            case InputType.Choice choice -> {
                if (!choice.open() && !choice.options().contains(value.toString()))
                    problem(id, node, spec, "value_not_in_list", "Value not in list", choice.options());
            }
            case InputType.Numeric numeric -> number(id, node, spec, numeric, value);
            // ComfyUI accepts this one and fails when the node runs.
            case InputType.Socket socket ->
                problem(id, node, spec, "bad_linked_input", "A link belongs here", List.copyOf(socket.types()));
            case InputType.Text _,InputType.Flag _,InputType.Opaque _ -> {}
        }
    }

    private void number(String id, Node node, InputSpec spec, InputType.Numeric numeric, Object value) {
        BigDecimal number;
        try {
            number = new BigDecimal(value.toString());
        } catch (NumberFormatException none) {
            problem(id, node, spec, "invalid_input_type", "Not a number", List.of());
            return;
        }
        if (numeric.min().isPresent() && number.compareTo(numeric.min().get()) < 0)
            problem(id, node, spec, "value_smaller_than_min", "Value smaller than min of " + numeric.min().get(),
                    List.of());
        if (numeric.max().isPresent() && number.compareTo(numeric.max().get()) > 0)
            problem(id, node, spec, "value_bigger_than_max", "Value bigger than max of " + numeric.max().get(),
                    List.of());
    }

    private void problem(String id, Node node, InputSpec spec, String type, String message, List<String> allowed) {
        var received = Optional.ofNullable(node.inputs().get(spec.name()))
                .filter(value -> !(value instanceof Link)).map(Object::toString);
        problems.add(new NodeProblem(id, node.classType(), type, message, spec.name(), Optional.of(spec.name()),
                received, allowed));
    }
}

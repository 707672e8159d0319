package orchestrator.workflow;

import orchestrator.comfyui.Catalogue;
import orchestrator.comfyui.Graph;
import orchestrator.comfyui.Graph.Link;
import orchestrator.comfyui.Graph.Node;
import orchestrator.comfyui.InputSpec;
import orchestrator.comfyui.InputType;
import orchestrator.comfyui.NodeClass;
import orchestrator.job.ImageParams;
import orchestrator.models.ModelIndex;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Says before anything is sent what a ComfyUI would refuse, and at which field of the request. */
public final class Preflight {

    private static final int MAX_ALLOWED = 200;
    private static final Set<String> FILES = Set.of("ckpt_name", "unet_name", "lora_name", "vae_name", "clip_name",
            "clip_name1", "clip_name2", "clip_name3");
    private static final Map<String, String> FIELDS = Map.of("vae_name", "vae", "sampler_name", "sampler", "scheduler",
            "scheduler", "width", "width", "height", "height", "batch_size", "batchSize", "amount", "batchSize",
            "guidance", "guidance", "stop_at_clip_layer", "clipSkip", "cfg", "cfg");

    private final Graph graph;
    private final Catalogue catalogue;
    private final List<FieldProblem> problems = new ArrayList<>();
    private int lora = -1;
    private int pass = -1;

    private Preflight(Graph graph, Catalogue catalogue) {
        this.graph = graph;
        this.catalogue = catalogue;
    }

    /** Everything in a graph of ours that this ComfyUI lacks or does not take; empty when it will run. */
    public static List<FieldProblem> check(Graph graph, Catalogue catalogue) {
        Preflight preflight = new Preflight(graph, catalogue);
        graph.nodes().values().forEach(preflight::node);
        return List.copyOf(preflight.problems);
    }

    /** Words of a request that none of these ComfyUIs offers; told also when there is no graph to check. */
    public static List<FieldProblem> options(ImageParams params, List<Catalogue> catalogues) {
        return Stream.concat(option("sampler", "sampler_name", params.sampler(), catalogues).stream(),
                option("scheduler", "scheduler", params.scheduler(), catalogues).stream()).toList();
    }

    private static Optional<FieldProblem> option(String field, String input, Optional<String> word,
            List<Catalogue> catalogues) {
        List<String> offered = catalogues.stream().flatMap(known -> known.options("KSampler", input).stream())
                .distinct().toList();
        return word.filter(given -> !offered.isEmpty() && !offered.contains(given)).map(given -> FieldProblem.param(
                field, "invalid-value", "No ComfyUI has " + given + hint(given, offered), choices(given, offered)));
    }

    private void node(Node node) {
        lora += node.classType().equals("LoraLoader") ? 1 : 0;
        pass += node.classType().equals("KSampler") ? 1 : 0;
        Optional<NodeClass> known = catalogue.node(node.classType());
        if (known.isEmpty()) {
            problems.add(new FieldProblem("", "node-missing", "Update this ComfyUI: it has no node "
                    + node.classType(), Map.of("node", node.classType())));
            return;
        }
        known.get().inputs().values().forEach(spec -> input(node, spec));
    }

    private void input(Node node, InputSpec spec) {
        Object value = node.inputs().get(spec.name());
        if (value == null) {
            if (spec.required()) {
                refuse(node, spec, "input-missing", "This ComfyUI asks for more than we know to give: " + spec.name(),
                        Map.of());
            }
            return;
        }
        switch (spec.type()) {
            case InputType.Socket socket -> link(node, spec, socket, value);
            case InputType.Choice choice -> choice(node, spec, choice, value);
            case InputType.Numeric range -> number(node, spec, range, value);
            case InputType.Text _,InputType.Flag _,InputType.Opaque _ -> {}
        }
    }

    private void link(Node node, InputSpec spec, InputType.Socket socket, Object value) {
        Optional<String> given = value instanceof Link(String from, int slot)
                ? graph.node(from).flatMap(source -> catalogue.node(source.classType()))
                        .filter(source -> slot < source.outputs().size()).map(source -> source.outputs().get(slot))
                : Optional.empty();
        // A missing node has been told of already.
        boolean unknown = value instanceof Link(String from, int _)
                && graph.node(from).filter(source -> !catalogue.has(source.classType())).isPresent();
        boolean fits = given.filter(type -> socket.types().contains(type) || socket.types().contains("*")
                || type.equals("*")).isPresent();
        if (!fits && !unknown) {
            refuse(node, spec, "link-mismatch", "This ComfyUI's nodes do not fit together at " + spec.name(), Map.of());
        }
    }

    private void choice(Node node, InputSpec spec, InputType.Choice choice, Object value) {
        // LoadImage lists only the top folder but takes whatever exists below it.
        if (choice.open() || node.classType().equals("LoadImage") || choice.options().contains(value)) {
            return;
        }
        String given = value.toString();
        refuse(node, spec, FILES.contains(spec.name()) ? "model-missing" : "invalid-value", "This ComfyUI has no "
                + given + hint(given, choice.options()), choices(given, choice.options()));
    }

    private static String hint(String given, List<String> options) {
        return ModelIndex.nearest(given, options.stream()).stream().findFirst()
                .map(near -> ", did you mean " + near + "?").orElse("");
    }

    private static Map<String, Object> choices(String given, List<String> options) {
        return Map.of("name", given, "near", ModelIndex.nearest(given, options.stream()), "allowed",
                options.stream().limit(MAX_ALLOWED).toList());
    }

    private void number(Node node, InputSpec spec, InputType.Numeric range, Object value) {
        BigDecimal number = value instanceof Number given ? new BigDecimal(given.toString()) : BigDecimal.ZERO;
        boolean fits = value instanceof Number && range.min().filter(min -> number.compareTo(min) < 0).isEmpty()
                && range.max().filter(max -> number.compareTo(max) > 0).isEmpty();
        if (!fits) {
            Map<String, Object> limits = range.min().isPresent() && range.max().isPresent()
                    ? Map.of("min", range.min().get(), "max", range.max().get())
                    : Map.of();
            refuse(node, spec, limits.isEmpty() ? "invalid-value" : "out-of-range",
                    "This ComfyUI does not take this value: " + value, limits);
        }
    }

    private void refuse(Node node, InputSpec spec, String code, String detail, Map<String, Object> more) {
        Map<String, Object> args = new java.util.HashMap<>(more);
        args.put("node", node.classType());
        args.put("input", spec.name());
        problems.add(new FieldProblem(pointer(node, spec.name()), code, detail, args));
    }

    private String pointer(Node node, String input) {
        return switch (input) {
            case "ckpt_name", "unet_name", "clip_name", "clip_name1", "clip_name2", "clip_name3" -> "/model";
            case "lora_name" -> "/params/loras/" + lora + "/name";
            case "strength_model", "strength_clip" -> "/params/loras/" + lora + "/weight";
            case "steps", "denoise" -> pass > 0 ? "/params/hires/" + input : "/params/" + input;
            case "width", "height" -> node.classType().equals("LatentUpscale")
                    ? "/params/hires/scale"
                    : "/params/" + input;
            default -> FIELDS.containsKey(input) ? "/params/" + FIELDS.get(input) : "";
        };
    }
}

package orchestrator.workflow;

import orchestrator.comfyui.Catalogue;
import orchestrator.comfyui.Graph;
import orchestrator.comfyui.Graph.Node;
import orchestrator.comfyui.InputSpec;
import orchestrator.comfyui.InputType;
import orchestrator.comfyui.NodeClass;
import orchestrator.job.ImageParams;
import orchestrator.job.JobRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkflowGraphTest {

    private static final String SEED = "\"seed\":\"42\"";

    private static final Set<String> FILES = Set.of("ckpt_name", "unet_name", "lora_name", "vae_name", "clip_name",
            "clip_name1", "clip_name2", "clip_name3");

    /** @param name of the stored graph */
    record Case(String name, String model, String params, String... absent) {

        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Case> CASES = List.of(
            new Case("sd15", "checkpoints/sd15/dream.safetensors", "{" + SEED + ",\"negativePrompt\":\"blurry\"}"),
            new Case("sd15-vae-loras-clip-skip", "checkpoints/sd15/dream.safetensors", "{" + SEED
                    + ",\"vae\":\"mse\",\"clipSkip\":2,\"loras\":[{\"name\":\"ink\",\"weight\":0.8},"
                    + "{\"name\":\"detail\",\"weight\":-0.4}]}"),
            new Case("sd15-hires", "checkpoints/sd15/dream.safetensors", "{" + SEED
                    + ",\"hires\":{\"scale\":1.5,\"denoise\":0.5,\"steps\":12}}"),
            new Case("sd15-image-to-image", "checkpoints/sd15/dream.safetensors", "{" + SEED
                    + ",\"image\":\"start.png\",\"denoise\":0.4,\"batchSize\":3}"),
            new Case("sd2", "checkpoints/v2-1_768.safetensors", "{" + SEED + "}"),
            new Case("sdxl", "checkpoints/sdxl/base.safetensors", "{\"seed\":\"18446744073709551615\"}"),
            new Case("sdxl-lightning", "checkpoints/sdxl/lightning_4step.safetensors", "{" + SEED + "}"),
            new Case("sdxl-separate-files", "diffusion_models/sdxl-bare.safetensors", "{" + SEED + "}"),
            new Case("sd35-three-encoders", "checkpoints/sd3.5_large.safetensors", "{" + SEED + "}"),
            new Case("sd35-two-encoders", "checkpoints/sd3.5_large.safetensors", "{" + SEED + "}",
                    "text_encoders/t5xxl_fp16.safetensors", "text_encoders/t5xxl_fp8_e4m3fn.safetensors"),
            new Case("sd35-encoders-inside", "checkpoints/sd3.5_large_fp8_scaled.safetensors", "{" + SEED + "}"),
            new Case("flux-dev", "diffusion_models/flux1-dev.safetensors", "{" + SEED
                    + ",\"loras\":[{\"name\":\"flux/realism\",\"weight\":1}]}"),
            new Case("flux-schnell", "diffusion_models/flux1-schnell.safetensors", "{" + SEED + "}"),
            new Case("flux-schnell-all-in-one", "checkpoints/flux1-schnell-fp8.safetensors", "{" + SEED + "}"),
            new Case("flux-dev-all-in-one", "checkpoints/flux1-dev-fp8.safetensors", "{" + SEED
                    + ",\"guidance\":2.5}"),
            new Case("flux-dev-image-to-image", "diffusion_models/flux1-dev.safetensors", "{" + SEED
                    + ",\"image\":\"start.png\",\"denoise\":0.7,\"width\":1344,\"height\":768}"),
            new Case("flux-schnell-hires", "checkpoints/flux1-schnell-fp8.safetensors", "{" + SEED
                    + ",\"vae\":\"ae\",\"hires\":{\"scale\":1.5,\"denoise\":0,\"steps\":0}}"),
            new Case("sdxl-image-to-image", "checkpoints/sdxl/base.safetensors", "{" + SEED
                    + ",\"negativePrompt\":\"blurry\",\"image\":\"start.png\"}"),
            new Case("sdxl-hires-vae-clip-skip", "checkpoints/sdxl/base.safetensors", "{" + SEED
                    + ",\"vae\":\"sdxl_vae\",\"clipSkip\":2,\"width\":1216,\"height\":832,"
                    + "\"hires\":{\"scale\":1.5,\"denoise\":0.4,\"steps\":15}}"),
            new Case("sdxl-turbo", "checkpoints/sd_xl_turbo_1.0_fp16.safetensors", "{" + SEED + "}"),
            new Case("sd15-lcm", "checkpoints/sd15/dream_lcm.safetensors", "{" + SEED + "}"),
            new Case("sd35-turbo-hires", "checkpoints/sd3.5_large_turbo.safetensors", "{" + SEED
                    + ",\"hires\":{\"scale\":1.25,\"denoise\":0.5,\"steps\":4}}"),
            new Case("sd35-separate-files-image-to-image", "diffusion_models/sd3.5_medium.safetensors", "{" + SEED
                    + ",\"image\":\"start.png\"}"));

    @ParameterizedTest
    @FieldSource("CASES")
    void the_graph_is_the_stored_one(Case asked) throws IOException {
        String stored = text("/workflow/" + asked.name() + ".json");
        assertEquals(Graph.parse(stored), ready(asked).graph());
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void both_recorded_comfyuis_take_the_graph(Case asked) throws IOException {
        for (String recorded : List.of("linux-0.3.64", "windows-0.3")) {
            Graph graph = ready(asked).graph();
            Catalogue catalogue = offering(graph,
                    Catalogue.parse(bytes("/recordings/object_info-" + recorded + ".json")));
            assertEquals(List.of(), Preflight.check(graph, catalogue), recorded);
        }
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void the_one_node_that_saves_is_told(Case asked) {
        Plan.Ready plan = ready(asked);
        assertEquals(Set.of(plan.output()), plan.graph().sinks());
        assertEquals("SaveImage", plan.graph().node(plan.output()).orElseThrow().classType());
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void what_is_resolved_once_stays_the_same(Case asked) {
        Shelf shelf = Shelf.full().without(asked.absent());
        JobRequest once = resolved(shelf, asked);
        assertEquals(new Resolution.Resolved(once), Workflow.resolve(once, shelf.index(), new Random(9)));
    }

    @Test
    void what_the_model_needs_and_comfyui_lacks_is_named() {
        Case flux = CASES.stream().filter(c -> c.name().equals("flux-dev")).findFirst().orElseThrow();
        Shelf shelf = Shelf.full();
        JobRequest request = resolved(shelf, flux);
        shelf.without("text_encoders/t5xxl_fp16.safetensors", "text_encoders/t5xxl_fp8_e4m3fn.safetensors",
                "vae/ae.safetensors", "loras/flux/realism.safetensors");
        var lacking = assertInstanceOf(Plan.Lacking.class, Workflow.graph(request, shelf.target(Map.of())));
        assertEquals(List.of("text-encoder-missing", "vae-missing", "model-missing"),
                lacking.problems().stream().map(FieldProblem::code).toList());
        assertEquals(List.of("t5xxl"), lacking.problems().getFirst().args().get("need"));
        assertEquals("/params/loras/0/name", lacking.problems().getLast().pointer());
    }

    @Test
    void an_sdxl_vae_is_never_taken_for_sd35() {
        Shelf shelf = Shelf.full().without("checkpoints/sd3.5_large.safetensors", "vae/sd3_vae.safetensors")
                .with("diffusion_models/sd3.5_large.safetensors", orchestrator.models.Family.SD35);
        JobRequest request = resolved(shelf,
                new Case("", "diffusion_models/sd3.5_large.safetensors", "{" + SEED + "}"));
        var lacking = assertInstanceOf(Plan.Lacking.class, Workflow.graph(request, shelf.target(Map.of())));
        assertEquals("vae-missing", lacking.problems().getFirst().code());
    }

    @Test
    void a_model_that_left_comfyui_since_is_said_to_be_missing() {
        Shelf shelf = Shelf.full();
        JobRequest request = resolved(shelf, CASES.getFirst());
        var lacking = assertInstanceOf(Plan.Lacking.class,
                Workflow.graph(request, shelf.without(CASES.getFirst().model()).target(Map.of())));
        assertEquals("model-missing", lacking.problems().getFirst().code());
    }

    @Test
    void a_start_image_that_was_not_uploaded_is_asked_for() {
        Case fromImage = CASES.get(3);
        Shelf shelf = Shelf.full();
        var lacking = assertInstanceOf(Plan.Lacking.class,
                Workflow.graph(resolved(shelf, fromImage), shelf.target(Map.of())));
        assertEquals("/params/image", lacking.problems().getFirst().pointer());
    }

    @Test
    void a_checkpoint_whose_name_says_nothing_is_tried_as_a_whole_one() {
        Shelf shelf = new Shelf().with(orchestrator.models.ModelFile.guess("checkpoints/odd.safetensors"));
        var index = orchestrator.models.ModelIndex.of(shelf.index().files(), false);
        var resolved = assertInstanceOf(Resolution.Resolved.class,
                Workflow.resolve(Asked.of("odd", "{}"), index, new Random(1)));
        assertEquals(Optional.of(1024), ((ImageParams) resolved.request().params()).width());
    }

    private static Plan.Ready ready(Case asked) {
        Shelf shelf = Shelf.full().without(asked.absent());
        return assertInstanceOf(Plan.Ready.class, Workflow.graph(resolved(shelf, asked),
                shelf.target(Map.of("start.png", "orch/JOB/start.png"))));
    }

    private static JobRequest resolved(Shelf shelf, Case asked) {
        Resolution resolution = Workflow.resolve(Asked.of(asked.model(), asked.params()), shelf.index(),
                new Random(1));
        return assertInstanceOf(Resolution.Resolved.class, resolution).request();
    }

    // The recorded servers had other files: their lists are replaced by the names that the graph uses.
    private static Catalogue offering(Graph graph, Catalogue recorded) {
        var classes = new LinkedHashMap<>(recorded.classes());
        for (Node node : graph.nodes().values()) {
            assertTrue(recorded.has(node.classType()), node.classType());
            List<Node> alike = graph.nodes().values().stream()
                    .filter(other -> other.classType().equals(node.classType())).toList();
            classes.computeIfPresent(node.classType(), (_, known) -> offering(alike, known));
        }
        return new Catalogue(classes);
    }

    private static NodeClass offering(List<Node> nodes, NodeClass known) {
        var inputs = new LinkedHashMap<>(known.inputs());
        inputs.replaceAll((name, spec) -> {
            List<String> used = nodes.stream().flatMap(node -> node.text(name).stream()).toList();
            return FILES.contains(name)
                    ? new InputSpec(name, spec.required(), new InputType.Choice(used, Optional.empty(), false))
                    : spec;
        });
        return new NodeClass(known.name(), known.displayName(), inputs, known.outputs(), known.outputNode(),
                known.module());
    }

    private static String text(String resource) throws IOException {
        return new String(bytes(resource), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream in = WorkflowGraphTest.class.getResourceAsStream(resource)) {
            return java.util.Objects.requireNonNull(in, resource).readAllBytes();
        }
    }
}

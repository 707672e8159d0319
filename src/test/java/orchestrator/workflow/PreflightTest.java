package orchestrator.workflow;

import orchestrator.comfyui.Catalogue;
import orchestrator.comfyui.Graph;
import orchestrator.comfyui.NodeClass;
import orchestrator.job.ImageParams;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Against the recorded ComfyUI of Linux, which has tiny models. */
class PreflightTest {

    private static final String RECORDED = "/recordings/object_info-linux-0.3.64.json";

    private final Graph graph = Graph.parse(
            """
            {"1":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"tiny-sd15.safetensors"}},
             "2":{"class_type":"CLIPTextEncode","inputs":{"text":"a","clip":["1",1]}},
             "4":{"class_type":"EmptyLatentImage","inputs":{"width":512,"height":512,"batch_size":1}},
             "5":{"class_type":"KSampler","inputs":{"model":["1",0],"seed":18446744073709551615,"steps":20,"cfg":7.0,
                  "sampler_name":"euler","scheduler":"normal","positive":["2",0],"negative":["2",0],
                  "latent_image":["4",0],"denoise":1.0}},
             "6":{"class_type":"VAEDecode","inputs":{"samples":["5",0],"vae":["1",2]}},
             "7":{"class_type":"SaveImage","inputs":{"images":["6",0],"filename_prefix":"x"}}}""");

    @Test
    void a_graph_that_will_run_has_no_problems() throws IOException {
        assertEquals(List.of(), check(graph));
    }

    @Test
    void a_missing_model_is_told_at_the_model_with_near_names() throws IOException {
        FieldProblem problem = only(with("1", "ckpt_name", "tiny-sd51.safetensors"));
        assertEquals("/model model-missing", problem.pointer() + " " + problem.code());
        assertEquals("tiny-sd15.safetensors", ((List<?>) problem.args().get("near")).getFirst());
    }

    @Test
    void an_unknown_sampler_is_told_at_its_field_with_what_is_allowed() throws IOException {
        FieldProblem problem = only(with("5", "sampler_name", "eular"));
        assertEquals("/params/sampler invalid-value", problem.pointer() + " " + problem.code());
        assertEquals("euler", ((List<?>) problem.args().get("near")).getFirst());
        assertEquals(true, ((List<?>) problem.args().get("allowed")).contains("ddim"));
    }

    @Test
    void a_word_no_comfyui_knows_is_told_without_a_graph() throws IOException {
        ImageParams params = (ImageParams) Asked.of("x", "{\"sampler\":\"eular\",\"scheduler\":\"karras\"}").params();
        FieldProblem problem = Preflight.options(params, List.of(recorded())).getFirst();
        assertEquals("/params/sampler invalid-value", problem.pointer() + " " + problem.code());
        assertEquals("euler", ((List<?>) problem.args().get("near")).getFirst());
        assertEquals(List.of(), Preflight.options(params, List.of()));
    }

    @Test
    void a_number_this_comfyui_does_not_take_is_told_with_its_limits() throws IOException {
        FieldProblem problem = only(with("4", "width", 20000));
        assertEquals("/params/width out-of-range 16384",
                problem.pointer() + " " + problem.code() + " " + problem.args().get("max"));
    }

    @Test
    void a_node_this_comfyui_lacks_is_told_once() throws IOException {
        FieldProblem problem = only(graph.with("6", "VAEDecodeBetter", graph.node("6").orElseThrow().inputs()));
        assertEquals("node-missing VAEDecodeBetter", problem.code() + " " + problem.args().get("node"));
    }

    @Test
    void links_that_do_not_fit_and_inputs_that_are_missing_are_told() throws IOException {
        assertEquals("link-mismatch", only(with("5", "model", new Graph.Link("1", 2))).code());
        assertEquals("link-mismatch", only(with("5", "model", new Graph.Link("1", 9))).code());
        assertEquals("link-mismatch", only(with("5", "model", "1")).code());
        assertEquals("input-missing",
                only(graph.with("7", "SaveImage", java.util.Map.of("images", new Graph.Link("6", 0)))).code());
    }

    @Test
    void the_second_of_two_loras_is_told_as_the_second() throws IOException {
        FieldProblem problem = only(graph.with("8", "LoraLoader", lora("tiny-sd15-style.safetensors")).with("9",
                "LoraLoader", lora("gone.safetensors")));
        assertEquals("/params/loras/1/name", problem.pointer());
    }

    @Test
    void a_server_of_windows_wants_its_own_separator() throws IOException {
        SequencedMap<String, NodeClass> classes = new LinkedHashMap<>(recorded().classes());
        Catalogue windows = Catalogue.parse(resource("/recordings/object_info-windows-0.3.json"));
        classes.put("UNETLoader", windows.node("UNETLoader").orElseThrow());
        Catalogue catalogue = new Catalogue(classes);
        Graph slash = graph.with("9", "UNETLoader",
                java.util.Map.of("unet_name", "svd-1.1/svd_xt_1_1.safetensors", "weight_dtype", "default"));
        assertEquals("svd-1.1\\svd_xt_1_1.safetensors",
                ((List<?>) Preflight.check(slash, catalogue).getFirst().args().get("near")).getFirst());
    }

    private static java.util.Map<String, Object> lora(String name) {
        return java.util.Map.of("model", new Graph.Link("1", 0), "clip", new Graph.Link("1", 1), "lora_name", name,
                "strength_model", 1.0, "strength_clip", 1.0);
    }

    private Graph with(String id, String input, Object value) {
        return graph.with(id, graph.node(id).orElseThrow().with(input, value));
    }

    private static FieldProblem only(Graph graph) throws IOException {
        List<FieldProblem> problems = check(graph);
        assertEquals(1, problems.size(), problems::toString);
        return problems.getFirst();
    }

    private static List<FieldProblem> check(Graph graph) throws IOException {
        return Preflight.check(graph, recorded());
    }

    private static Catalogue recorded() throws IOException {
        return Catalogue.parse(resource(RECORDED));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PreflightTest.class.getResourceAsStream(name)) {
            return java.util.Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}

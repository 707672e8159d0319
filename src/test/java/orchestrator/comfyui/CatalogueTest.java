package orchestrator.comfyui;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CatalogueTest {

    @ParameterizedTest
    @CsvSource({"object_info-linux-0.3.64.json,495", "object_info-windows-0.3.json,496"})
    void a_real_servers_offer_is_read_whole(String file, int classes) {
        var catalogue = Catalogue.parse(Recording.file(file));
        assertEquals(classes, catalogue.classes().size());
        assertTrue(catalogue.options("KSampler", "sampler_name").contains("dpmpp_2m"));
        assertTrue(catalogue.node("SaveImage").orElseThrow().outputNode());
        assertFalse(catalogue.node("VAEDecode").orElseThrow().outputNode());
        for (var node : catalogue.classes().values())
            for (var input : node.inputs().values())
                assertFalse(input.type() instanceof InputType.Opaque(var name) && name.isEmpty(),
                        () -> node.name() + "." + input.name());
    }

    @Test
    void a_seed_reaches_beyond_long() {
        var seed = assertInstanceOf(InputType.Numeric.class,
                linux().input("KSampler", "seed").orElseThrow().type());
        assertEquals(new BigDecimal("18446744073709551615"), seed.max().orElseThrow());
        assertTrue(seed.whole());
    }

    @Test
    void both_styles_of_choice_read_the_same() {
        var catalogue = linux();
        assertInstanceOf(InputType.Choice.class,
                catalogue.input("CheckpointLoaderSimple", "ckpt_name").orElseThrow().type());
        assertTrue(catalogue.options("SaveVideo", "format").contains("mp4"));
        assertTrue(catalogue.options("UpscaleModelLoader", "model_name").contains("4x-tiny-esrgan.safetensors"));
    }

    @Test
    void sockets_texts_and_flags_are_told_apart() {
        var catalogue = linux();
        assertEquals(new InputType.Socket(Set.of("MODEL")),
                catalogue.input("KSampler", "model").orElseThrow().type());
        assertTrue(assertInstanceOf(InputType.Text.class,
                catalogue.input("CLIPTextEncode", "text").orElseThrow().type()).multiline());
        assertInstanceOf(InputType.Flag.class,
                catalogue.input("SaveAnimatedWEBP", "lossless").orElseThrow().type());
        assertFalse(catalogue.input("ControlNetApplyAdvanced", "vae").orElseThrow().required());
    }

    @Test
    void a_kind_of_a_later_server_is_opaque_and_a_remote_choice_is_open() {
        var later = Catalogue
                .parse("""
                       {"X":{"input":{"required":{"a":["COMFY_AUTOGROW_V3",{}],"b":["COMBO",{"remote":{"route":"/r"}}],
                       "c":[7],"d":"odd"}},"output":[["x","y"],"IMAGE"]}}""".getBytes(StandardCharsets.UTF_8));
        assertEquals(new InputType.Opaque("COMFY_AUTOGROW_V3"), later.input("X", "a").orElseThrow().type());
        assertTrue(assertInstanceOf(InputType.Choice.class, later.input("X", "b").orElseThrow().type()).open());
        assertInstanceOf(InputType.Opaque.class, later.input("X", "c").orElseThrow().type());
        assertEquals(List.of("COMBO", "IMAGE"), later.node("X").orElseThrow().outputs());
    }

    @Test
    void what_is_no_catalogue_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Catalogue.parse("<html>".getBytes(StandardCharsets.UTF_8)));
        assertThrows(IllegalArgumentException.class, () -> Catalogue.parse("[]".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_graph_that_a_real_server_ran_passes_and_each_that_it_refused_does_not() {
        var catalogue = linux();
        int passed = 0;
        int found = 0;
        for (var recording : Recording.all().toList())
            for (var call : recording.calls("POST /prompt"))
                if (call.status() == 200 || !call.answer().path("node_errors").isEmpty()) {
                    var graph = GraphJson.read(call.body().path("prompt"));
                    var problems = catalogue.check(graph);
                    var refused = NodeProblem.all(call.answer().path("node_errors"));
                    if (refused.isEmpty() && call.status() == 200 && !hasTextForLink(graph)) {
                        assertEquals(List.of(), problems, recording.name());
                        passed++;
                    }
                    for (var problem : refused)
                        if (!problem.type().startsWith("exception_during") && !problem.type().startsWith("custom_")) {
                            assertTrue(
                                    problems.stream()
                                            .anyMatch(ours -> ours.nodeId().equals(problem.nodeId())
                                                    && ours.type().equals(problem.type())
                                                    && ours.input().equals(problem.input())),
                                    () -> problem + " not in " + problems);
                            found++;
                        }
                }
        assertTrue(passed > 20 && found > 5, passed + " " + found);
    }

    @Test
    void what_a_server_finds_only_when_it_runs_is_found_before() {
        var graph = Graph.empty().with("1", "VAEDecode", Map.of("samples", "7", "vae", new Graph.Link("9", 0)))
                .with("2", "NoSuchNode", Map.of());
        assertEquals(List.of("bad_linked_input", "bad_linked_input", "missing_node_type"),
                linux().check(graph).stream().map(NodeProblem::type).toList());
    }

    @Test
    void a_picture_that_was_uploaded_needs_no_place_in_the_list() {
        var graph = Graph.empty().with("1", "LoadImage", Map.of("image", "orch/7/in.png"));
        assertEquals(List.of(), linux().check(graph));
    }

    private static boolean hasTextForLink(Graph graph) {
        return graph.nodes().values().stream().anyMatch(node -> node.text("model").isPresent());
    }

    private static Catalogue linux() {
        return Catalogue.parse(Recording.file("object_info-linux-0.3.64.json"));
    }
}

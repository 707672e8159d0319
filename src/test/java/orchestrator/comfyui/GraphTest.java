package orchestrator.comfyui;

import orchestrator.comfyui.Graph.Link;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GraphTest {

    @Test
    void a_built_graph_links_its_nodes_by_the_ids_it_handed_out() {
        var graph = lighthouse();
        assertEquals(List.of("1", "2", "3", "4", "5"), List.copyOf(graph.nodes().sequencedKeySet()));
        assertEquals(new Link("1", 1), graph.node("2").orElseThrow().inputs().get("clip"));
        assertEquals(Set.of("5"), graph.sinks());
    }

    @Test
    void the_largest_seed_survives_the_way_through_json() {
        var largest = new BigInteger("18446744073709551615");
        var graph = Graph.empty().with("1", "KSampler", Map.of("seed", largest, "steps", 20, "cfg", 7.5));
        var read = Graph.parse(graph.toJson());
        assertEquals(graph, read);
        assertEquals(largest, read.node("1").orElseThrow().inputs().get("seed"));
        assertEquals(20L, read.node("1").orElseThrow().inputs().get("steps"));
    }

    @Test
    void a_literal_list_is_wrapped_so_that_it_is_no_link() {
        var graph = Graph.empty().with("1", "X", Map.of("sizes", List.of("a", 1)));
        assertEquals("{\"1\":{\"class_type\":\"X\",\"inputs\":{\"sizes\":{\"__value__\":[\"a\",1]}}}}",
                graph.toJson());
        assertEquals(graph, Graph.parse(graph.toJson()));
    }

    @Test
    void a_node_without_inputs_still_has_inputs_on_the_wire() {
        assertEquals("{\"1\":{\"class_type\":\"X\",\"inputs\":{}}}",
                Graph.empty().with("1", "X", Map.of()).toJson());
        assertEquals(Map.of(), Graph.parse("{\"1\":{\"class_type\":\"X\"}}").node("1").orElseThrow().inputs());
    }

    @Test
    void the_editors_format_is_refused_with_the_way_out() {
        var refused = assertThrows(IllegalArgumentException.class,
                () -> Graph.parse("{\"nodes\":[],\"links\":[],\"version\":0.4}"));
        assertTrue(refused.getMessage().contains("Export (API)"), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Graph.parse("{\"1\":"));
        assertThrows(IllegalArgumentException.class, () -> Graph.parse("[1]"));
        assertThrows(IllegalArgumentException.class, () -> Graph.parse("{\"1\":7}"));
    }

    @Test
    void what_json_cannot_say_is_refused_when_it_is_put_in() {
        assertThrows(IllegalArgumentException.class,
                () -> Graph.empty().with("1", "X", Map.of("a", Double.NaN)));
        var nothing = new LinkedHashMap<String, Object>();
        nothing.put("a", null);
        assertThrows(IllegalArgumentException.class, () -> Graph.empty().with("1", "X", nothing));
    }

    @Test
    void a_chunk_with_nan_reads_without_it() {
        var graph = Graph.parse("{\"1\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"a.png\",\"x\":NaN},"
                + "\"is_changed\":[NaN]}}");
        assertEquals(Map.of("image", "a.png"), graph.node("1").orElseThrow().inputs());
    }

    @Test
    void only_what_the_outputs_are_made_from_is_needed_and_nothing_below_a_cached_node() {
        var graph = lighthouse().with("9", "SaveImage", Map.of("images", new Link("4", 0)));
        assertEquals(Set.of("5", "4", "3", "2", "1"), graph.needed(Set.of("5"), Set.of()));
        assertEquals(Set.of("5", "4"), graph.needed(Set.of("5"), Set.of("3", "1")));
    }

    @Test
    void a_graph_that_runs_in_a_circle_still_has_an_end() {
        var circle = Graph.empty().with("1", "A", Map.of("x", new Link("2", 0))).with("2", "B",
                Map.of("x", new Link("1", 0), "y", new Link("7", 0)));
        assertEquals(Set.of("1", "2"), circle.needed(Set.of("1"), Set.of()));
    }

    @Test
    void another_prefix_goes_to_every_node_that_saves() {
        var moved = lighthouse().withFilenamePrefix("orch/j/2");
        assertEquals("orch/j/2", moved.node("5").orElseThrow().text("filename_prefix").orElseThrow());
        assertEquals(lighthouse().node("1"), moved.node("1"));
    }

    @Test
    void a_title_is_kept() {
        var graph = Graph.parse("{\"1\":{\"class_type\":\"X\",\"inputs\":{},\"_meta\":{\"title\":\"Мой узел\"}}}");
        assertEquals("Мой узел", graph.node("1").orElseThrow().title());
        assertEquals(graph, Graph.parse(graph.toJson()));
    }

    private static Graph lighthouse() {
        var g = new GraphBuilder();
        var model = g.add("CheckpointLoaderSimple").in("ckpt_name", "sd15.safetensors");
        var text = g.add("CLIPTextEncode").in("text", "a lighthouse").in("clip", model.out(1));
        var sampler = g.add("KSampler").in("model", model.out(0)).in("positive", text.out(0)).in("steps", 4);
        var picture = g.add("VAEDecode").in("samples", sampler.out(0)).in("vae", model.out(2));
        g.add("SaveImage").in("images", picture.out(0)).in("filename_prefix", "orch/j/1");
        return g.build();
    }
}

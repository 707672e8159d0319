package orchestrator.comfyui;

import orchestrator.comfyui.NodeTimes.Measured;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NodeTimesTest {
    private static final Recording SDXL = Recording.named("txt2img-sdxl");

    private Instant now = Instant.EPOCH;

    @Test
    void a_real_run_is_taken_apart_into_its_nodes() {
        var run = measured(SDXL, _ -> true).orElseThrow();
        assertEquals(12.777, run.total(), 0.01);
        assertEquals(10.159 - 0.229 - 0.77, run.lead(), 0.05, "until the sampler had its pace");
        assertTrue(run.cold());
        assertEquals(7.66, only(run, "CheckpointLoaderSimple"), 0.02);
        assertEquals(0.77, only(run, "KSampler step"), 0.02);
        assertEquals(3.167 - 4 * 0.77, only(run, "KSampler lead"), 0.06);
        assertEquals(2, all(run, "CLIPTextEncode").size(), "both texts count as the same kind");
    }

    @Test
    void a_run_of_which_the_beginning_was_missed_measures_nothing() {
        assertEquals(Optional.empty(), measured(SDXL, message -> !(message instanceof ComfyMessage.ExecutionStart)));
    }

    @Test
    void a_run_of_which_a_node_was_missed_measures_nothing() {
        assertEquals(Optional.empty(),
                measured(SDXL, message -> !(message instanceof ComfyMessage.Executing(var node, var _)
                        && node.equals(Optional.of("6")))));
    }

    @Test
    void a_run_that_did_not_succeed_measures_nothing() {
        assertEquals(Optional.empty(), measured(SDXL, message -> !(message instanceof ComfyMessage.ExecutionSuccess)));
    }

    @Test
    void what_came_from_the_cache_is_not_measured_and_the_run_is_warm() {
        var graph = graph(SDXL);
        var times = times(graph);
        times.accept(new ComfyMessage.ExecutionStart("p", 0));
        times.accept(new ComfyMessage.ExecutionCached("p", List.of("1", "2", "3", "4")));
        executing(times, "5");
        for (int step = 1; step <= 4; step++) {
            now = now.plusSeconds(2);
            times.accept(new ComfyMessage.Progress(Optional.of("p"), Optional.of("5"), step, 4));
        }
        executing(times, "6");
        now = now.plusSeconds(1);
        executing(times, "7");
        var run = times.accept(new ComfyMessage.ExecutionSuccess("p", 0)).orElseThrow();
        assertEquals(List.of(), all(run, "CheckpointLoaderSimple"));
        assertEquals(2, only(run, "KSampler step"));
        assertEquals(0, only(run, "KSampler lead"));
        assertEquals(1, only(run, "VAEDecode"));
        assertEquals(0, run.lead());
        assertEquals(9, run.total());
        assertTrue(!run.cold());
    }

    @Test
    void a_clock_that_is_set_back_measures_nothing() {
        var times = times(graph(SDXL));
        times.accept(new ComfyMessage.ExecutionStart("p", 0));
        times.accept(new ComfyMessage.ExecutionCached("p", List.of("1", "2", "3", "4", "5", "6")));
        executing(times, "7");
        now = now.minusSeconds(3600);
        assertEquals(Optional.empty(), times.accept(new ComfyMessage.ExecutionSuccess("p", 0)));
    }

    @Test
    void steps_that_start_again_within_a_node_give_no_pace() {
        var times = times(graph(SDXL));
        times.accept(new ComfyMessage.ExecutionStart("p", 0));
        times.accept(new ComfyMessage.ExecutionCached("p", List.of("1", "2", "3", "4")));
        executing(times, "5");
        for (int tick = 0; tick < 8; tick++) {
            now = now.plusSeconds(2);
            times.accept(new ComfyMessage.Progress(Optional.of("p"), Optional.of("5"), 1 + tick % 4, 4));
        }
        executing(times, "6");
        executing(times, "7");
        var run = times.accept(new ComfyMessage.ExecutionSuccess("p", 0)).orElseThrow();
        assertEquals(List.of(), all(run, "KSampler"));
    }

    private Optional<Measured> measured(Recording recording, Predicate<ComfyMessage> heard) {
        var sent = recording.calls("POST /prompt").getFirst();
        var graph = graph(recording);
        var times = new NodeTimes(graph, graph.sinks(), sent.answer().path("prompt_id").stringValue(), () -> now);
        var told = new ArrayList<Measured>();
        for (var timed : recording.messages()) {
            now = Instant.EPOCH.plus(timed.at());
            if (heard.test(timed.message()))
                times.accept(timed.message()).ifPresent(told::add);
        }
        assertTrue(told.size() <= 1, "told once");
        return told.stream().findFirst();
    }

    private NodeTimes times(Graph graph) {
        return new NodeTimes(graph, graph.sinks(), "p", () -> now);
    }

    private static Graph graph(Recording recording) {
        return GraphJson.read(recording.calls("POST /prompt").getFirst().body().path("prompt"));
    }

    private void executing(NodeTimes times, String node) {
        times.accept(new ComfyMessage.Executing(Optional.of(node), Optional.of("p")));
    }

    private static double only(Measured run, String kind) {
        var all = all(run, kind);
        assertEquals(1, all.size(), () -> kind + " in " + run);
        return all.getFirst();
    }

    private static List<Double> all(Measured run, String kind) {
        return run.byKey().entrySet().stream().filter(entry -> entry.getKey().startsWith(kind))
                .flatMap(entry -> entry.getValue().stream()).toList();
    }
}

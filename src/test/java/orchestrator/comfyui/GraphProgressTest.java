package orchestrator.comfyui;

import orchestrator.comfyui.ComfyMessage.NodeState;
import orchestrator.comfyui.GraphProgress.Reading;
import orchestrator.comfyui.Recording.Timed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GraphProgressTest {
    private Instant now = Instant.EPOCH;

    static Stream<Recording> recordings() {
        return Recording.all();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void a_real_run_never_goes_back_and_is_nearly_done_before_the_end(Recording recording) {
        for (var sent : sent(recording).entrySet()) {
            var progress = watch(sent.getKey(), sent.getValue());
            int last = 0;
            boolean skipped = false;
            for (var timed : recording.messages()) {
                now = Instant.EPOCH.plus(timed.at());
                if (timed.message() instanceof ComfyMessage.ExecutionSuccess(var id, var _)
                        && id.equals(sent.getKey())) {
                    assertTrue(last >= 90, "only " + last + " % at the end of " + id);
                    skipped = true;
                }
                progress.accept(timed.message());
                int percent = progress.reading().percent();
                assertTrue(percent >= last && percent <= 99, last + " then " + percent);
                last = percent;
            }
            assertTrue(!skipped || last == 99);
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void a_run_adopted_in_the_middle_with_snapshots_alone_comes_just_as_far(Recording recording) {
        for (var sent : sent(recording).entrySet()) {
            var snapshots = recording.messages().stream()
                    .filter(timed -> timed.message() instanceof ComfyMessage.ProgressState).toList();
            var progress = watch(sent.getKey(), sent.getValue());
            boolean succeeded = recording.messages().stream().map(Timed::message)
                    .anyMatch(message -> message instanceof ComfyMessage.ExecutionSuccess(var id, var _)
                            && id.equals(sent.getKey()));
            boolean told = false;
            for (var timed : snapshots.subList(snapshots.size() / 2, snapshots.size())) {
                now = Instant.EPOCH.plus(timed.at());
                told |= progress.accept(timed.message()).isPresent();
            }
            if (succeeded && told)
                assertTrue(progress.reading().percent() >= 90, progress.reading()::toString);
        }
    }

    @Test
    void the_stages_come_in_order_and_the_sampler_counts_its_steps() {
        var recording = Recording.named("txt2img-sdxl");
        var sent = sent(recording).entrySet().iterator().next();
        var progress = watch(sent.getKey(), sent.getValue());
        var stages = new ArrayList<Stage>();
        var steps = new ArrayList<Integer>();
        for (var timed : recording.messages()) {
            now = Instant.EPOCH.plus(timed.at());
            progress.accept(timed.message()).ifPresent(reading -> {
                if (stages.isEmpty() || stages.getLast() != reading.stage())
                    stages.add(reading.stage());
                if (reading.steps() == 4 && (steps.isEmpty() || steps.getLast() != reading.step()))
                    steps.add(reading.step());
            });
        }
        assertEquals(List.of(Stage.LOADING, Stage.SAMPLING, Stage.DECODING, Stage.SAVING), stages);
        assertEquals(List.of(1, 2, 3, 4), steps);
    }

    @Test
    void the_time_left_follows_the_samplers_own_pace_without_its_slow_first_step() {
        var progress = progress(20);
        executing(progress, "2");
        executing(progress, "3");
        pass(60);
        tick(progress, "3", 1, 20);
        assertEquals(Optional.empty(), progress.reading().left(), "one step is no pace");
        pass(2);
        tick(progress, "3", 2, 20);
        pass(2);
        tick(progress, "3", 3, 20);
        long seconds = left(progress);
        assertTrue(seconds >= 34 && seconds <= 60, "17 steps of 2 s and a little: " + seconds);
        pass(1);
        assertEquals(seconds - 1, left(progress));
    }

    @Test
    void progress_that_falls_back_to_nothing_takes_nothing_away() {
        var progress = progress(4);
        executing(progress, "3");
        tick(progress, "3", 3, 4);
        int before = progress.reading().percent();
        tick(progress, "3", 0, 4);
        tick(progress, "3", 1, 4);
        assertEquals(before, progress.reading().percent());
        assertEquals(1, progress.reading().step());
    }

    @Test
    void a_cached_node_is_neither_waited_for_nor_counted() {
        var progress = progress(4);
        progress.accept(new ComfyMessage.ExecutionCached("p", List.of("1", "2", "3")));
        executing(progress, "4");
        executing(progress, "5");
        assertTrue(progress.reading().percent() >= 40, progress.reading()::toString);
        var all = progress(4);
        all.accept(new ComfyMessage.ExecutionCached("p", List.of("1", "2", "3", "4", "5")));
        assertEquals(99, all.reading().percent());
    }

    @Test
    void the_messages_of_others_change_nothing() {
        var progress = progress(4);
        assertEquals(Optional.empty(), progress.accept(new ComfyMessage.ExecutionSuccess("q", 0)));
        assertEquals(Optional.empty(),
                progress.accept(new ComfyMessage.Executing(Optional.of("5"), Optional.empty())));
        assertEquals(0, progress.reading().percent());
    }

    @Test
    void ticks_are_told_at_most_every_200_ms_and_a_new_stage_at_once() {
        var progress = progress(1000);
        executing(progress, "3");
        int told = 0;
        for (int i = 1; i <= 1000; i++) {
            now = now.plusMillis(10);
            if (progress.accept(new ComfyMessage.Progress(Optional.of("p"), Optional.of("3"), i, 1000)).isPresent())
                told++;
        }
        assertTrue(told >= 40 && told <= 51, "told " + told);
        assertEquals(Stage.DECODING, executing(progress, "4").orElseThrow().stage());
    }

    @Test
    void a_node_that_grew_inside_another_counts_as_that_one() {
        var progress = progress(4);
        var grown = new NodeState(2, 4, false, "3", "3");
        progress.accept(new ComfyMessage.ProgressState("p", Map.of("3.0.0.1", grown)));
        assertEquals(Stage.SAMPLING, progress.reading().stage());
        assertEquals(2, progress.reading().step());
        executing(progress, "3.0.0.2");
        assertEquals(Stage.SAMPLING, progress.reading().stage());
    }

    @Test
    void two_samplers_are_two_parts_of_one_whole() {
        var graph = graph(4).with("6", "KSampler", Map.of("steps", 4, "latent_image", new Graph.Link("3", 0)))
                .with("4", "VAEDecode", Map.of("samples", new Graph.Link("6", 0)));
        var progress = new GraphProgress(graph, Set.of("5"), "p", Experience.none(), () -> now);
        executing(progress, "3");
        tick(progress, "3", 4, 4);
        int half = progress.reading().percent();
        assertTrue(half > 20 && half < 80, "after the first of two: " + half);
        executing(progress, "6");
        tick(progress, "6", 2, 4);
        assertTrue(progress.reading().percent() > half);
        assertFalse(progress.reading().percent() > 90);
    }

    @Test
    void what_one_run_took_is_promised_to_the_next_before_it_samples() {
        var recording = Recording.named("txt2img-sdxl");
        var sent = sent(recording).entrySet().iterator().next();
        var memory = new Memory();
        replay(recording, watch(sent.getKey(), sent.getValue(), memory), memory);
        var again = watch(sent.getKey(), sent.getValue(), memory);
        var readings = replay(recording, again, memory);
        double real = readings.getLast().at() - readings.getFirst().at();
        var first = readings.getFirst().reading();
        assertEquals(Stage.LOADING, first.stage());
        assertEquals(real, first.left().orElseThrow().likely().toMillis() / 1e3, 0.3 * real);
        for (var told : readings) {
            double part = (told.at() - readings.getFirst().at()) / real;
            assertEquals(100 * part, told.reading().percent(), 15, () -> "the bar is not even: " + told);
            assertFalse(told.reading().late(), told::toString);
        }
    }

    @Test
    void a_model_that_is_loaded_already_promises_no_loading() {
        var memory = new Memory().learn("KSampler step a 0x0x1 ", 2).learn("KSampler lead a cold", 60)
                .learn("CheckpointLoaderSimple a", 30).learn("VAEDecode a 0x0x1", 1);
        var cold = new GraphProgress(graph(10), Set.of("5"), "p", memory, () -> now);
        assertTrue(left(cold) >= 30 + 60 + 10 * 2, "a cold run: " + left(cold));
        var warm = new GraphProgress(graph(10), Set.of("5"), "p", memory, () -> now);
        warm.accept(new ComfyMessage.ExecutionCached("p", List.of("1")));
        assertTrue(left(warm) >= 10 * 2 && left(warm) < 10 * 2 + 5, "a warm run: " + left(warm));
    }

    @Test
    void the_learned_pace_gives_way_to_the_one_that_is_measured() {
        var memory = new Memory().learn("KSampler step a 0x0x1 ", 2).learn("KSampler lead a warm", 0)
                .learn("VAEDecode a 0x0x1", 0);
        var progress = new GraphProgress(graph(100), Set.of("5"), "p", memory, () -> now);
        progress.accept(new ComfyMessage.ExecutionCached("p", List.of("1", "2")));
        executing(progress, "3");
        assertEquals(200, left(progress), 8);
        for (int step = 1; step <= 50; step++) {
            pass(4);
            tick(progress, "3", step, 100);
        }
        assertEquals(50 * 4, left(progress), 25);
    }

    @Test
    void a_run_is_late_when_nine_of_ten_like_it_were_done() {
        var memory = new Memory();
        for (int run = 0; run < 10; run++)
            memory.learn("KSampler step a 0x0x1 ", 2).learn("KSampler lead a warm", 0).learn("VAEDecode a 0x0x1", 1)
                    .learn("SaveImage a 0x0x1", 1);
        var progress = new GraphProgress(graph(10), Set.of("5"), "p", memory, () -> now);
        progress.accept(new ComfyMessage.ExecutionStart("p", 0));
        progress.accept(new ComfyMessage.ExecutionCached("p", List.of("1", "2")));
        executing(progress, "3");
        pass(22);
        assertFalse(progress.reading().late());
        pass(4);
        assertTrue(progress.reading().late());
    }

    @Test
    void a_node_tells_how_long_it_took_before_also_when_others_do_not() {
        var progress = new GraphProgress(graph(10), Set.of("5"), "p", new Memory().learn("CheckpointLoaderSimple a",
                7), () -> now);
        assertEquals(Optional.empty(), progress.expectedOfRunningNode());
        executing(progress, "1");
        assertEquals(Optional.of(Duration.ofSeconds(7)), progress.expectedOfRunningNode());
        assertEquals(Optional.empty(), progress.reading().left(), "the loader alone is no run");
        executing(progress, "2");
        assertEquals(Optional.empty(), progress.expectedOfRunningNode());
    }

    @Test
    void while_nobody_says_anything_the_bar_goes_on_by_the_clock() {
        var progress = progress(4);
        assertEquals(Optional.empty(), progress.meanwhile(), "nothing is told before the engine says something");
        executing(progress, "1");
        int before = progress.reading().percent();
        now = now.plusMillis(700);
        assertTrue(progress.meanwhile().orElseThrow().percent() > before);
    }

    /** What runs have taught. */
    private static final class Memory implements Experience {
        private final Map<String, List<Double>> seconds = new HashMap<>();

        Memory learn(String key, double value) {
            seconds.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
            return this;
        }

        @Override
        public Optional<Spread> of(String key) {
            return Optional.ofNullable(seconds.get(key)).map(Spread::of);
        }
    }

    private record Told(double at, Reading reading) {}

    private List<Told> replay(Recording recording, GraphProgress progress, Memory memory) {
        var graph = sent(recording).entrySet().iterator().next();
        var times = new NodeTimes(graph.getValue(), graph.getValue().sinks(), graph.getKey(), () -> now);
        var told = new ArrayList<Told>();
        for (var timed : recording.messages()) {
            now = Instant.EPOCH.plus(timed.at());
            times.accept(timed.message()).ifPresent(run -> run.byKey().forEach((key, all) -> all.forEach(
                    value -> memory.learn(key, value))));
            progress.accept(timed.message()).ifPresent(
                    reading -> told.add(new Told(timed.at().toMillis() / 1e3, reading)));
        }
        return told;
    }

    private GraphProgress watch(String promptId, Graph graph, Experience experience) {
        now = Instant.EPOCH;
        return new GraphProgress(graph, graph.sinks(), promptId, experience, () -> now);
    }

    private static long left(GraphProgress progress) {
        return progress.reading().left().orElseThrow().likely().toSeconds();
    }

    private GraphProgress progress(int steps) {
        return new GraphProgress(graph(steps), Set.of("5"), "p", Experience.none(), () -> now);
    }

    private static Graph graph(int steps) {
        var g = new GraphBuilder();
        var model = g.add("CheckpointLoaderSimple").in("ckpt_name", "a");
        var text = g.add("CLIPTextEncode").in("clip", model.out(1)).in("text", "x");
        var sampler = g.add("KSampler").in("positive", text.out(0)).in("steps", steps);
        var picture = g.add("VAEDecode").in("samples", sampler.out(0));
        g.add("SaveImage").in("images", picture.out(0)).in("filename_prefix", "x");
        return g.build();
    }

    private GraphProgress watch(String promptId, Graph graph) {
        return watch(promptId, graph, Experience.none());
    }

    private static Map<String, Graph> sent(Recording recording) {
        var graphs = new HashMap<String, Graph>();
        for (var call : recording.calls("POST /prompt"))
            if (call.status() == 200 && call.answer().path("node_errors").isEmpty())
                graphs.put(call.answer().path("prompt_id").stringValue(),
                        GraphJson.read(call.body().path("prompt")));
        return graphs;
    }

    private void pass(int seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
    }

    private static Optional<Reading> executing(GraphProgress progress, String node) {
        return progress.accept(new ComfyMessage.Executing(Optional.of(node), Optional.of("p")));
    }

    private static void tick(GraphProgress progress, String node, double value, double max) {
        progress.accept(new ComfyMessage.Progress(Optional.of("p"), Optional.of(node), value, max));
    }
}

package orchestrator.comfyui;

import orchestrator.comfyui.HistoryEntry.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a real ComfyUI said is understood, every line of it. */
class RecordingTest {

    static Stream<Recording> recordings() {
        return Recording.all();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void every_frame_is_a_known_message(Recording recording) {
        var messages = recording.messages();
        assertFalse(messages.isEmpty());
        for (var timed : messages)
            assertFalse(timed.message() instanceof ComfyMessage.Other, () -> "not understood: " + timed);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void every_submitted_graph_reads_and_writes_back_the_same(Recording recording) {
        for (var call : recording.calls("POST /prompt"))
            if (call.body().path("prompt").isObject() && call.status() == 200) {
                var graph = GraphJson.read(call.body().path("prompt"));
                assertEquals(call.body().path("prompt").toString(), graph.toJson());
                assertEquals(graph, Graph.parse(graph.toJson()));
            }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void every_history_entry_tells_how_it_ended(Recording recording) {
        for (var call : recording.calls("GET /history"))
            call.answer().forEachEntry((id, json) -> {
                var entry = HistoryEntry.of(id, json);
                var status = json.path("status").path("status_str").stringValue();
                assertEquals(status.equals("success"), entry.outcome() == Outcome.SUCCEEDED, id);
                assertEquals(entry.outcome() == Outcome.FAILED, entry.failure().isPresent(), id);
                assertTrue(entry.started().isPresent() && !entry.ended().get().isBefore(entry.started().get()), id);
                if (entry.outcome() == Outcome.SUCCEEDED)
                    assertFalse(entry.outputs().isEmpty(), id);
            });
    }

    @Test
    void a_failed_prompt_tells_node_message_and_a_traceback_of_bounded_length() {
        var entry = historyOf("error-during-run");
        assertEquals(Outcome.FAILED, entry.outcome());
        var failure = entry.failure().orElseThrow();
        assertFalse(failure.nodeType().isEmpty());
        assertFalse(failure.message().isEmpty());
        assertFalse(failure.outOfMemory());
        assertFalse(failure.traceback().isEmpty());
        assertTrue(failure.traceback().size() <= 200);
        assertTrue(failure.message().lines().count() <= 200);
    }

    @Test
    void an_interruption_is_no_failure_although_its_status_is_error() {
        var outcomes = Recording.named("interrupt-and-free").calls("GET /history").stream()
                .flatMap(call -> call.answer().propertyStream())
                .map(entry -> HistoryEntry.of(entry.getKey(), entry.getValue()).outcome()).toList();
        assertTrue(outcomes.contains(Outcome.INTERRUPTED), outcomes::toString);
        assertFalse(outcomes.contains(Outcome.FAILED), outcomes::toString);
    }

    @Test
    void a_video_is_found_although_it_stands_under_images() {
        var files = historyOf("svd").results();
        assertTrue(files.stream().anyMatch(file -> file.filename().endsWith(".mp4")), files::toString);
        assertTrue(files.stream().allMatch(file -> file.subfolder().equals("orch")), files::toString);
    }

    @Test
    void a_temp_picture_is_an_output_but_no_result() {
        var entry = historyOf("canny-preview");
        assertFalse(entry.outputs().isEmpty());
        assertEquals(List.of(), entry.results());
    }

    @Test
    void the_pending_prompts_come_in_running_order_not_in_heap_order() {
        int shuffled = 0;
        for (var call : Recording.named("queue-order-duplicates-delete").calls("GET /queue")) {
            var heap = call.answer().path("queue_pending").valueStream().toList();
            var inOrder = heap.stream().sorted(Comparator.comparingDouble(item -> item.get(0).doubleValue()))
                    .map(item -> item.get(1).stringValue()).toList();
            assertEquals(inOrder, QueueState.of(call.answer()).pending());
            if (!heap.stream().map(item -> item.get(1).stringValue()).toList().equals(inOrder))
                shuffled++;
        }
        assertTrue(shuffled > 0, "the recording holds a queue in another order");
    }

    @Test
    void after_a_new_connection_the_first_executing_names_a_node_but_no_prompt() {
        var orphans = Recording.named("reconnect-same-client").messages().stream().map(Recording.Timed::message)
                .filter(ComfyMessage.Executing.class::isInstance).map(ComfyMessage.Executing.class::cast)
                .filter(executing -> executing.promptId().isEmpty()).toList();
        assertEquals(1, orphans.size());
        assertFalse(orphans.getFirst().isEnd());
    }

    @Test
    void previews_carry_their_prompt_once_the_flags_were_sent_and_not_before() {
        assertTrue(previews("txt2img-sd15").allMatch(preview -> preview.promptId().isPresent()));
        assertTrue(previews("same-graph-twice-old-binary").allMatch(preview -> preview.promptId().isEmpty()));
    }

    @Test
    void bad_graphs_are_told_from_good_ones() {
        var calls = Recording.named("validation").calls("POST /prompt");
        assertEquals(23, calls.size());
        for (var call : calls) {
            var read = Submissions.read(answer(call));
            switch (call.status()) {
                case 400 -> assertInstanceOf(Submission.Refused.class, read);
                case 500 -> assertTrue(assertInstanceOf(Submission.Unknown.class, read).serverFault());
                default -> {
                    boolean whole = call.answer().path("node_errors").isEmpty();
                    assertEquals(whole, read instanceof Submission.Accepted);
                    assertEquals(!whole, read instanceof Submission.AcceptedInPart);
                }
            }
        }
        assertTrue(calls.stream().map(call -> Submissions.read(answer(call)))
                .anyMatch(Submission.AcceptedInPart.class::isInstance), "the recording holds one accepted in part");
    }

    @Test
    void a_refusal_names_the_node_the_input_what_it_got_and_what_it_may_get() {
        var problems = Recording.named("validation").calls("POST /prompt").stream()
                .map(call -> Submissions.read(answer(call))).filter(Submission.Refused.class::isInstance)
                .flatMap(refused -> ((Submission.Refused) refused).problems().stream()).toList();
        var missing = problems.stream().filter(problem -> problem.classType().equals("CheckpointLoaderSimple"))
                .findFirst().orElseThrow();
        assertEquals("value_not_in_list", missing.type());
        assertEquals("ckpt_name", missing.input().orElseThrow());
        assertEquals("missing.safetensors", missing.received().orElseThrow());
        assertTrue(missing.allowed().contains("tiny-sd15.safetensors"), missing::toString);
        problems.stream().filter(problem -> problem.type().equals("exception_during_inner_validation"))
                .forEach(problem -> assertTrue(problem.input().isEmpty(), problem::toString));
    }

    @Test
    void the_machine_is_described() {
        var stats = SystemStats.of(Recording.named("catalogue").calls("GET /system_stats").getFirst().answer())
                .orElseThrow();
        assertEquals("0.3.64", stats.version());
        assertTrue(stats.previews());
        assertEquals("/srv/comfyui/data/output", stats.outputDirectory().orElseThrow());
        assertEquals("cpu", stats.device().orElseThrow().type());
        assertTrue(stats.atLeast(0, 3, 64) && stats.atLeast(0, 3, 9) && !stats.atLeast(0, 4, 0));
    }

    private static HistoryEntry historyOf(String recording) {
        var answer = Recording.named(recording).calls("GET /history").getLast().answer();
        var entry = answer.propertyStream().reduce((first, second) -> second).orElseThrow();
        return HistoryEntry.of(entry.getKey(), entry.getValue());
    }

    private static Stream<ComfyMessage.Preview> previews(String recording) {
        var previews = Recording.named(recording).messages().stream().map(Recording.Timed::message)
                .filter(ComfyMessage.Preview.class::isInstance).map(ComfyMessage.Preview.class::cast).toList();
        assertFalse(previews.isEmpty());
        return previews.stream();
    }

    private static Transport.Answer answer(Recording.Call call) {
        var text = call.answer().has("_bytes") ? "500 Internal Server Error" : call.answer().toString();
        return new Transport.Answer(call.status(), "", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}

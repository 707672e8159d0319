package orchestrator.queue;

import orchestrator.job.Crash;
import orchestrator.job.ImageParams;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.JobRequest;
import orchestrator.job.JobState;
import orchestrator.job.Note;
import orchestrator.job.Output;
import orchestrator.job.Place;
import orchestrator.job.Seed;
import orchestrator.job.Sending;
import orchestrator.job.Status;
import orchestrator.job.Submission;
import orchestrator.job.Trail;
import orchestrator.testkit.JobRoom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JobFormatTest {

    private static final Instant THEN = Instant.parse("2026-03-01T12:00:00.123Z");

    static Stream<JobState> states() {
        return Stream.of(new JobState.Waiting(Optional.empty()), new JobState.Waiting(Optional.of(THEN)),
                new JobState.Next(), new JobState.Running(THEN), new JobState.Complete(Optional.of(THEN), THEN),
                new JobState.Failed(Optional.empty(), THEN, new JobError("gpu-memory", "Too much.",
                        Map.of("w", 512), List.of("line one", "line <two>"))),
                new JobState.Cancelled(Optional.empty(), THEN, true), new JobState.Cancelled(Optional.of(THEN), THEN,
                        false));
    }

    @ParameterizedTest
    @MethodSource("states")
    void a_job_in_every_state_reads_back_as_it_was(JobState state) {
        Job job = full().with(state);
        assertEquals(job, understood(JobFormat.bytes(job)));
    }

    @Test
    void hostile_and_foreign_prompts_come_back_byte_for_byte() {
        for (String prompt : List.of("", "Фьорд на рассвете, ё", "🦊👩‍🚀 emoji", "\u202eright to left",
                "line\r\nbreak\ttab",
                "\"quoted\" \\ back", "</script><img src=x onerror=alert(1)>", "data: x\n\nevent: y")) {
            Job job = full().with(new JobRequest("checkpoints/a.safetensors", prompt, JobRoom.params(1)));
            assertEquals(prompt, understood(JobFormat.bytes(job)).request().prompt());
        }
    }

    @Test
    void fields_of_a_later_version_survive_a_rewrite_at_both_levels() {
        String text = new String(JobFormat.bytes(full()), StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{ \"starred\" : { \"by\" : [1, 2.50, null, true] },")
                .replace("\"params\" : {", "\"params\" : { \"tiling\" : \"x only\",");
        byte[] rewritten = JobFormat.bytes(understood(text.getBytes(StandardCharsets.UTF_8)).revised());
        String again = new String(rewritten, StandardCharsets.UTF_8);
        assertTrue(again.contains("\"tiling\" : \"x only\""), again);
        assertTrue(again.replaceAll("\\s", "").contains("\"starred\":{\"by\":[1,2.50,null,true]}"), again);
    }

    @Test
    void a_file_with_the_least_of_fields_gets_defaults() {
        Job job = understood("""
                             {"jobId": "a-1", "type": "image", "status": "queued", "model": "m", "prompt": "p"}""");
        assertEquals(1, job.rev());
        assertEquals(new Place(0, BigDecimal.ZERO), job.place());
        assertEquals(Trail.EMPTY, job.trail());
        assertTrue(((ImageParams) job.request().params()).seed().isEmpty());
    }

    @Test
    void what_notepad_makes_of_a_file_is_accepted() {
        String text = new String(JobFormat.bytes(full()), StandardCharsets.UTF_8);
        byte[] marked = ("\ufeff" + text.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8);
        assertEquals(full(), understood(marked));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"v\": 2, \"jobId\": \"a-1\"}",
            "{\"jobId\":\"a-1\",\"type\":\"hologram\",\"status\":\"queued\",\"model\":\"\",\"prompt\":\"\"}",
            "{\"jobId\":\"a-1\",\"type\":\"image\",\"status\":\"dreaming\",\"model\":\"\",\"prompt\":\"\"}"})
    void what_a_newer_version_wrote_is_left_alone(String text) {
        assertInstanceOf(JobFormat.Reading.Newer.class, read(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "42", "{", "{}", "{\"jobId\":\"a-1\"",
            "{\"jobId\":\"b-2\",\"type\":\"image\",\"status\":\"queued\",\"model\":\"m\",\"prompt\":\"p\"}",
            "{\"jobId\":\"a-1\",\"type\":\"image\",\"status\":\"queued\",\"model\":\"m\",\"prompt\":\"p\"} trailing",
            "{\"jobId\":\"a-1\",\"jobId\":\"a-1\",\"type\":\"image\",\"status\":\"queued\",\"model\":\"\",\"prompt\":\"\"}",
            "{\"jobId\":\"a-1\",\"type\":\"image\",\"status\":\"queued\",\"model\":[],\"prompt\":\"p\"}",
            "{\"jobId\":\"a-1\",\"type\":\"image\",\"status\":\"running\",\"started\":\"noon\",\"model\":\"m\",\"prompt\":\"p\"}",
            "{\"jobId\":\"a-1\",\"type\":\"image\",\"status\":\"queued\",\"model\":\"m\",\"prompt\":\"p\",\"params\":{\"seed\":\"-4\"}}",
            "{\"jobId\":\"a-1\",\"type\":\"image\",\"status\":\"queued\",\"model\":\"m\",\"prompt\":\"p\",\"params\":{\"steps\":\"many\"}}"})
    void what_is_no_job_is_unreadable_with_a_reason(String text) {
        JobFormat.Reading.Unreadable unreadable = assertInstanceOf(JobFormat.Reading.Unreadable.class, read(text));
        assertFalse(unreadable.reason().isBlank());
    }

    @Test
    void a_thousand_mutations_never_throw() {
        Random random = new Random(42);
        byte[] whole = JobFormat.bytes(full());
        for (int i = 0; i < 1_000; i++) {
            byte[] bent = whole.clone();
            for (int n = 0; n <= random.nextInt(4); n++) {
                bent[random.nextInt(bent.length)] = (byte) random.nextInt(256);
            }
            JobFormat.read(random.nextBoolean() ? bent : java.util.Arrays.copyOf(bent, random.nextInt(bent.length)),
                    "a-1");
        }
    }

    @Test
    void a_hundred_thousand_brackets_are_refused_quickly() {
        assertInstanceOf(JobFormat.Reading.Unreadable.class, read("[".repeat(100_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"created", "queued", "running"})
    void an_unfinished_job_of_the_first_orchestrator_is_shown_as_cancelled(String status) {
        Job job = understood(legacy(status));
        assertEquals(Status.CANCELLED, job.status());
        assertEquals("a fox", job.request().prompt());
        assertEquals("77", ((ImageParams) job.request().params()).seed().orElseThrow().toString());
        assertEquals(Instant.parse("2024-05-01T10:00:00Z"), job.submission().created());
    }

    @Test
    void a_finished_job_of_the_first_orchestrator_keeps_all_it_said() {
        Job done = understood(legacy("done"));
        assertEquals(Status.COMPLETE, done.status());
        String text = new String(JobFormat.bytes(done), StandardCharsets.UTF_8);
        for (String kept : List.of("legacyBackend", "legacyInput", "legacyLogs", "legacyResult", "first line")) {
            assertTrue(text.contains(kept), kept);
        }
        assertEquals(done, understood(JobFormat.bytes(done)));
        assertEquals(Status.FAILED, understood(legacy("failed")).status());
        assertInstanceOf(JobFormat.Reading.Unreadable.class, read(legacy("vanished")));
    }

    @Test
    void the_largest_request_fits_the_largest_file() {
        Job job = full().with(new JobRequest("m", "🦊".repeat(JobRequest.MAX_PROMPT), new ImageParams(
                "🦊".repeat(10_000),
                Optional.of(new Seed(Seed.MAX)), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of())));
        byte[] bytes = JobFormat.bytes(job);
        assertTrue(bytes.length < JobFolder.MAX_BYTES, bytes.length + " bytes");
        assertArrayEquals(bytes, JobFormat.bytes(understood(bytes)));
    }

    private static Job full() {
        Trail trail = new Trail(2, List.of(new Sending(1, "http://127.0.0.1:8188", "id-1", THEN, true), new Sending(2,
                "http://127.0.0.1:8188", "id-2", THEN, false)), List.of(
                        new Output("a b/sd15_00001.png",
                                "orch\\a/x.png", 1, 1234)),
                List.of(new Note(THEN, "again", Map.of("code", "lost"))), List.of(
                        new Crash(THEN, Crash.During.SENDING)));
        return new Job("a-1", 7, JobRoom.asking("a misty fjord"), new Submission(THEN, Optional.of("g-1"), 3, Optional
                .of("key"), Optional.of("print")), new Place(-2, new BigDecimal("12.0625")), new JobState.Next(),
                trail, Map.of());
    }

    private static String legacy(String status) {
        return """
               {"id": "old-1", "backend": "comfyui", "status": "%s", "input": {"image": "x.png"}, "prompt": "a fox",
                "params": {"seed": 77, "steps": 20, "width": 512, "height": 512}, "logs": ["first line", "last line"],
                "createdAt": "2024-05-01T10:00:00Z", "startedAt": null, "finishedAt": null,
                "result": {"files": ["a.png"]}}""".formatted(status);
    }

    private static Job understood(String text) {
        return understood(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Job understood(byte[] bytes) {
        return assertInstanceOf(JobFormat.Reading.Understood.class, JobFormat.read(bytes, "a-1")).job();
    }

    private static JobFormat.Reading read(String text) {
        return JobFormat.read(text.getBytes(StandardCharsets.UTF_8), "a-1");
    }
}

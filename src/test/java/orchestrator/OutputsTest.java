package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults.RunFault;
import orchestrator.demo.Faults.ViewFault;
import orchestrator.worker.Pace;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** From the end of a prompt to its files in the output folder, when names, bytes or the history are not as they should be. */
@Timeout(120)
class OutputsTest {

    private static final Duration ANY_PAUSE = Duration.ofSeconds(40);
    private static final int HOSTILE_NAMES = 9;

    @TempDir
    private Path home;
    private DemoComfy comfy;

    @BeforeEach
    void begin() {
        comfy = DemoComfy.start(DemoOptions.fast());
    }

    @AfterEach
    void end() {
        comfy.close();
    }

    @Test
    void results_that_were_told_are_used_when_the_history_is_cleared() throws Exception {
        comfy.faults().nextRun(RunFault.NO_HISTORY);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            assertOnePicture(app, app.submit("a mill", 2), 0);
            assertEquals(1, prompts());
        }
    }

    @Test
    void when_nothing_was_heard_and_the_history_is_cleared_it_is_made_again_with_a_note() throws Exception {
        comfy.faults().nextRun(RunFault.NO_HISTORY);
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a mill", 2);
            app.awaitStatus(id, "running");
            comfy.faults().mute();
            comfy.faults().release();
            JsonNode note = app.await("/api/jobs/" + id, counts(1)).path("notes").get(0);
            assertEquals("lost", note.path("args").path("code").asString());
            app.passes(ANY_PAUSE);
            assertOnePicture(app, id, 1);
        }
    }

    @Test
    void success_without_any_result_is_made_again_and_then_told() throws Exception {
        comfy.faults().everyRun(RunFault.NO_OUTPUTS);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a mill", 2);
            JsonNode error = awaitFailed(app, id).path("error");
            assertEquals("output-missing", error.path("code").asString());
            assertFalse(error.path("message").asString().contains("  "), error.toString());
            assertEquals(4, prompts());
        }
    }

    @Test
    void a_file_that_cannot_be_found_is_made_again_and_then_told() throws Exception {
        comfy.faults().everyView(ViewFault.LOST);
        try (LiveApp app = LiveApp.start(home, soonTiredOfFetching(), comfy).awaitOnline()) {
            JsonNode job = awaitFailed(app, app.submit("a mill", 2));
            assertEquals("output-missing", job.path("error").path("code").asString());
            assertEquals(0, job.path("output").size());
            assertEquals(List.of(), pictures());
            assertTrue(comfy.log().all(DemoLog.FileViewed.class).size() >= 12, "not asked for thrice each");
        }
    }

    @Test
    void what_has_arrived_is_kept_when_another_file_cannot_be_found() throws Exception {
        comfy.faults().holdBefore("execution_success");
        try (LiveApp app = LiveApp.start(home, soonTiredOfFetching(), comfy).awaitOnline()) {
            String id = app.call("POST", "/api/jobs", LiveApp.asking("a mill", 2).replace("\"width\"",
                    "\"batchSize\":3,\"width\"")).body().path("jobId").asString();
            comfy.log().awaitHeld(comfy.log().awaitPrompt(1).promptId());
            Files.delete(comfy.storage().resolve("output/orch/" + id + "/1_00002_.png"));
            comfy.faults().release();
            JsonNode again = app.await("/api/jobs/" + id, counts(1));
            assertEquals(2, again.path("output").size(), "the first and the last");
            app.passes(ANY_PAUSE);
            JsonNode job = app.awaitStatus(id, "complete");
            assertEquals(5, job.path("output").size());
            assertEquals(5, pictures().size());
            assertTrue(job.path("output").valueStream().allMatch(file -> file.path("missing").isMissingNode()));
        }
    }

    @Test
    void a_file_that_arrives_badly_is_fetched_again() throws Exception {
        Stream.of(ViewFault.LOST, ViewFault.CUT_AT_HALF, ViewFault.WRONG_LENGTH, ViewFault.WRONG_TYPE, ViewFault.EMPTY)
                .forEach(comfy.faults()::nextView);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            assertOnePicture(app, app.submit("a mill", 2), 0);
            assertEquals(6, comfy.log().all(DemoLog.FileViewed.class).size());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TRICKLE", "STALLED_AT_HALF", "BAD_GATEWAY_502"})
    void a_file_that_does_not_get_on_is_given_up_and_made_again(ViewFault fault) throws Exception {
        comfy.faults().everyView(fault);
        try (LiveApp app = LiveApp.start(home, soonTiredOfFetching(), comfy).awaitOnline()) {
            String id = app.submit("a mill", 2);
            app.await("/api/jobs/" + id, counts(1));
            assertEquals(List.of(), pictures());
            comfy.faults().clear();
            app.passes(ANY_PAUSE);
            assertOnePicture(app, id, 1);
        }
    }

    @Test
    void a_result_told_twice_is_one() throws Exception {
        comfy.faults().nextRun(RunFault.DUPLICATE_NAMES);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            assertOnePicture(app, app.submit("a mill", 2), 0);
        }
    }

    @Test
    void no_name_leads_out_of_the_output_folder_or_brings_an_ending_of_its_own() throws Exception {
        hostileNamesBecomeOurs();
    }

    @Test
    void nor_does_one_where_comfyui_writes_into_our_folder() throws Exception {
        moveInto("comfy");
        hostileNamesBecomeOurs();
    }

    @Test
    void a_name_that_leads_to_nothing_brings_nothing() throws Exception {
        comfy.faults().nextRun(RunFault.TRAVERSING_NAMES);
        Files.write(Files.createDirectories(home.resolve("output")).resolve("evil.png"), new byte[]{1});
        try (LiveApp app = LiveApp.start(home, soonTiredOfFetching(), comfy).awaitOnline()) {
            String id = app.submit("a mill", 2);
            app.await("/api/jobs/" + id, counts(1));
            app.passes(ANY_PAUSE);
            assertEquals(1, app.awaitStatus(id, "complete").path("output").size());
        }
    }

    @Test
    void a_file_that_already_lies_below_the_output_folder_is_taken_where_it_is() throws Exception {
        moveInto("comfy");
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a mill", 2);
            JsonNode file = app.awaitStatus(id, "complete").path("output").get(0);
            assertEquals("comfy/output/orch/" + id, file.path("folder").asString());
            assertEquals("1_00001_.png", file.path("name").asString());
            assertEquals(List.of(Path.of("comfy/output/orch", id, "1_00001_.png")), pictures());
            assertEquals(Files.size(home.resolve("output/comfy/output/orch").resolve(id).resolve("1_00001_.png")), file
                    .path("size").asLong());
            assertEquals("a mill", app.get("/api/canvas/items/" + file.path("id").asString()).findPath("prompt")
                    .asString());
            assertEquals(List.of(), comfy.log().all(DemoLog.FileViewed.class));
        }
    }

    @Test
    void one_that_lies_there_and_is_moved_away_is_made_again() throws Exception {
        moveInto("comfy");
        comfy.faults().holdBefore("execution_success");
        try (LiveApp app = LiveApp.start(home, soonTiredOfFetching(), comfy).awaitOnline()) {
            String id = app.submit("a mill", 2);
            comfy.log().awaitHeld(comfy.log().awaitPrompt(1).promptId());
            Files.delete(comfy.storage().resolve("output/orch/" + id + "/1_00001_.png"));
            comfy.faults().release();
            app.await("/api/jobs/" + id, counts(1));
            app.passes(ANY_PAUSE);
            assertOnePicture(app, id, 1);
        }
    }

    private void hostileNamesBecomeOurs() throws Exception {
        comfy.faults().nextRun(RunFault.HOSTILE_NAMES);
        comfy.faults().everyView(ViewFault.ANY_NAME);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            JsonNode job = app.awaitStatus(app.submit("a mill", 2), "complete");
            assertEquals(0, job.path("attempts").asInt(), job.toString());
            List<String> names = job.path("output").valueStream().map(file -> file.path("name").asString()).toList();
            assertEquals(HOSTILE_NAMES, names.stream().distinct().count(), names.toString());
            for (String name : names) {
                assertTrue(name.matches("sd15_\\d{5}\\.(png|bin)"), name);
                assertTrue(Files.isRegularFile(home.resolve("output").resolve(name)), name);
            }
        }
    }

    private void moveInto(String folder) {
        comfy.close();
        comfy = DemoComfy.start(DemoOptions.fast().withStorage(home.resolve("output").resolve(folder)));
    }

    private void assertOnePicture(LiveApp app, String id, int attempts) throws Exception {
        JsonNode job = app.awaitStatus(id, "complete");
        assertEquals(attempts, job.path("attempts").asInt(), job.toString());
        assertEquals(1, job.path("output").size(), job.toString());
        assertTrue(job.path("output").get(0).path("missing").isMissingNode(), job.toString());
        assertEquals(1, pictures().size(), pictures().toString());
        assertEquals(1, app.get("/api/canvas/list").path("total").asInt());
    }

    private static JsonNode awaitFailed(LiveApp app, String id) throws Exception {
        for (int attempt = 1; attempt <= 4; attempt++) {
            app.await("/api/jobs/" + id, counts(attempt));
            app.passes(ANY_PAUSE);
        }
        return app.awaitStatus(id, "failed");
    }

    private static Predicate<JsonNode> counts(int attempts) {
        return job -> job.path("attempts").asInt() == attempts;
    }

    private int prompts() {
        return comfy.log().all(DemoLog.PromptPosted.class).size();
    }

    /** Everything in the output folder, half files included. */
    private List<Path> pictures() throws IOException {
        Path output = home.resolve("output");
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(Files::isRegularFile).map(output::relativize).toList();
        }
    }

    private static Pace soonTiredOfFetching() {
        Pace quick = LiveApp.QUICK;
        Pace.Patience patience = quick.patience();
        return new Pace(quick.health(), quick.search(), quick.poll(), quick.absent(), quick.stop(), quick.silence(),
                quick.catalogue(), new Pace.Patience(Duration.ofMillis(600), patience.stall(), patience.shadow(),
                        patience.rest(), patience.lease()));
    }
}

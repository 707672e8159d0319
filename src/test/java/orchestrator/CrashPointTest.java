package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults;
import orchestrator.file.RealDisk;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the next start makes of a job whose process died at a certain point on its way. */
@Timeout(120)
class CrashPointTest {

    private static final String STORED = "file.after-folder-force";

    @TempDir
    private Path folder;
    private Path home;
    private DemoComfy comfy;

    @BeforeEach
    void begin() {
        home = folder.resolve("home");
        comfy = DemoComfy.start(DemoOptions.fast());
    }

    @AfterEach
    void end() {
        comfy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker.before-sending", "worker.before-post"})
    void claimed_but_not_sent_it_is_sent_once_and_still_before_the_others(String point) throws Exception {
        List<String> ids = die(List.of("first", "second", "third"), point);
        assertEquals(0, prompts());
        try (LiveApp again = LiveApp.start(home, comfy)) {
            for (String id : ids) {
                assertEquals(0, again.awaitStatus(id, "complete").path("attempts").asInt());
            }
        }
        assertEquals(ids, jobsPosted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker.after-post", "worker.after-post file.before-temp",
            "worker.after-post file.before-rename", "worker.after-post " + STORED})
    void sent_but_not_written_down_as_running_it_is_found_again_and_not_sent_twice(String way) throws Exception {
        comfy.faults().holdAtStep(1);
        String id = die(List.of("a lake"), way.split(" ")).getFirst();
        try (LiveApp again = LiveApp.start(home, comfy)) {
            again.awaitStatus(id, "running");
            comfy.faults().release();
            assertDone(again, id, 1);
        }
    }

    @Test
    void dead_with_its_comfyui_while_the_job_ran_it_is_tried_again_and_says_why() throws Exception {
        comfy.faults().holdAtStep(1);
        String id;
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            id = app.submit("a lake", 2);
            comfy.log().awaitHeld(comfy.log().awaitPrompt(1).promptId());
            app.awaitStatus(id, "running");
        }
        comfy.crash();
        comfy.faults().release();
        comfy.up();
        try (LiveApp again = LiveApp.start(home, comfy)) {
            JsonNode job = again.await("/api/jobs/" + id, now -> now.path("attempts").asInt() == 1);
            assertEquals("queued", job.path("status").asString());
            assertTrue(job.path("notes").toString().contains("\"lost\""), job.toString());
            again.passes(Duration.ofSeconds(40));
            JsonNode done = again.awaitStatus(id, "complete");
            assertEquals(1, done.path("attempts").asInt());
            assertEquals(1, done.path("output").size());
        }
        assertEquals(2, prompts());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 25, 50, 75, 100})
    void while_a_picture_came_in_it_is_fetched_anew_and_the_job_not_run_again(int percent) throws Exception {
        Death death = new Death(home, folder.resolve("left"));
        String id;
        try (LiveApp app = LiveApp.start(home, comfy, new DeadlyDisk(death, () -> painted() * percent / 100), death)
                .awaitOnline()) {
            id = app.call("POST", "/api/jobs", LiveApp.asking("a lake", 1).replace(":64", ":256")).body().path("jobId")
                    .asString();
            home = death.await();
        }
        assertEquals(List.of(), inside("output"), "a part of a picture is in the gallery");
        try (LiveApp again = LiveApp.start(home, comfy)) {
            assertDone(again, id, 1);
        }
        assertArrayEquals(Files.readAllBytes(pictures(comfy.storage().resolve("output")).getFirst()),
                Files.readAllBytes(pictures(home.resolve("output")).getFirst()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void with_some_of_four_pictures_stored_it_ends_with_four(int stored) throws Exception {
        String[] way = new String[stored + 1];
        java.util.Arrays.fill(way, STORED);
        way[0] = "worker.before-fetch";
        Death death = new Death(home, folder.resolve("left"), way);
        String id;
        try (LiveApp app = LiveApp.start(home, comfy, new RealDisk(), death).awaitOnline()) {
            id = app.call("POST", "/api/jobs", LiveApp.asking("a lake", 1).replace("\"steps\"",
                    "\"batchSize\":4,\"steps\"")).body().path("jobId").asString();
            home = death.await();
        }
        assertEquals(stored, inside("output").size());
        try (LiveApp again = LiveApp.start(home, comfy)) {
            assertDone(again, id, 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker.before-complete", "worker.before-complete file.before-rename",
            "worker.before-complete " + STORED})
    void with_everything_stored_but_the_word_it_becomes_complete_without_another_run(String way) throws Exception {
        String id = die(List.of("a lake"), way.split(" ")).getFirst();
        try (LiveApp again = LiveApp.start(home, comfy)) {
            assertDone(again, id, 1);
        }
    }

    @Test
    void with_the_stop_written_but_not_sent_the_prompt_is_ended_after_the_start_and_no_other() throws Exception {
        comfy.faults().holdAtStep(2);
        Death death = new Death(home, folder.resolve("left"));
        String running;
        String next;
        try (LiveApp app = LiveApp.start(home, comfy, new RealDisk(), death).awaitOnline()) {
            running = app.submit("stopped", 4);
            comfy.log().awaitHeld(promptId(1));
            app.awaitStatus(running, "running");
            next = app.submit("goes on", 4);
            promptId(2);
            app.await("/api/jobs/" + next, job -> job.path("stage").asString().equals("next"));
            death.comesAt(STORED);
            String stopped = running;
            Thread.startVirtualThread(() -> cancel(app, stopped));
            home = death.await();
            death.bury();
        }
        assertEquals(List.of(), comfy.log().all(DemoLog.InterruptPosted.class));
        try (LiveApp again = LiveApp.start(home, comfy)) {
            assertEquals("interrupted", comfy.log().awaitEnded(promptId(1)).outcome());
            comfy.faults().release();
            JsonNode job = again.await("/api/jobs/" + running, now -> now.path("stage").isMissingNode());
            assertEquals("cancelled", job.path("status").asString());
            assertEquals(0, job.path("output").size());
            assertEquals(1, again.awaitStatus(next, "complete").path("output").size());
        }
        assertEquals(2, prompts());
        assertTrue(comfy.log().all(DemoLog.InterruptPosted.class).stream()
                .allMatch(stop -> stop.promptId().equals(Optional.of(promptId(1)))));
    }

    @Test
    void with_the_stop_of_one_that_waits_in_comfyui_not_sent_it_never_runs() throws Exception {
        comfy.faults().holdAtStep(2);
        Death death = new Death(home, folder.resolve("left"));
        String running;
        String next;
        try (LiveApp app = LiveApp.start(home, comfy, new RealDisk(), death).awaitOnline()) {
            running = app.submit("goes on", 4);
            comfy.log().awaitHeld(promptId(1));
            app.awaitStatus(running, "running");
            next = app.submit("stopped", 4);
            promptId(2);
            app.await("/api/jobs/" + next, job -> job.path("stage").asString().equals("next"));
            death.comesAt(STORED);
            String stopped = next;
            Thread.startVirtualThread(() -> cancel(app, stopped));
            home = death.await();
            death.bury();
        }
        try (LiveApp again = LiveApp.start(home, comfy)) {
            JsonNode job = again.await("/api/jobs/" + next, now -> now.path("stage").isMissingNode());
            assertEquals("cancelled", job.path("status").asString());
            comfy.faults().release();
            again.awaitStatus(running, "complete");
        }
        assertEquals(1, comfy.log().all(DemoLog.PromptStarted.class).size());
        assertEquals(2, prompts());
    }

    @Test
    void with_a_pause_between_two_tries_it_waits_for_what_is_left_of_it_and_is_sent_once() throws Exception {
        comfy.faults().everyRun(Faults.RunFault.ERROR);
        String id;
        String until;
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            id = app.submit("a lake", 2);
            for (int attempt = 1; attempt <= 3; attempt++) {
                int counted = attempt;
                app.await("/api/jobs/" + id, job -> job.path("attempts").asInt() == counted);
                app.passes(Duration.ofSeconds(attempt == 1 ? 3 : attempt == 2 ? 10 : 0));
            }
            until = app.job(id).path("wait").path("args").path("until").asString();
        }
        comfy.faults().clear();
        for (int start = 1; start <= 2; start++) {
            try (LiveApp again = LiveApp.start(home, comfy).awaitOnline()) {
                JsonNode wait = again.job(id).path("wait");
                assertEquals("back", wait.path("code").asString(), wait.toString());
                assertEquals(until, wait.path("args").path("until").asString());
                assertEquals(3, prompts());
            }
        }
        try (LiveApp last = LiveApp.start(home, comfy)) {
            last.passes(Duration.ofSeconds(60));
            last.awaitStatus(id, "complete");
        }
        assertEquals(4, prompts());
    }

    /** Runs jobs until it dies; what the death left is the home from now on. */
    private List<String> die(List<String> prompts, String... way) throws Exception {
        Death death = new Death(home, folder.resolve("left"), way);
        // All of them are there before the first one is taken.
        comfy.down();
        try (LiveApp app = LiveApp.start(home, comfy, new RealDisk(), death)) {
            List<String> ids = new java.util.ArrayList<>();
            for (String prompt : prompts) {
                ids.add(app.submit(prompt, 2));
            }
            comfy.up();
            home = death.await();
            return ids;
        }
    }

    /** Complete in one run, with so many pictures that lie there, and nothing beside them. */
    private void assertDone(LiveApp app, String id, int outputs) throws Exception {
        JsonNode job = app.awaitStatus(id, "complete");
        assertEquals(0, job.path("attempts").asInt());
        Set<String> names = new HashSet<>();
        job.path("output").forEach(output -> names.add(output.path("name").asString()));
        assertEquals(outputs, job.path("output").size());
        assertEquals(names, new HashSet<>(inside("output")));
        assertEquals(outputs, names.size());
        assertEquals(outputs, app.await("/api/canvas/list", list -> list.path("total").asInt() >= outputs)
                .path("total").asInt());
        assertEquals(List.of(), inside(".orchestrator/tmp"));
        assertEquals(List.of(), inside(".orchestrator/set-aside"));
        assertEquals(1, prompts());
    }

    private static void cancel(LiveApp app, String id) {
        try {
            app.call("DELETE", "/api/jobs/" + id, "");
        } catch (IOException | InterruptedException dead) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> jobsPosted() {
        return comfy.log().all(DemoLog.PromptPosted.class).stream()
                .map(post -> post.input("SaveImage", "filename_prefix").orElseThrow().split("/")[1]).toList();
    }

    private String promptId(int n) {
        return comfy.log().awaitPrompt(n).promptId();
    }

    private int prompts() {
        return comfy.log().all(DemoLog.PromptPosted.class).size();
    }

    private long painted() {
        try {
            return Files.size(pictures(comfy.storage().resolve("output")).getFirst());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Path> pictures(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".png")).toList();
        }
    }

    private List<String> inside(String name) throws IOException {
        try (var files = Files.newDirectoryStream(home.resolve(name))) {
            return StreamSupport.stream(files.spliterator(), false).map(file -> file.getFileName().toString()).toList();
        }
    }
}

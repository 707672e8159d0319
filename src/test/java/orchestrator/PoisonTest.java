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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A job that ends our process again and again is set aside, and only that one, and only when it is the likely reason. */
@Timeout(120)
class PoisonTest {

    @TempDir
    private Path folder;
    private Path home;
    private int deaths;
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
    @ValueSource(strings = {"worker.before-sending", "worker.before-post", "worker.before-fetch",
            "worker.before-complete"})
    void after_three_deaths_with_a_job_in_hand_it_is_failed_and_the_others_go_on(String point) throws Exception {
        List<String> ids = submit(3);
        for (int death = 1; death <= 3; death++) {
            die(point, ids.getFirst());
        }
        try (LiveApp app = LiveApp.start(home, comfy)) {
            JsonNode poison = app.awaitStatus(ids.getFirst(), "failed");
            assertEquals("poison", poison.path("error").path("code").asString());
            for (String id : ids.subList(1, 3)) {
                assertEquals(1, app.awaitStatus(id, "complete").path("output").size());
            }
            assertEquals(point.contains("post") || point.contains("sending") ? 2 : 3, prompts());
            app.call("POST", "/api/jobs/" + ids.getFirst() + "/retry", "");
            assertEquals(1, app.awaitStatus(ids.getFirst(), "complete").path("output").size(), "an explicit retry");
        }
        assertEquals(List.of(), marks());
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker.before-post", "worker.before-complete"})
    void two_deaths_are_forgiven(String point) throws Exception {
        String id = submit(1).getFirst();
        die(point, id);
        die(point, id);
        try (LiveApp app = LiveApp.start(home, comfy)) {
            app.awaitStatus(id, "complete");
        }
    }

    @Test
    void a_prompt_found_alive_shows_that_sending_it_was_not_deadly() throws Exception {
        String id = submit(1).getFirst();
        die("worker.before-post", id);
        die("worker.before-post", id);
        die("worker.after-post", id);
        assertEquals(1, prompts());
        try (LiveApp app = LiveApp.start(home, comfy)) {
            app.awaitStatus(id, "complete");
        }
        assertEquals(1, prompts());
    }

    @Test
    void whatever_merely_runs_or_waits_in_comfyui_is_never_blamed() throws Exception {
        comfy.faults().holdAtStep(1);
        List<String> ids = submit(3);
        for (int death = 1; death <= 4; death++) {
            Death sudden = new Death(home, next());
            try (LiveApp app = LiveApp.start(home, comfy, new RealDisk(), sudden).awaitOnline()) {
                app.awaitStatus(ids.get(0), "running");
                app.await("/api/jobs/" + ids.get(1), job -> job.path("stage").asString("").equals("next"));
                comfy.log().awaitPrompt(2);
                app.await("/api/jobs", _ -> marks().isEmpty());
                Thread dead = Thread.startVirtualThread(sudden::strike);
                home = sudden.await();
                dead.interrupt();
            }
            assertEquals(List.of(), marks());
        }
        comfy.faults().release();
        try (LiveApp app = LiveApp.start(home, comfy)) {
            for (String id : ids) {
                assertEquals(0, app.awaitStatus(id, "complete").path("attempts").asInt());
            }
        }
        assertEquals(3, prompts());
    }

    @Test
    void an_orderly_end_is_no_death_not_even_in_the_middle_of_a_fetch() throws Exception {
        comfy.faults().everyView(Faults.ViewFault.STALLED_AT_HALF);
        String id = submit(1).getFirst();
        for (int end = 1; end <= 4; end++) {
            try (LiveApp app = LiveApp.start(home, comfy)) {
                comfy.log().awaitNth(DemoLog.FileViewed.class, end);
                assertEquals(List.of(id), marks());
            }
            assertEquals(List.of(), marks());
        }
        comfy.faults().clear();
        try (LiveApp app = LiveApp.start(home, comfy)) {
            app.awaitStatus(id, "complete");
        }
        assertEquals(1, prompts());
    }

    @Test
    void a_process_that_a_job_kills_three_times_comes_up_and_does_all_the_others() throws Exception {
        List<String> ids = submit(10);
        for (int death = 1; death <= 3; death++) {
            try (Child child = Child.quick(home, comfy.address(), "worker.before-post:1")) {
                assertEquals(137, child.end().status());
            }
        }
        try (LiveApp app = LiveApp.start(home, comfy)) {
            assertEquals("poison", app.awaitStatus(ids.getFirst(), "failed").path("error").path("code").asString());
            for (String id : ids.subList(1, 10)) {
                app.awaitStatus(id, "complete");
            }
        }
        assertEquals(9, prompts());
    }

    private List<String> submit(int jobs) throws Exception {
        // Nothing is taken before all are there.
        comfy.down();
        try (LiveApp app = LiveApp.start(home, comfy)) {
            List<String> ids = new ArrayList<>();
            for (int n = 0; n < jobs; n++) {
                ids.add(app.submit("job " + n, 2));
            }
            return ids;
        } finally {
            comfy.up();
        }
    }

    private void die(String point, String id) throws Exception {
        Death death = new Death(home, next(), point).by(id);
        try (LiveApp app = LiveApp.start(home, comfy, new RealDisk(), death)) {
            home = death.await();
        }
    }

    private Path next() {
        deaths++;
        return folder.resolve("left-" + deaths);
    }

    private int prompts() {
        return comfy.log().all(DemoLog.PromptPosted.class).size();
    }

    private List<String> marks() {
        Path marks = home.resolve(".orchestrator/in-hand");
        if (!Files.isDirectory(marks)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(marks)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

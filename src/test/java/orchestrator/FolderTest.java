package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What somebody does by hand to the job files while the whole program runs, seen through the system's own watch. */
@Timeout(120)
class FolderTest {

    @TempDir
    private Path home;
    private DemoComfy comfy;
    private LiveApp app;
    private String running;
    private String next;
    private String waiting;

    @BeforeEach
    void begin() throws Exception {
        comfy = DemoComfy.start(DemoOptions.fast());
        comfy.faults().holdAtStep(1);
        app = LiveApp.start(home, comfy).awaitOnline();
        running = app.submit("first", 2);
        next = app.submit("second", 2);
        comfy.log().awaitPrompt(2);
        app.await("/api/jobs/" + next, job -> job.path("stage").asString().equals("next"));
        waiting = app.submit("third", 2);
    }

    @AfterEach
    void end() {
        app.close();
        comfy.close();
    }

    @Test
    void a_folder_that_is_removed_comes_back_with_what_runs() throws Exception {
        for (String id : List.of(waiting, running, next)) {
            Files.delete(file(id));
        }
        Files.delete(home.resolve("jobs"));
        app.await("/api/jobs", jobs -> jobs.path("total").asInt() == 2);
        app.await("/api/jobs", _ -> Files.exists(file(running)) && Files.exists(file(next)));
        comfy.faults().release();
        app.awaitStatus(running, "complete");
        app.awaitStatus(next, "complete");
        String later = app.submit("fourth", 2);
        app.awaitStatus(later, "complete");
        assertTrue(Files.exists(file(later)));
        // The new folder is watched like the old one.
        comfy.faults().holdAtStep(1);
        app.submit("fifth", 2);
        String sixth = app.submit("sixth", 2);
        app.await("/api/jobs/" + sixth, job -> job.path("stage").asString("").equals("next"));
        String seventh = app.submit("seventh", 2);
        Files.delete(file(seventh));
        app.await("/api/jobs/" + seventh, job -> job.path("jobId").isMissingNode());
        app.await("/api/jobs", jobs -> jobs.path("total").asInt() == 5);
    }

    @Test
    void an_edit_and_a_removal_by_hand_are_noticed_before_anything_is_overwritten() throws Exception {
        Files.writeString(file(waiting), Files.readString(file(waiting)).replace("third", "a prompt of my own"));
        app.await("/api/jobs/" + waiting, job -> job.path("prompt").asString().equals("a prompt of my own"));
        Files.delete(file(waiting));
        app.await("/api/jobs", jobs -> jobs.path("total").asInt() == 2);

        Files.writeString(file(running), Files.readString(file(running)).replace("first", "not mine to change"));
        app.await("/api/jobs", _ -> !aside().isEmpty());
        comfy.faults().release();
        assertEquals("first", app.awaitStatus(running, "complete").path("prompt").asString());
        String kept = aside().stream().filter(name -> !name.endsWith(".reason.json")).findFirst().orElseThrow();
        assertTrue(Files.readString(home.resolve(".orchestrator/set-aside").resolve(kept))
                .contains("not mine to change"));
    }

    private Path file(String id) {
        return home.resolve("jobs").resolve(id + ".json");
    }

    private List<String> aside() {
        try (Stream<Path> files = Files.list(home.resolve(".orchestrator/set-aside"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}

package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.file.FailPoints;
import orchestrator.testkit.FailingDisk;
import orchestrator.testkit.JobRoom;

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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the whole program does when the disk refuses, and when somebody else works in its folders. */
@Timeout(120)
class DiskTest {

    private static final String FULL = "No space left on device";

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
    void a_full_disk_takes_no_job_and_says_so_until_there_is_room() throws Exception {
        FailingDisk disk = new FailingDisk(Integer.MAX_VALUE, FULL);
        try (LiveApp app = LiveApp.start(home, comfy, disk, FailPoints.NONE).awaitOnline()) {
            disk.breakNow();
            LiveApp.Answer refused = app.post("a lake", 2);
            assertEquals(507, refused.status());
            assertEquals("disk-full", refused.body().path("code").asString());
            assertEquals(0, app.get("/api/jobs").path("total").asInt());
            assertEquals(List.of(), inside("jobs"));
            assertEquals(List.of(), inside(".orchestrator/tmp"));
            disk.mend();
            app.awaitStatus(app.submit("a lake", 2), "complete");
            assertEquals(1, prompts());
        }
    }

    @Test
    void jobs_under_way_wait_for_room_and_go_on_by_themselves() throws Exception {
        FailingDisk disk = new FailingDisk(Integer.MAX_VALUE, FULL);
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy, disk, FailPoints.NONE).awaitOnline()) {
            List<String> ids = List.of(app.submit("one", 2), app.submit("two", 2), app.submit("three", 2),
                    app.submit("four", 2));
            comfy.log().awaitPrompt(2);
            disk.breakNow();
            comfy.faults().release();
            disk.awaitRefused(6);
            disk.mend();
            for (String id : ids) {
                JsonNode job = app.awaitStatus(id, "complete");
                assertEquals(1, job.path("output").size(), job.toString());
                assertEquals(0, job.path("attempts").asInt());
            }
            assertEquals(4, prompts());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Input/output error", "Read-only file system"})
    void a_disk_that_fails_takes_no_job_and_is_still_read(String words) throws Exception {
        FailingDisk disk = new FailingDisk(Integer.MAX_VALUE, words);
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.start(home, comfy, disk, FailPoints.NONE).awaitOnline()) {
            String running = app.submit("the one before", 2);
            comfy.log().awaitHeld(comfy.log().awaitPrompt(1).promptId());
            app.awaitStatus(running, "running");
            // Create, write, force and rename: refused at any of them, nothing came to be.
            for (int call = 1; call <= 4; call++) {
                disk.breakAt(call);
                LiveApp.Answer refused = app.post("a lake", 2);
                assertEquals(503, refused.status(), disk.lastCall());
                assertEquals("disk-failed", refused.body().path("code").asString());
                assertEquals(1, app.get("/api/jobs").path("total").asInt());
                assertEquals(1, inside("jobs").size());
                assertEquals(List.of(), inside(".orchestrator/tmp"));
                disk.mend();
            }
            comfy.faults().release();
            app.awaitStatus(running, "complete");
            app.awaitStatus(app.submit("the one after", 2), "complete");
        }
    }

    @Test
    void what_got_its_name_before_the_disk_refused_is_as_the_file_says() throws Exception {
        FailingDisk disk = new FailingDisk(Integer.MAX_VALUE, "Input/output error");
        AtomicBoolean refuses = new AtomicBoolean();
        try (LiveApp app = LiveApp.start(home, comfy, disk, point -> {
            if (point.equals("worker.before-complete") && refuses.compareAndSet(false, true)) {
                disk.breakAt(5);
            }
        }).awaitOnline()) {
            String id = app.submit("a lake", 2);
            disk.awaitRefused(1);
            assertEquals("forceFolder", disk.lastCall());
            disk.mend();
            app.awaitStatus(id, "complete");
            disk.breakAt(5);
            assertEquals(503, app.post("refused, and there all the same", 2).status());
            disk.mend();
            app.await("/api/jobs?status=complete", jobs -> jobs.path("total").asInt() == 2);
            assertEquals("complete", app.job(id).path("status").asString());
            assertEquals(2, prompts());
            assertEquals(List.of(), inside(".orchestrator/set-aside"));
        }
    }

    @Test
    void a_start_that_dies_while_it_tidies_up_is_simply_made_again() throws Exception {
        JobRoom before = JobRoom.in(home);
        before.submit("kept");
        before.submit("kept too");
        boolean came = false;
        for (int call = 1; !came; call++) {
            Files.writeString(home.resolve(".orchestrator/tmp/1-1-" + call + ".tmp"), "half a job");
            Files.writeString(home.resolve("jobs/broken-" + call + ".json"), "{\"jobId\": torn " + call + "!");
            try {
                JobRoom.on(new FailingDisk(call, "the process ended here"), home, FailPoints.NONE);
                came = true;
            } catch (UncheckedIOException died) {
                assertTrue(call < 100, died.toString());
            }
            JobRoom after = JobRoom.in(home);
            assertEquals(List.of("kept", "kept too"), after.order());
            assertEquals(List.of(), inside(".orchestrator/tmp"));
            assertEquals(2, inside("jobs").size());
            for (int n = 1; n <= call; n++) {
                String torn = "torn " + n + "!";
                assertEquals(1, texts(".orchestrator/set-aside").filter(text -> text.contains(torn)).count(), torn);
            }
        }
    }

    private Stream<String> texts(String folder) throws IOException {
        return inside(folder).stream().filter(name -> !name.endsWith(".reason.json"))
                .map(name -> home.resolve(folder).resolve(name)).map(file -> {
                    try {
                        return Files.readString(file);
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                });
    }

    private int prompts() {
        return comfy.log().all(DemoLog.PromptPosted.class).size();
    }

    private List<String> inside(String folder) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

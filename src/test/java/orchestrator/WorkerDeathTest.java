package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Worker processes, and servers of theirs, that die, stand still and come back. A lease of 4 s stands for one of 40. */
class WorkerDeathTest extends WithComfy {

    private static final long HUGE = 2_000_000_000;

    /** N2. */
    @Test
    void of_two_workers_one_is_killed_in_the_middle_of_a_job_and_the_other_finishes_it() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.at(home);
                DemoComfy other = DemoComfy.start(DemoOptions.fast());
                Child first = Child.worker(home.resolve("gpu-1"), app.address(), comfy.address(), "gpu-1")) {
            String id = app.awaitWorker("gpu-1", comfy).submit("a mill", 2);
            app.awaitStatus(id, "running");
            try (WorkerApp _ = app.worker("gpu-2", other)) {
                app.awaitWorker("gpu-2", other);
                first.kill();
                JsonNode done = app.awaitComplete(id);
                assertEquals(1, done.path("attempts").asInt(), done.toString());
                assertEquals(1, done.path("output").size());
                assertEquals(1, prompts(other));
                assertEquals("worker-gone", app.awaitReason(comfy, "worker-gone").path("reason").path("code")
                        .asString());
            }
        }
    }

    /** N3, N4. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it knows no SIGSTOP")
    void one_that_stood_still_for_longer_than_its_lease_writes_nothing_any_more() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.at(home);
                DemoComfy other = DemoComfy.start(DemoOptions.fast());
                Child first = Child.worker(home.resolve("gpu-1"), app.address(), comfy.address(), "gpu-1")) {
            String id = app.awaitWorker("gpu-1", comfy).submit("a mill", 2);
            app.awaitStatus(id, "running");
            first.signal("STOP");
            comfy.faults().release();
            comfy.log().awaitEnded(promptId(1));
            try (WorkerApp _ = app.worker("gpu-2", other)) {
                JsonNode done = app.awaitComplete(id);
                first.signal("CONT");
                awaitEmpty("gpu-1/jobs");
                assertEquals(done.path("rev"), app.job(id).path("rev"));
                assertEquals(done.path("output"), app.job(id).path("output"));
                assertEquals(1, filesIn("output").size());
                assertTrue(Files.readString(home.resolve("gpu-1/logs/worker.log")).contains(id), "it has its own log");
                // It is still good for the next one.
                app.awaitWorker("gpu-1", comfy);
            }
            app.awaitStatus(app.submit("another", 2), "complete");
        }
    }

    /** N8. */
    @Test
    void what_is_done_while_the_server_is_away_is_delivered_later() throws Exception {
        int port = freePort();
        URI server = URI.create("http://127.0.0.1:" + port);
        comfy.faults().holdAtStep(1);
        try (WorkerApp _ = worker("gpu-1", server)) {
            String id;
            try (Child child = Child.lending(home, port)) {
                Remote remote = new Remote(child.ready());
                awaitWorker(remote);
                id = remote.submit("a mill", 2);
                remote.awaitStatus(id, "running");
                child.kill();
            }
            comfy.faults().release();
            comfy.log().awaitEnded(promptId(1));
            try (Child child = Child.lending(home, port)) {
                JsonNode done = new Remote(child.ready()).awaitStatus(id, "complete");
                assertEquals(0, done.path("attempts").asInt(), done.toString());
                assertEquals(1, done.path("output").size());
                assertEquals(1, prompts());
            }
        }
    }

    /** N8: so long that the lease is over, while nobody else could have begun. */
    @Test
    void what_was_done_behind_a_cut_wire_is_delivered_under_a_new_token() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.at(home);
                Wire wire = Wire.to(app.address());
                WorkerApp _ = worker("gpu-1", wire.address())) {
            String id = app.awaitWorker("gpu-1", comfy).submit("a mill", 2);
            app.awaitStatus(id, "running");
            wire.cut();
            comfy.faults().release();
            comfy.log().awaitEnded(promptId(1));
            app.awaitAttempts(id, 1);
            wire.mend();
            JsonNode done = app.awaitComplete(id);
            assertEquals(1, done.path("attempts").asInt(), done.toString());
            assertEquals(1, done.path("output").size());
            assertEquals(1, filesIn("output").size());
            assertEquals(1, prompts());
        }
    }

    @Test
    void a_server_killed_in_the_middle_of_an_upload_gets_it_all_after_its_restart() throws Exception {
        int port = freePort();
        URI server = URI.create("http://127.0.0.1:" + port);
        comfy.faults().nextView(Faults.ViewFault.HUGE);
        try (WorkerApp _ = worker("gpu-1", server)) {
            String id;
            try (Child child = Child.lending(home, port)) {
                Remote remote = new Remote(child.ready());
                awaitWorker(remote);
                id = remote.submit("a mill", 2);
                awaitHalfUpload();
                child.kill();
            }
            try (Child child = Child.lending(home, port)) {
                JsonNode done = new Remote(child.ready()).awaitStatus(id, "complete");
                assertEquals(0, done.path("attempts").asInt(), done.toString());
                assertEquals(500_000_000, done.path("output").path(0).path("size").asLong());
                assertEquals(1, done.path("output").size());
                assertEquals(1, prompts());
                assertEquals(1, filesIn("output").size());
            }
            awaitEmpty("gpu-1/output");
        }
    }

    /** Both processes have 256 MB. */
    @Test
    void two_gigabytes_arrive_and_neither_side_holds_them_in_memory() throws Exception {
        try (Child child = Child.lending(home, 0)) {
            URI server = child.ready();
            Remote remote = new Remote(server);
            String id;
            try (WorkerApp _ = worker("gpu-1", server)) {
                comfy.faults().holdAtStep(1);
                awaitWorker(remote);
                id = remote.submit("a mill", 2);
                remote.awaitStatus(id, "running");
            }
            finish(home.resolve("gpu-1"), id);
            try (Child _ = Child.worker(home.resolve("gpu-1"), server, comfy.address(), "gpu-1")) {
                JsonNode done = remote.awaitStatus(id, "complete");
                assertEquals(HUGE, done.path("output").path(0).path("size").asLong());
                assertEquals(0, done.path("attempts").asInt());
                awaitEmpty("gpu-1/output");
            }
        }
    }

    // As if the run had ended with a picture of that size. The file has holes, and the transfer has not.
    private static void finish(Path worker, String id) throws IOException {
        Path file = worker.resolve("jobs/" + id + ".json");
        ObjectNode job = (ObjectNode) JsonMapper.shared().readTree(Files.readAllBytes(file));
        job.put("status", "complete").put("finished", job.path("created").asString());
        ((ObjectNode) job.path("sendings").path(0)).put("gone", true);
        job.putArray("output").addObject().put("file", "huge_00001.png").put("source", "x.png").put("sending", 1)
                .put("size", HUGE);
        Files.write(file, JsonMapper.shared().writeValueAsBytes(job));
        try (RandomAccessFile out = new RandomAccessFile(worker.resolve("output/huge_00001.png").toFile(), "rw")) {
            out.write(new byte[]{(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
            out.writeInt(13);
            out.writeBytes("IHDR");
            out.writeInt(20_000);
            out.writeInt(20_000);
            out.write(new byte[]{8, 2, 0, 0, 0});
            out.writeInt(0);
            out.writeInt((int) (HUGE - 57));
            out.writeBytes("IDAT");
            out.seek(HUGE - 12);
            out.writeInt(0);
            out.write("IEND".getBytes(StandardCharsets.US_ASCII));
            out.writeInt(0);
        }
    }

    private WorkerApp worker(String name, URI server) {
        return WorkerApp.start(new WorkerSettings(server, comfy.address(), Optional.empty(), home.resolve(name), name),
                new App.Surroundings(new RealDisk(), FailPoints.NONE, InstantSource.system(), RandomGenerator
                        .getDefault(), LiveApp.QUICK, DemoOptions.fast()));
    }

    private static void awaitWorker(Remote remote) throws IOException, InterruptedException {
        remote.await("/api/engines", engines -> engines.path(0).path("reachable").asBoolean(false));
    }

    private void awaitHalfUpload() throws IOException, InterruptedException {
        for (long size = 0; size < 50_000_000; TimeUnit.MILLISECONDS.sleep(10)) {
            size = 0;
            for (Path file : filesIn(".orchestrator/tmp")) {
                size = Math.max(size, file.toFile().length());
            }
        }
    }

    private void awaitEmpty(String folder) throws IOException, InterruptedException {
        for (List<Path> left = filesIn(folder); !left.isEmpty(); left = filesIn(folder)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}

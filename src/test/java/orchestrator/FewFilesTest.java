package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.testkit.Raw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The system lets it open 128 files and no more. */
@Timeout(120)
class FewFilesTest {

    private static final int LIMIT = 128;
    private static final Path SHELL = Path.of("/bin/bash");

    @TempDir
    private Path home;

    @Test
    void with_no_file_left_to_open_it_says_503_and_goes_on_when_there_are_some() throws Exception {
        assumeTrue(Files.isExecutable(SHELL) && Files.isDirectory(Path.of("/proc/self/fd")),
                "needs a shell that limits open files, and a system that lists them");
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast());
                Child child = Child.start(List.of(SHELL.toString(), "-c", "ulimit -n " + LIMIT + "; exec \"$@\"",
                        "limited"), Path.of(System.getProperty("java.home")), "--home", home.toString(), "--comfyui",
                        comfy.address().toString(), "--port", "0")) {
            int port = child.ready().getPort();
            Remote remote = new Remote(java.net.URI.create("http://127.0.0.1:" + port));
            List<String> taken = new ArrayList<>();
            taken.add(remote.submit("while there is room", 2));
            remote.awaitStatus(taken.getFirst(), "complete");
            refuseOnce(remote);
            int refused = 0;
            try (Raw client = Raw.to(port)) {
                List<Raw> crowd = crowd(port, child);
                for (int n = 0; n < 10; n++) {
                    Raw.Answer answer = client.send(Raw.request(port, "POST", "/api/jobs", LiveApp.asking("no room", 2),
                            "Content-Type: application/json")).answer();
                    assertTrue(answer.status() == 201 || answer.status() == 503, () -> answer.text() + log());
                    if (answer.status() == 201) {
                        taken.add(JsonMapper.shared().readTree(answer.text()).path("jobId").asString());
                    } else {
                        refused++;
                    }
                    Raw.Answer known = client.send(Raw.request(port, "GET", "/api/jobs/" + taken.getFirst(), ""))
                            .answer();
                    assertTrue(known.status() == 200 || known.status() == 503, known.status() + known.text());
                }
                for (Raw one : crowd) {
                    one.close();
                }
            }
            assertTrue(refused > 0, "there was room all the time");
            taken.add(remote.submit("with room again", 2));
            for (String id : taken) {
                JsonNode job = remote.awaitStatus(id, "complete");
                assertEquals(0, job.path("attempts").asInt());
                assertEquals(1, job.path("output").size());
            }
            assertEquals(taken.size(), remote.call("GET", "/api/jobs", "").body().path("total").asInt());
            assertEquals(taken.size(), comfy.log().all(DemoLog.PromptPosted.class).size());
            try (Stream<Path> aside = Files.list(home.resolve(".orchestrator/set-aside"))) {
                assertEquals(List.of(), aside.toList());
            }
        }
    }

    // The classes of a refusal lie in files of their own here; in the jar they need none to be opened.
    private void refuseOnce(Remote remote) throws Exception {
        Path temporary = home.resolve(".orchestrator/tmp");
        Files.delete(temporary);
        Files.writeString(temporary, "in the way");
        assertEquals(503, remote.call("POST", "/api/jobs", LiveApp.asking("refused", 2)).status());
        Files.delete(temporary);
    }

    private String log() {
        try {
            return Files.readString(home.resolve("logs/orchestrator.log"));
        } catch (IOException none) {
            return none.toString();
        }
    }

    /** Connections until there is no room for another one. */
    private static List<Raw> crowd(int port, Child child) throws IOException {
        List<Raw> crowd = new ArrayList<>();
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (open(child) < LIMIT) {
            assertTrue(System.nanoTime() < deadline, "only " + open(child) + " are open");
            if (crowd.size() < 2 * LIMIT) {
                crowd.add(Raw.to(port));
            }
            Thread.onSpinWait();
        }
        return crowd;
    }

    private static long open(Child child) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + child.pid() + "/fd"))) {
            return files.count();
        }
    }
}

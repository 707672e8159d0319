package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The program as a process: how it starts, how it says that it cannot, how it ends. */
@Timeout(120)
class ProcessTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path home;
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void asked_to_end_it_ends_soon_and_nothing_is_lost() throws Exception {
        String id;
        try (Child child = start("none")) {
            URI address = child.ready();
            id = call(address, "POST", "/api/jobs", LiveApp.asking("waits for an engine", 2)).path("jobId").asString();
            Child.End end = child.terminate(SOON);
            assertEquals(143, end.status(), end.errors());
            assertFalse(end.errors().contains("\tat "), end.errors());
        }
        try (Child again = start("none")) {
            assertEquals("queued", call(again.ready(), "GET", "/api/jobs/" + id, "").path("status").asString());
        }
    }

    @Test
    void asked_to_end_in_the_middle_of_a_job_it_leaves_comfyui_working_and_finds_the_picture_again() throws Exception {
        whoever_ends_it(child -> assertEquals(143, child.terminate(SOON).status()));
    }

    @Test
    void killed_in_the_middle_of_a_job_it_finds_the_picture_again() throws Exception {
        whoever_ends_it(Child::kill);
    }

    @Test
    void asked_twice_to_end_it_ends_as_if_asked_once() throws Exception {
        whoever_ends_it(child -> {
            child.askToEnd();
            assertEquals(143, child.terminate(SOON).status());
        });
    }

    @Test
    void killed_while_it_ends_it_finds_the_picture_again() throws Exception {
        whoever_ends_it(child -> {
            child.askToEnd();
            child.kill();
        });
    }

    @Test
    void a_second_process_on_a_home_is_told_who_has_it_and_a_dead_one_has_nothing() throws Exception {
        try (Child first = start("none")) {
            first.ready();
            try (Child second = start("none")) {
                assertRefused(second, "process " + first.pid());
            }
            first.kill();
        }
        try (Child third = start("none")) {
            third.ready();
        }
    }

    @Test
    void a_port_in_use_is_told_in_one_line() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Child child = Child.start("--home", home.toString(), "--comfyui", "none", "--port", "" + taken
                        .getLocalPort())) {
            assertRefused(child, "port " + taken.getLocalPort());
        }
    }

    @Test
    void a_home_that_is_a_file_is_told_in_one_line() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "mine");
        try (Child child = Child.start("--home", file.toString(), "--comfyui", "none", "--port", "0")) {
            assertRefused(child, file.toString());
        }
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void a_home_that_cannot_be_written_is_told_in_one_line() throws Exception {
        // Nobody, root included, can make a folder there.
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs a folder that nobody can write");
        try (Child child = Child.start("--home", "/proc/self/studio", "--comfyui", "none", "--port", "0")) {
            assertRefused(child, "/proc/self/studio");
        }
    }

    @Test
    void wrong_words_are_told_in_one_line() throws Exception {
        for (String words : List.of("--port x", "--wrong", "--host 0.0.0.0", "--host 0.0.0.0 --token short")) {
            try (Child child = Child.start((words + " --home " + home).split(" "))) {
                assertRefused(child, words.substring(0, words.contains("--token") ? 0 : 6));
            }
        }
        try (Stream<Path> files = Files.list(home)) {
            assertEquals(0, files.count(), "it began to work in the home");
        }
    }

    @Test
    void an_older_java_is_told_in_one_line() throws Exception {
        Path old = Path.of("/usr/lib/jvm/java-17-openjdk-amd64");
        assumeTrue(Files.isExecutable(old.resolve("bin/java")), "needs a JDK 17");
        try (Child child = Child.start(List.of(), old, "--demo")) {
            assertRefused(child, "needs Java 25; this is Java 17");
        }
    }

    @Test
    void a_broken_settings_file_and_logs_that_cannot_be_written_stop_nothing() throws Exception {
        Files.createDirectories(home.resolve(".orchestrator"));
        Files.writeString(home.resolve(".orchestrator/clients.json"), "{\"http://a\": [1, ");
        Files.writeString(home.resolve("logs"), "a file in the place of the folder");
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast()); Child child = start(comfy.address().toString())) {
            URI address = child.ready();
            String id = call(address, "POST", "/api/jobs", LiveApp.asking("a lake", 2)).path("jobId").asString();
            comfy.log().awaitEnded(comfy.log().awaitPrompt(1).promptId());
            awaitComplete(address, id);
            assertTrue(child.errors().contains("logs cannot be written"), child.errors());
        }
        assertEquals("a file in the place of the folder", Files.readString(home.resolve("logs")));
    }

    @Test
    void a_write_that_stops_half_way_makes_no_job() throws Exception {
        Path shell = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(shell), "needs a shell that limits the size of files");
        // The system stores the first 64 KiB of a file and refuses the rest.
        try (Child child = Child.start(List.of(shell.toString(), "-c", "ulimit -f 64; exec \"$@\"", "limited"), Path.of(
                System.getProperty("java.home")), "--home", home.toString(), "--comfyui", "none", "--port", "0")) {
            URI address = child.ready();
            String much = "\ud83c\udf0a".repeat(10_000);
            JsonNode refused = call(address, "POST", "/api/jobs", LiveApp.asking(much, 2).replace("\"steps\"",
                    "\"negativePrompt\":\"" + much + "\",\"steps\""));
            assertEquals("disk-full", refused.path("code").asString(), refused.toString());
            for (String folder : List.of("jobs", ".orchestrator/tmp", ".orchestrator/set-aside")) {
                try (Stream<Path> files = Files.list(home.resolve(folder))) {
                    assertEquals(List.of(), files.toList());
                }
            }
            assertEquals("queued", call(address, "POST", "/api/jobs", LiveApp.asking("a lake", 2)).path("status")
                    .asString());
        }
    }

    private interface Ending {
        void of(Child child) throws Exception;
    }

    private void whoever_ends_it(Ending ending) throws Exception {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast())) {
            comfy.faults().holdAtStep(2);
            String id;
            try (Child child = start(comfy.address().toString())) {
                id = call(child.ready(), "POST", "/api/jobs", LiveApp.asking("a harbour", 4)).path("jobId").asString();
                String promptId = comfy.log().awaitPrompt(1).promptId();
                comfy.log().awaitHeld(promptId);
                ending.of(child);
                assertTrue(Files.readString(home.resolve("jobs").resolve(id + ".json")).contains(promptId));
                comfy.faults().release();
                assertEquals("success", comfy.log().awaitEnded(promptId).outcome());
            }
            try (Child again = start(comfy.address().toString())) {
                awaitComplete(again.ready(), id);
            }
            assertEquals(1, comfy.log().all(DemoLog.PromptPosted.class).size());
            assertEquals(Optional.empty(), comfy.log().all(DemoLog.InterruptPosted.class).stream().findAny());
        }
    }

    private void awaitComplete(URI address, String id) throws Exception {
        try (Listener listener = Listener.to(http, address)) {
            for (int seen = 0; seen < 1_000; seen = listener.awaitMore(seen, Duration.ofSeconds(60))) {
                JsonNode job = call(address, "GET", "/api/jobs/" + id, "");
                if (job.path("status").asString().equals("complete")) {
                    assertEquals(1, job.path("output").size());
                    assertTrue(Files.isRegularFile(home.resolve("output").resolve(job.path("output").get(0).path("name")
                            .asString())));
                    return;
                }
            }
        }
        throw new AssertionError(id + " did not end");
    }

    private Child start(String comfy) throws IOException {
        return Child.start("--home", home.toString(), "--comfyui", comfy, "--port", "0");
    }

    private static void assertRefused(Child child, String words) throws Exception {
        Child.End end = child.end();
        assertEquals(2, end.status(), end.toString());
        assertEquals(1, end.errors().lines().count(), end.errors());
        assertTrue(end.errors().contains(words), end.errors());
        assertFalse(end.out().contains("Exception") || end.errors().contains("Exception"), end.toString());
    }

    private JsonNode call(URI address, String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return JsonMapper.shared().readTree(http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }
}

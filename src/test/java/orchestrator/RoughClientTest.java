package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.testkit.Raw;

import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Clients that ask too much, leave too early or look for what is not theirs. */
@Timeout(120)
class RoughClientTest {

    private static final String CANARY = "canary-7f3a9c5e1b2d4860-canary-secret";

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
    void more_jobs_than_one_request_may_make_are_refused_before_the_first_is_written() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            for (String count : List.of("101", "1000000", "0", "-1", "1e999")) {
                LiveApp.Answer answer = app.call("POST", "/api/jobs", LiveApp.asking("a lake", 2).replaceFirst("\\{",
                        "{\"count\":" + count + ","));
                assertTrue(answer.status() == 422 || answer.status() == 400, count + ": " + answer);
            }
            assertEquals(422, app.call("POST", "/api/jobs", LiveApp.asking("a lake", 2).replace("\"steps\"",
                    "\"batchSize\":1000000,\"steps\"")).status());
            assertEquals(0, files("jobs"));
        }
    }

    @Test
    void a_search_is_literal_and_quick_whatever_is_in_it() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            comfy.faults().holdAtStep(1);
            for (int i = 0; i < 50; i++) {
                app.submit("a".repeat(2_000) + i, 2);
            }
            for (String text : List.of("(a%2B)%2B%24", "'%20OR%201=1--", "%3Cscript%3E", "a".repeat(7_000))) {
                long began = System.nanoTime();
                LiveApp.Answer answer = app.call("GET", "/api/jobs?q=" + text, "");
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                assertTrue(answer.status() == 400 || answer.body().path("total").asInt() == 0, answer.toString());
                assertTrue(took.compareTo(Duration.ofSeconds(2)) < 0, text + " took " + took);
            }
        }
    }

    @Test
    void a_client_that_leaves_makes_no_half_job_and_finds_a_whole_one_by_its_key() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String body = LiveApp.asking("a lake", 2);
            String whole = Raw.request(app.address().getPort(), "POST", "/api/jobs", body,
                    "Content-Type: application/json", "Idempotency-Key: the-one");
            byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
            for (int part = 1; part < 10; part++) {
                leave(app.address(), Arrays.copyOf(bytes, (bytes.length - 1) * part / 10 + 1));
            }
            leave(app.address(), Arrays.copyOf(bytes, bytes.length - 1));
            assertEquals(200, app.call("GET", "/api/health", "").status());
            assertEquals(0, files("jobs"), "a part of a request made a job");
            leave(app.address(), bytes);
            String id = app.post("a lake", 2, "Idempotency-Key", "the-one").body().path("jobId").asString();
            app.awaitStatus(id, "complete");
            assertEquals(1, app.get("/api/jobs").path("total").asInt());
            assertEquals(1, comfy.log().all(DemoLog.PromptPosted.class).size());
        }
    }

    @Test
    void the_token_is_found_nowhere() throws Exception {
        try (Child child = Child.start("--home", home.toString(), "--comfyui", comfy.address().toString(), "--port",
                "0", "--token", CANARY)) {
            int port = child.ready().getPort();
            String cookieless = "Authorization: Bearer " + CANARY;
            StringBuilder answers = new StringBuilder();
            for (String path : List.of("/", "/api/jobs", "/api/health", "/api/engines", "/api/models/list",
                    "/api/queue",
                    "/api/canvas/list", "/nothing", "/api/jobs/../x", "/api/jobs?limit=0")) {
                Raw.Answer answer = Raw.get(port, path, cookieless);
                answers.append(answer.headers()).append(answer.text());
            }
            answers.append(Raw.get(port, "/api/jobs", "Authorization: Bearer " + CANARY + "x").text());
            Raw.Answer made = Raw.call(port, "POST", "/api/jobs", LiveApp.asking("a lake", 2), cookieless,
                    "Content-Type: application/json");
            assertEquals(201, made.status(), made.text());
            try (Raw stream = Raw.to(port)) {
                stream.send(Raw.request(port, "GET", "/api/jobs/stream?after=x", "", cookieless));
                answers.append(stream.head());
                while (!answers.toString().contains("\"complete\"")) {
                    answers.append(new String(stream.chunk(), StandardCharsets.UTF_8));
                    if (answers.toString().contains("event: resync")) {
                        break;
                    }
                }
            }
            comfy.log().awaitEnded(comfy.log().awaitPrompt(1).promptId());
            assertTrue(!comfy.log().entries().toString().contains(CANARY), "ComfyUI was told the token");
            Child.End end = child.terminate(Duration.ofSeconds(10));
            assertTrue(!(answers + end.out() + end.errors()).contains(CANARY), "the token was told");
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertTrue(!Files.readString(file, StandardCharsets.ISO_8859_1).contains(CANARY), file.toString());
                }
            }
        }
    }

    @Test
    void jetty_is_no_older_than_what_is_known_to_be_safe() {
        int[] found = Arrays.stream(org.eclipse.jetty.util.Jetty.VERSION.split("\\.")).limit(3)
                .mapToInt(Integer::parseInt).toArray();
        assertTrue(Arrays.compare(found, new int[]{12, 1, 7}) >= 0, Server.getVersion());
    }

    /** Sends this and resets the connection. */
    private static void leave(URI address, byte[] bytes) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", address.getPort()));
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }
    }

    private long files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(folder))) {
            return files.count();
        }
    }
}

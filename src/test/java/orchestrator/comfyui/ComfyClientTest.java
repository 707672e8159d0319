package orchestrator.comfyui;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class ComfyClientTest {
    private static final String ID = "7f0c1e5a-0000-4000-8000-000000000001";
    private static final OutputFile PICTURE = new OutputFile("a b_00001_.png", "orch\\7", "output", "9");
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final HttpClient http = ComfyClient.http();
    private final CountDownLatch over = new CountDownLatch(1);
    private RawServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new RawServer();
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        server.close();
        http.shutdownNow();
    }

    // Submitting

    @Test
    void a_prompt_goes_out_with_its_id_its_client_and_what_the_picture_shall_carry_and_never_a_place_in_the_queue() {
        server.json("POST /prompt", "{\"prompt_id\":\"" + ID + "\",\"number\":12,\"node_errors\":{}}");
        assertEquals(new Submission.Accepted(ID, 12), submit());
        var request = server.requests().getFirst();
        var body = Json.read(request.text());
        assertEquals(ID, body.path("prompt_id").stringValue());
        assertEquals("orch-1", body.path("client_id").stringValue());
        assertEquals("auto", body.path("extra_data").path("preview_method").stringValue());
        assertEquals("7", body.path("extra_data").path("extra_pnginfo").path("job").stringValue());
        assertFalse(body.has("number") || body.has("front"));
        assertTrue(request.line().endsWith("HTTP/1.1"), request.line());
        assertFalse(request.head().toLowerCase().contains("\r\norigin:"), request.head());
        assertFalse(request.head().toLowerCase().contains("\r\nupgrade:"), request.head());
    }

    @ParameterizedTest
    @CsvSource({"401,text/html,<html>login,LOGIN", "403,text/plain,'',LOGIN", "404,text/plain,404: Not Found,ADDRESS",
            "405,text/plain,no,ADDRESS", "413,text/plain,large,TOO_LARGE", "301,text/html,moved,ADDRESS",
            "200,text/html,<html>welcome,ADDRESS", "400,text/html,<html>bad,ADDRESS",
            "200,application/json,'{\"ok\":true}',ANSWER"})
    void an_answer_that_no_comfyui_gives_tells_the_owner_what_to_mend(int status, String type, String body,
            Submission.Hint hint) {
        server.on("POST /prompt", status, type, body);
        var read = assertInstanceOf(Submission.Misconfigured.class, submit());
        assertEquals(hint, read.hint());
        assertEquals(status, read.status());
    }

    @ParameterizedTest
    @CsvSource({"500,text/plain,500 Internal Server Error,true", "502,text/html,<html>Bad Gateway,true",
            "503,text/html,busy,true", "429,text/plain,slow down,false"})
    void a_faulty_server_may_have_received_it(int status, String type, String body, boolean serverFault) {
        server.on("POST /prompt", status, type, body);
        assertEquals(serverFault, assertInstanceOf(Submission.Unknown.class, submit()).serverFault());
    }

    @Test
    void nobody_there_surely_has_not_received_it() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        var nobody = new ComfyClient(URI.create("http://127.0.0.1:" + free), http);
        var read = nobody.submit(Graph.empty(), ID, "orch-1", Map.of());
        assertEquals(Trouble.Kind.REFUSED, assertInstanceOf(Submission.Unreachable.class, read).trouble().kind());
        assertEquals(Trouble.Kind.REFUSED,
                assertInstanceOf(Probe.Unreachable.class, nobody.probe()).trouble().kind());
    }

    @Test
    void a_name_without_an_address_surely_has_not_received_it() {
        var lost = new ComfyClient(URI.create("http://no-such-host.invalid:8188"), http);
        var read = lost.submit(Graph.empty(), ID, "orch-1", Map.of());
        assertEquals(Trouble.Kind.HOST_UNKNOWN,
                assertInstanceOf(Submission.Unreachable.class, read).trouble().kind());
    }

    @Test
    void a_server_that_never_answers_may_have_received_it() {
        server.on("POST /prompt", out -> over.await());
        assertFalse(assertInstanceOf(Submission.Unknown.class, submit(SHORT)).serverFault());
    }

    @Test
    void a_server_that_stops_in_the_middle_of_its_answer_may_have_received_it() {
        server.on("POST /prompt", out -> {
            RawServer.head(out, 200, "application/json", 100);
            out.write('{');
            out.flush();
            over.await();
        });
        assertFalse(assertInstanceOf(Submission.Unknown.class, submit(SHORT)).serverFault());
    }

    @Test
    void a_connection_cut_before_or_in_the_answer_may_have_received_it() {
        server.on("POST /prompt", out -> {});
        assertFalse(assertInstanceOf(Submission.Unknown.class, submit()).serverFault());
        server.on("POST /prompt", out -> {
            RawServer.head(out, 200, "application/json", 100);
            out.write('{');
        });
        assertFalse(assertInstanceOf(Submission.Unknown.class, submit()).serverFault());
        assertEquals(2, server.requests().size(), "a POST is never repeated by itself");
    }

    @Test
    void an_endless_answer_is_not_read_to_its_end() {
        server.on("POST /prompt", out -> {
            RawServer.head(out, 200, "application/json", Long.MAX_VALUE);
            var spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            while (true)
                out.write(spaces);
        });
        assertInstanceOf(Submission.Unknown.class, submit());
        server.on("GET /queue", out -> {
            RawServer.head(out, 200, "application/json", Long.MAX_VALUE);
            var spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            while (true)
                out.write(spaces);
        });
        assertEquals(200, assertThrows(ComfyFault.class, client(LONG)::queue).status());
    }

    // What is there

    @Test
    void a_real_answer_is_a_comfyui() {
        server.json("GET /system_stats",
                Recording.named("catalogue").calls("GET /system_stats").getFirst().answer().toString());
        assertEquals("0.3.64",
                assertInstanceOf(Probe.Reachable.class, client(LONG).probe()).stats().version());
    }

    @ParameterizedTest
    @CsvSource({"200,text/html,<html>My router", "404,text/plain,no", "200,application/json,'{\"hello\":1}'",
            "500,text/plain,oops", "200,application/json,'[1,'"})
    void something_else_at_the_address_is_recognized(int status, String type, String body) {
        server.on("GET /system_stats", status, type, body);
        var other = assertInstanceOf(Probe.NotComfy.class, client(LONG).probe());
        assertEquals(status, other.status());
        assertTrue(other.what().contains(type), other.what());
        assertThrows(ComfyFault.class, client(LONG)::systemStats);
    }

    @Test
    void a_proxy_that_finds_nobody_behind_it_is_no_stranger() {
        server.on("GET /system_stats", 502, "text/html", "<html>Bad Gateway");
        assertEquals(Trouble.Kind.BEHIND_PROXY,
                assertInstanceOf(Probe.Unreachable.class, client(LONG).probe()).trouble().kind());
    }

    @Test
    void a_path_in_the_address_is_kept() {
        server.json("GET /comfy/queue", "{\"queue_running\":[],\"queue_pending\":[]}");
        assertEquals(new QueueState(List.of(), List.of()),
                new ComfyClient(URI.create(server.uri() + "/comfy/"), http).queue());
    }

    // Where a prompt is

    @Test
    void a_prompt_is_looked_for_in_history_then_queue_then_history_again() {
        var asked = new AtomicInteger();
        server.on("GET /history/" + ID,
                out -> RawServer.whole(200, "application/json",
                        (asked.getAndIncrement() == 0 ? "{}" : history("execution_success"))
                                .getBytes(StandardCharsets.UTF_8))
                        .answer(out));
        server.json("GET /queue", "{\"queue_running\":[],\"queue_pending\":[]}");
        assertInstanceOf(LookUp.Finished.class, client(LONG).lookUp(ID));
        assertEquals(List.of("GET /history/" + ID, "GET /queue", "GET /history/" + ID), lines());
    }

    @Test
    void a_prompt_that_waits_runs_or_is_gone_is_told_apart() {
        server.json("GET /history/", "{}");
        server.json("GET /queue", """
                                  {"queue_running":[[1,"r",{},{},[]]],
                                  "queue_pending":[[5,"c",{},{},[]],[2.0,"a",{},{},[]],[-3,"b",{},{},[]]]}""");
        assertEquals(new LookUp.Running(), client(LONG).lookUp("r"));
        assertEquals(new LookUp.Pending(2, Optional.of("r")), client(LONG).lookUp("c"));
        assertEquals(new LookUp.Pending(0, Optional.of("r")), client(LONG).lookUp("b"));
        assertEquals(new LookUp.Absent(), client(LONG).lookUp("x"));
    }

    @Test
    void history_with_nan_and_unknown_keys_reads() {
        server.json("GET /history/", history("execution_interrupted"));
        var entry = client(LONG).history(ID).orElseThrow();
        assertEquals(HistoryEntry.Outcome.INTERRUPTED, entry.outcome());
        assertEquals(List.of(new OutputFile("a.png", "s", "output", "9"), new OutputFile("v.mp4", "", "output", "9")),
                entry.outputs());
    }

    @Test
    void a_page_instead_of_history_is_a_fault_and_not_absence() {
        server.on("GET /history/", 200, "text/html", "<html>");
        assertThrows(ComfyFault.class, () -> client(LONG).lookUp(ID));
    }

    @Test
    void something_that_says_yes_to_everything_has_no_empty_queue_and_no_empty_lists() {
        server.json("GET /", "{}");
        assertThrows(ComfyFault.class, () -> client(LONG).lookUp(ID));
        assertThrows(ComfyFault.class, () -> client(LONG).models("checkpoints"));
        server.json("GET /object_info", "[]");
        assertThrows(ComfyFault.class, () -> client(LONG).catalogue());
    }

    // Withdrawing

    @Test
    void an_old_server_is_asked_to_delete_and_interrupts_only_what_runs() {
        server.on("POST /api/jobs/", 405, "text/plain", "405: Method Not Allowed");
        server.on("POST /queue", 200, "application/json", "");
        server.on("POST /interrupt", 200, "application/json", "");
        server.json("GET /queue", "{\"queue_running\":[[1,\"" + ID + "\",{},{},[]]],\"queue_pending\":[]}");
        client(LONG).cancel("someone");
        assertTrue(lines().stream().noneMatch(line -> line.equals("POST /interrupt")), lines()::toString);
        client(LONG).cancel(ID);
        assertEquals("{\"prompt_id\":\"" + ID + "\"}", server.requests().getLast().text());
        assertEquals("{\"delete\":[\"" + ID + "\"]}", server.requests().stream()
                .filter(request -> request.line().startsWith("POST /queue")).toList().getLast().text());
    }

    @Test
    void a_new_server_cancels_in_one_call() {
        server.json("POST /api/jobs/" + ID + "/cancel", "{\"cancelled\":true}");
        client(LONG).cancel(ID);
        assertEquals(1, server.requests().size());
    }

    @Test
    void an_interrupt_without_an_id_never_leaves() {
        assertThrows(IllegalArgumentException.class, () -> client(LONG).interrupt(" "));
        assertEquals(0, server.requests().size());
    }

    // Catalogue

    @Test
    void one_class_and_the_whole_offer_are_read() {
        server.on("GET /object_info",
                RawServer.whole(200, "application/json", Recording.file("object_info-windows-0.3.json")));
        server.json("GET /object_info/KSampler",
                Recording.named("catalogue").calls("GET /object_info/KSampler").getFirst().answer().toString());
        server.json("GET /object_info/NoSuchNode", "{}");
        server.json("GET /models/checkpoints", "[\"sub\\\\a.safetensors\"]");
        assertEquals(496, client(LONG).catalogue().classes().size());
        assertTrue(client(LONG).objectInfo("KSampler").isPresent());
        assertTrue(client(LONG).objectInfo("NoSuchNode").isEmpty());
        assertEquals(List.of("sub\\a.safetensors"), client(LONG).models("checkpoints"));
        assertEquals(List.of(), client(LONG).models("unet"));
    }

    @Test
    void a_server_without_features_has_the_usual_ones() {
        assertEquals(Features.UNSTATED, client(LONG).features());
        server.json("GET /features", "{\"supports_preview_metadata\":true,\"max_upload_size\":7,\"x\":{}}");
        assertEquals(new Features(true, 7), client(LONG).features());
    }

    // Files

    @Test
    void an_upload_goes_out_as_a_form_and_its_name_is_the_servers(@TempDir Path folder) throws IOException {
        var file = Files.write(folder.resolve("x"), new byte[]{1, 2, 3, 4});
        server.json("POST /upload/image", "{\"name\":\"in (1).png\",\"subfolder\":\"orch/7\",\"type\":\"input\"}");
        var uploaded = client(LONG).uploadImage(file, "маяк \"1\".png", "orch/7");
        assertEquals("orch/7/in (1).png", uploaded.value());
        var form = server.requests().getFirst().text();
        assertTrue(form.contains("name=\"image\"; filename=\"маяк %221%22.png\""), form);
        assertTrue(form.contains("name=\"subfolder\"\r\n\r\norch/7\r\n"), form);
        assertTrue(form.contains("\r\n\r\n\u0001\u0002\u0003\u0004\r\n--"), form);
    }

    @Test
    void a_file_streams_whole_and_its_names_go_back_verbatim() throws IOException {
        var bytes = new byte[3_000_000];
        bytes[2_999_999] = 7;
        server.on("GET /view", RawServer.whole(200, "image/png", bytes));
        var sink = new ByteArrayOutputStream();
        assertEquals(new Fetched.Complete(bytes.length, "image/png"), fetch(LONG, sink));
        assertArrayEquals(bytes, sink.toByteArray());
        assertEquals("GET /view?filename=a%20b_00001_.png&subfolder=orch%5C7&type=output", lines().getFirst());
    }

    @Test
    void a_file_larger_than_the_heap_streams_through() throws IOException {
        long size = 1_500_000_000L;
        server.on("GET /view", out -> {
            RawServer.head(out, 200, "video/mp4", size);
            var piece = new byte[1 << 20];
            for (long sent = 0; sent < size; sent += piece.length)
                out.write(piece, 0, (int) Math.min(piece.length, size - sent));
        });
        assertEquals(new Fetched.Complete(size, "video/mp4"),
                client(LONG).fetch(PICTURE, Channels.newChannel(java.io.OutputStream.nullOutputStream())));
    }

    @Test
    void a_missing_file_is_told_from_a_fault() throws IOException {
        assertEquals(new Fetched.Missing(), fetch(LONG, new ByteArrayOutputStream()));
        server.on("GET /view", 403, "text/plain", "");
        assertEquals(403,
                assertThrows(ComfyFault.class, () -> fetch(LONG, new ByteArrayOutputStream())).status());
        server.on("GET /view", 502, "text/html", "<html>");
        assertEquals(Trouble.Kind.BEHIND_PROXY, assertThrows(ComfyUnreachable.class,
                () -> fetch(LONG, new ByteArrayOutputStream())).trouble().kind());
    }

    @Test
    void a_short_file_is_cut() throws IOException {
        server.on("GET /view", out -> {
            RawServer.head(out, 200, "image/png", 1000);
            out.write(new byte[400]);
        });
        assertInstanceOf(Fetched.Cut.class, fetch(LONG, new ByteArrayOutputStream()));
    }

    @Test
    void a_file_that_comes_slowly_is_waited_for_and_one_that_stops_is_stalled() throws IOException {
        server.on("GET /view", out -> {
            RawServer.head(out, 200, "image/png", 8);
            for (int i = 0; i < 8; i++) {
                out.write(i);
                out.flush();
                over.await(100, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
        });
        assertEquals(new Fetched.Complete(8, "image/png"), fetch(SHORT, new ByteArrayOutputStream()));
        server.on("GET /view", out -> {
            RawServer.head(out, 200, "image/png", 8);
            out.write(new byte[4]);
            out.flush();
            over.await();
        });
        assertEquals(new Fetched.Stalled(4), fetch(SHORT, new ByteArrayOutputStream()));
    }

    @Test
    void a_full_disk_is_the_callers_own_trouble() {
        server.on("GET /view", RawServer.whole(200, "image/png", new byte[10]));
        var full = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
            }
        };
        assertThrows(IOException.class, () -> client(LONG).fetch(PICTURE, full));
    }

    @Test
    void an_interrupted_call_leaves_at_once_and_keeps_the_flag() throws InterruptedException {
        server.on("GET /queue", out -> over.await());
        var flagged = new CountDownLatch(1);
        var caller = Thread.ofVirtual().start(() -> {
            assertThrows(ComfyUnreachable.class, client(LONG)::queue);
            if (Thread.currentThread().isInterrupted())
                flagged.countDown();
        });
        caller.interrupt();
        assertTrue(flagged.await(20, java.util.concurrent.TimeUnit.SECONDS));
    }

    private ComfyClient client(Duration limit) {
        return new ComfyClient(server.uri(), http, new ComfyTimeouts(limit, LONG, LONG, limit));
    }

    private Submission submit() {
        return submit(LONG);
    }

    private Submission submit(Duration limit) {
        return client(limit).submit(Graph.empty().with("1", "SaveImage", Map.of("filename_prefix", "x")), ID, "orch-1",
                Map.of("job", "7"));
    }

    private Fetched fetch(Duration stall, ByteArrayOutputStream sink) throws IOException {
        return new ComfyClient(server.uri(), http, new ComfyTimeouts(LONG, LONG, LONG, stall)).fetch(PICTURE,
                Channels.newChannel(sink));
    }

    private List<String> lines() {
        return server.requests().stream().map(request -> request.line().replace(" HTTP/1.1", "")).toList();
    }

    private static String history(String lastMessage) {
        return "{\"" + ID + "\":{\"prompt\":[1,\"" + ID + "\",{\"1\":{\"is_changed\":[NaN]}},{},[]],\"outputs\":{\"9\":"
                + "{\"images\":[{\"filename\":\"a.png\",\"subfolder\":\"s\",\"type\":\"output\",\"id\":3},7],"
                + "\"animated\":[true],\"gifs\":[{\"filename\":\"v.mp4\"}]}},\"status\":{\"status_str\":\"error\","
                + "\"messages\":[[\"execution_start\",{\"timestamp\":1}],[\"" + lastMessage
                + "\",{\"timestamp\":Infinity}]]}}}";
    }
}

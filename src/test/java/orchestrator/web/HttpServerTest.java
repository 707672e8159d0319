package orchestrator.web;

import orchestrator.testkit.Raw;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.Collections;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HttpServerTest {

    private static WebFixture web;

    @BeforeAll
    static void open() throws IOException {
        web = WebFixture.open();
    }

    @AfterAll
    static void close() {
        web.close();
    }

    /** A1. */
    @ParameterizedTest
    @ValueSource(strings = {"{", "[1,", "{\"a\":}", "{'a':1}", "{\"a\":1}x", "{\"a\":1}{}", "nul", "\"abc",
            "{\"a\":01}",
            "{a:1}", "[NaN]", "// c\n{}", "{\"a\":\"\u0001\"}", "tru", "+1", ".5", "1.", "{\"a\" 1}", "]", "\\u007b"})
    void a_body_that_is_no_json_is_400_with_line_and_column(String body) throws IOException {
        Raw.Answer answer = web.call("POST", "/api/echo", body, "Content-Type: application/json");
        assertProblem(answer, 400, "invalid-json");
        assertTrue(answer.text().matches("(?s).*Line \\d+:\\d+ .*"), answer.text());
    }

    @Test
    void an_empty_body_is_400() throws IOException {
        assertProblem(web.call("POST", "/api/echo", "", "Content-Type: application/json", "Content-Length: 0"), 400,
                "invalid-json");
    }

    /** A2. */
    @Test
    void a_body_that_is_deep_or_doubled_or_holds_a_huge_number_is_400() throws IOException {
        for (String body : new String[]{"[".repeat(100_000), "[" + "9".repeat(100_000) + "]", "{\"a\":1,\"a\":2}",
                "[".repeat(65) + "]".repeat(65)}) {
            assertProblem(web.call("POST", "/api/echo", body, "Content-Type: application/json"), 400, "invalid-json");
        }
        assertEquals(200, web.call("POST", "/api/echo", "[".repeat(64) + "]".repeat(64),
                "Content-Type: application/json").status());
    }

    @Test
    void bytes_that_are_no_utf8_are_400() throws IOException {
        try (Raw raw = Raw.to(web.port())) {
            raw.send(Raw.request(web.port(), "POST", "/api/echo", "", "Content-Type: application/json",
                    "Content-Length: 4")).send(new byte[]{'"', (byte) 0xc3, (byte) 0x28, '"'});
            assertProblem(raw.answer(), 400, "invalid-json");
        }
    }

    /** A8. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
            "application/json; charset=utf-16", "application/json;charset=latin1", "application/jsonp", "", "json"})
    void another_content_type_is_415(String type) throws IOException {
        assertProblem(web.call("POST", "/api/echo", "{}", "Content-Type: " + type), 415, "unsupported-media-type");
    }

    @Test
    void a_body_without_content_type_is_415() throws IOException {
        assertProblem(web.call("POST", "/api/echo", "{}"), 415, "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\""})
    void json_in_utf8_is_taken(String type) throws IOException {
        assertEquals(200, web.call("POST", "/api/echo", "{\"a\":1}", "Content-Type: " + type).status());
    }

    /** A9. */
    @Test
    void a_body_at_the_limit_is_taken_and_one_byte_more_is_413() throws IOException {
        String fits = "\"" + "x".repeat(RequestBody.MAX_JSON - 2) + "\"";
        assertEquals(200, web.call("POST", "/api/echo", fits, "Content-Type: application/json").status());
        assertProblem(web.call("POST", "/api/echo", fits + " ", "Content-Type: application/json"), 413, "too-large");
    }

    @Test
    void a_chunked_body_without_end_is_413() throws IOException {
        try (Raw raw = Raw.to(web.port())) {
            raw.send(Raw.request(web.port(), "POST", "/api/echo", "", "Content-Type: application/json",
                    "Transfer-Encoding: chunked"));
            String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
            Thread sending = Thread.startVirtualThread(() -> drip(raw, chunk, 0));
            assertProblem(raw.answer(), 413, "too-large");
            sending.interrupt();
            assertTrue(raw.closes());
        }
        assertEquals(200, web.get("/api/echo").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: -1", "Content-Length: 1\r\nContent-Length: 2", "Content-Length: x",
            "Transfer-Encoding: chunked\r\nContent-Length: 3", "Transfer-Encoding: gzip"})
    void a_length_that_lies_is_400_and_nothing_is_executed(String header) throws IOException {
        int before = web.reached.get();
        try (Raw raw = Raw.to(web.port())) {
            raw.send(Raw.request(web.port(), "POST", "/api/echo", "", "Content-Type: application/json", header));
            Raw.Answer answer = raw.answer();
            assertTrue(answer.status() == 400 || answer.status() == 501, answer.text());
            assertProblem(answer, answer.status(), "");
        }
        assertEquals(before, web.reached.get());
    }

    @Test
    void a_body_shorter_than_promised_is_400() throws IOException {
        try (Raw raw = Raw.to(web.port())) {
            raw.send(Raw.request(web.port(), "POST", "/api/echo", "", "Content-Type: application/json",
                    "Content-Length: 10") + "{}").shutdownOutput();
            assertProblem(raw.answer(), 400, "body-broken");
        }
    }

    @Test
    void a_body_that_drips_is_408() throws Exception {
        try (Raw raw = Raw.to(web.port())) {
            raw.send(Raw.request(web.port(), "POST", "/api/echo", "", "Content-Type: application/json",
                    "Content-Length: 100000"));
            Thread dripping = Thread.startVirtualThread(() -> drip(raw, "1", 100));
            assertProblem(raw.answer(), 408, "too-slow");
            dripping.interrupt();
        }
    }

    @Test
    void headers_that_drip_end_the_connection() throws Exception {
        try (Raw raw = Raw.to(web.port())) {
            raw.send("GET /api/echo HTTP/1.1\r\nX: ");
            Thread dripping = Thread.startVirtualThread(() -> drip(raw, "a", 100));
            assertTrue(raw.closes());
            dripping.interrupt();
        }
    }

    @Test
    void headers_that_drip_in_a_second_request_end_the_connection_too() throws Exception {
        try (Raw raw = Raw.to(web.port())) {
            raw.send(Raw.request(web.port(), "GET", "/api/echo", ""));
            assertEquals(200, raw.answer().status());
            raw.send("GET /api/echo HTTP/1.1\r\nX: ");
            Thread dripping = Thread.startVirtualThread(() -> drip(raw, "a", 100));
            assertTrue(raw.closes());
            dripping.interrupt();
        }
    }

    @Test
    void a_connection_between_two_requests_stays_open() throws Exception {
        try (Raw raw = Raw.to(web.port())) {
            raw.send(Raw.request(web.port(), "GET", "/api/echo", ""));
            assertEquals(200, raw.answer().status());
            assertFalse(raw.patience(2500).closes(), "it was within its idle time");
            raw.send(Raw.request(web.port(), "GET", "/api/echo", ""));
            assertEquals(200, raw.answer().status());
        }
    }

    /** A14. */
    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "OPTIONS", "DELETE", "PUT", "PATCH", "PROPFIND", "FOO"})
    void a_method_that_a_call_does_not_take_is_405_with_allow(String method) throws IOException {
        Raw.Answer answer = Raw.ask(web.port(), method + " /api/echo HTTP/1.1", "Host: 127.0.0.1:" + web.port());
        assertProblem(answer, 405, "method-not-allowed");
        assertEquals("GET, HEAD, POST", answer.header("Allow").orElse("missing"));
        assertTrue(answer.header("Access-Control-Allow-Origin").isEmpty());
    }

    @Test
    void an_override_of_the_method_is_ignored() throws IOException {
        Raw.Answer answer = web.call("POST", "/api/item/x", "", "X-HTTP-Method-Override: GET", "X-HTTP-Method: GET",
                "X-Method-Override: GET");
        assertProblem(answer, 405, "method-not-allowed");
    }

    /** A15. */
    @Test
    void pipelined_requests_are_answered_in_order() throws IOException {
        try (Raw raw = Raw.to(web.port())) {
            raw.send(Raw.request(web.port(), "GET", "/api/echo?1", "")
                    + Raw.request(web.port(), "GET", "/api/echo?2", ""));
            assertEquals("got 1", raw.answer().text());
            assertEquals("got 2", raw.answer().text());
        }
    }

    @Test
    void a_client_that_waits_for_100_gets_it() throws IOException {
        try (Raw raw = Raw.to(web.port())) {
            raw.send(Raw.request(web.port(), "POST", "/api/echo", "", "Content-Type: application/json",
                    "Content-Length: 2", "Expect: 100-continue"));
            assertTrue(raw.head().startsWith("HTTP/1.1 100"));
            raw.send("{}");
            assertEquals(200, raw.answer().status());
        }
    }

    @Test
    void http_1_0_is_answered_and_closed() throws IOException {
        try (Raw raw = Raw.to(web.port())) {
            raw.send("GET /api/echo HTTP/1.0\r\nHost: 127.0.0.1:" + web.port() + "\r\n\r\n");
            assertEquals(200, raw.answer().status());
            assertTrue(raw.closes());
        }
    }

    @Test
    void a_request_smuggled_in_a_chunk_extension_is_not_executed() throws IOException {
        int before = web.reached.get();
        try (Raw raw = Raw.to(web.port())) {
            raw.send(Raw.request(web.port(), "POST", "/api/echo", "", "Content-Type: application/json",
                    "Transfer-Encoding: chunked")
                    + "2;a=\"\r\n{}\r\n0\r\n\r\nGET /api/echo?smuggled HTTP/1.1\r\n\"\r\n\r\n");
            raw.answer();
            assertTrue(raw.closes());
        }
        assertTrue(web.reached.get() <= before + 1, "the smuggled request was executed");
    }

    /** X7, A10. */
    @Test
    void every_error_of_our_own_is_a_problem_that_tells_nothing_of_us() throws IOException {
        for (String path : new String[]{"/nowhere", "/api/nowhere", "/api/bug", "/api/error", "/api/item/..%2f..%2fx",
                "/api/item/%2e%2e", "/api/item/a%5cb", "/api/item/%00", "/api/item/" + "x".repeat(20_000),
                "/%", "/api/item/%zz", "//api/echo", "/api/item/a/", "/API/ECHO"}) {
            Raw.Answer answer = web.get(path, "Accept: text/html");
            assertTrue(answer.status() >= 400, path + " was " + answer.status());
            assertProblem(answer, answer.status(), "");
        }
        assertTrue(web.get("/api/bug").text().contains("b1-e"), "a reference to the log");
    }

    @Test
    void errors_before_any_handler_are_problems_with_our_headers() throws IOException {
        String host = "Host: 127.0.0.1:" + web.port();
        for (Map.Entry<String, Integer> bad : Map.of("GET / HTTP/1.1\r\nHost: a\r\nHost: b", 400, //
                "GET /" + "x".repeat(30_000) + " HTTP/1.1\r\n" + host, 414, //
                "GET / HTTP/1.1\r\n" + host + "\r\nX: " + "x".repeat(30_000), 431, //
                "nonsense", 400, //
                "GET / HTTP/9.9\r\n" + host, 505, //
                "GET /a\u0000b HTTP/1.1\r\n" + host, 400, //
                "GET / HTTP/1.1\r\n" + host + "\r\nX Y: z", 400).entrySet()) {
            Raw.Answer answer = Raw.ask(web.port(), bad.getKey());
            assertProblem(answer, bad.getValue(), "");
        }
    }

    /** X6. */
    @Test
    void the_headers_of_every_answer_are_exactly_these() throws IOException {
        String host = "Host: 127.0.0.1:" + web.port();
        for (Raw.Answer answer : new Raw.Answer[]{web.get("/page"), web.get("/api/echo"), web.get("/nowhere"),
                web.get("/api/bug"), web.get("/api/error"), Raw.ask(web.port(), "nonsense"),
                web.get("/page", "Origin: null"), web.call("HEAD", "/page", ""),
                web.call("POST", "/api/echo", "{", "Content-Type: application/json"),
                Raw.ask(web.port(), "GET / HTTP/1.1", host, "X: " + "x".repeat(30_000))}) {
            SecurityHeaders.ALL.forEach((name, value) -> assertEquals(java.util.List.of(value), answer.all(name), name
                    + " of " + answer));
            for (String never : new String[]{"Server", "X-Powered-By", "Access-Control-Allow-Origin", "Set-Cookie"}) {
                assertTrue(answer.header(never).isEmpty(), never + " of " + answer);
            }
        }
    }

    @Test
    void head_answers_like_get_without_a_body() throws IOException {
        assertEquals(404, web.call("HEAD", "/nowhere", "").status());
        assertEquals(500, web.call("HEAD", "/api/bug", "").status());
        assertEquals(web.get("/page").header("Content-Length"), web.call("HEAD", "/page", "").header("Content-Length"));
    }

    @Test
    void only_loopback_is_listened_on() throws Exception {
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(each.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertFalse(answers(address), "it listens on " + address);
                }
            }
        }
        assertTrue(answers(InetAddress.getByName("127.0.0.1")));
    }

    private static boolean answers(InetAddress address) {
        try (Socket socket = new Socket(address, web.port())) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static void drip(Raw raw, String drop, int pause) {
        try {
            while (true) {
                Thread.sleep(pause);
                raw.send(drop);
            }
        } catch (IOException | InterruptedException over) {
            // The other side closed, which is what the test waits for.
        }
    }

    static void assertProblem(Raw.Answer answer, int status, String code) {
        assertEquals(status, answer.status(), answer.text());
        assertEquals("application/problem+json", answer.header("Content-Type").orElse("none"), answer.text());
        assertTrue(answer.text().contains("\"code\":\"" + code), answer.text());
        assertTrue(answer.text().contains("\"status\":" + status), answer.text());
        for (String ours : new String[]{"Exception", "/home", ".java:", "orchestrator.", "tools.jackson", "<script"}) {
            assertFalse(answer.text().contains(ours), ours + " in " + answer.text());
        }
    }
}

package orchestrator.web;

import orchestrator.testkit.Raw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What holds for every call: the list comes from the router, so that a new one cannot be forgotten. */
class EveryCallTest {

    private static final String TOKEN = "a token of more than thirty-two characters";

    @TempDir
    Path home;

    @Test
    void the_router_is_where_the_calls_come_from() throws IOException {
        try (Studio studio = Studio.in(home)) {
            List<String> calls = studio.web.calls();
            assertTrue(calls.contains("POST /api/jobs") && calls.contains("GET /api/jobs/stream"), calls.toString());
            assertTrue(calls.size() >= 20, calls.toString());
        }
    }

    /** X1 over every route. */
    @Test
    void no_call_answers_to_a_foreign_name() throws IOException {
        try (Studio studio = Studio.in(home)) {
            for (String call : studio.web.calls()) {
                Raw.Answer answer = Raw.ask(studio.port(), line(call), "Host: evil.example:" + studio.port());
                assertEquals(403, answer.status(), call);
            }
        }
    }

    /** X2 over every route. */
    @Test
    void no_call_answers_to_a_foreign_page() throws IOException {
        try (Studio studio = Studio.in(home)) {
            String host = "Host: 127.0.0.1:" + studio.port();
            TreeMap<String, Long> before = files();
            for (String call : studio.web.calls()) {
                for (String foreign : List.of("Origin: https://evil.example", "Origin: null",
                        "Sec-Fetch-Site: cross-site",
                        "Sec-Fetch-Site: same-site")) {
                    assertEquals(403, Raw.ask(studio.port(), line(call), host, foreign).status(), call + foreign);
                }
            }
            assertEquals(before, files());
        }
    }

    /** X4 over every route. */
    @Test
    void no_call_but_the_public_files_answers_without_the_token() throws IOException {
        try (Studio studio = Studio.withToken(home, TOKEN)) {
            for (String call : studio.web.calls()) {
                int status = Raw.ask(studio.port(), line(call), "Host: 127.0.0.1:" + studio.port()).status();
                int expected = call.contains("/static/") ? 404 : call.endsWith(" /sign-in") ? 200 : 401;
                assertEquals(expected, status, call);
            }
        }
    }

    /** X6 and X7 over every route: what a call with ids nobody gave out and no body answers. */
    @Test
    void every_answer_has_our_headers_and_every_error_is_a_problem() throws IOException {
        try (Studio studio = Studio.in(home)) {
            for (String call : studio.web.calls()) {
                if (call.equals("GET /api/jobs/stream")) {
                    continue;
                }
                Raw.Answer answer;
                try (Raw raw = Raw.to(studio.port())) {
                    raw.send(line(call) + "\r\nHost: 127.0.0.1:" + studio.port() + "\r\n\r\n");
                    answer = raw.answer(call.startsWith("HEAD"));
                }
                for (String name : List.of("X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy",
                        "Cross-Origin-Resource-Policy", "Cache-Control")) {
                    assertEquals(1, answer.all(name).size(), name + " of " + call);
                }
                assertFalse(answer.status() >= 500, call + " was " + answer.text());
                if (answer.status() >= 400 && !call.startsWith("HEAD")) {
                    HttpServerTest.assertProblem(answer, answer.status(), "");
                }
            }
        }
    }

    /** No GET or HEAD changes anything. */
    @Test
    void reading_changes_nothing() throws IOException {
        try (Studio studio = Studio.in(home)) {
            String jobId = studio.submit("x");
            TreeMap<String, Long> before = files();
            String position = studio.events.position();
            for (String call : studio.web.calls()) {
                if (call.startsWith("GET ") && !call.endsWith("/stream") || call.startsWith("HEAD ")) {
                    Raw.ask(studio.port(), line(call).replace("/x", "/" + jobId),
                            "Host: 127.0.0.1:" + studio.port());
                }
            }
            assertEquals(before, files());
            assertEquals(position, studio.events.position());
        }
    }

    private static String line(String call) {
        return call.replaceAll("[{<]\\w+[}>]", "x") + " HTTP/1.1";
    }

    private TreeMap<String, Long> files() throws IOException {
        TreeMap<String, Long> files = new TreeMap<>();
        try (var all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(home.relativize(file).toString(), Files.getLastModifiedTime(file).toMillis());
            }
        }
        return files;
    }
}

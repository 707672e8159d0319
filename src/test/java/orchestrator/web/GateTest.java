package orchestrator.web;

import orchestrator.testkit.Raw;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GateTest {

    private static final String TOKEN = "a token of more than thirty-two characters";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;

    /** X1, T-HOST. */
    @Test
    void only_our_own_names_reach_a_handler() throws IOException {
        try (WebFixture web = WebFixture.open()) {
            int port = web.port();
            for (String method : List.of("GET", "POST", "HEAD", "OPTIONS", "DELETE", "TRACE")) {
                for (String path : List.of("/page", "/api/echo", "/static/x", "/nowhere")) {
                    for (String host : foreignHosts(port)) {
                        Raw.Answer answer = Raw.ask(port, method + " " + path + " HTTP/1.1", "Host: " + host);
                        assertTrue(answer.status() == 403 || answer.status() == 400,
                                method + path + " for " + host + " was " + answer.status());
                    }
                }
            }
            assertEquals(400, Raw.ask(port, "GET /page HTTP/1.1").status());
            assertEquals(400, Raw.ask(port, "GET /page HTTP/1.1", "Host: 127.0.0.1:" + port, "Host: evil.example")
                    .status());
            assertRefused(Raw.ask(port, "GET /page HTTP/1.0"));
            assertEquals(400,
                    Raw.ask(port, "GET http://evil.example/page HTTP/1.1", "Host: 127.0.0.1:" + port).status());
            assertRefused(Raw.ask(port, "GET http://evil.example/page HTTP/1.1", "Host: evil.example"));
            assertEquals(0, web.reached.get());
            int good = 0;
            for (String host : List.of("localhost", "127.0.0.1", "[::1]", "LOCALHOST", "LocalHost")) {
                assertEquals(200, Raw.ask(port, "GET /page HTTP/1.1", "Host: " + host + ":" + port).status());
                assertEquals(++good, web.reached.get());
            }
        }
    }

    @Test
    void without_a_port_a_name_is_ours_only_on_port_80() {
        HostRule rule = new HostRule(java.util.Set.of("studio"), false);
        assertTrue(rule.allows("localhost", 80));
        assertFalse(rule.allows("localhost", 8190));
        assertTrue(rule.allows("Studio:8190", 8190));
        assertFalse(rule.allows("192.168.1.5:8190", 8190));
        HostRule addresses = new HostRule(java.util.Set.of(), true);
        assertTrue(addresses.allows("192.168.1.5:8190", 8190));
        assertTrue(addresses.allows("[fe80::1]:8190", 8190));
        assertFalse(addresses.allows("192.168.1.5.nip.io:8190", 8190));
    }

    /** X2, T-CSRF-1. */
    @Test
    void a_change_is_taken_only_from_our_own_page_or_from_a_program() throws IOException {
        try (WebFixture web = WebFixture.open()) {
            String own = "Origin: http://127.0.0.1:" + web.port();
            for (String[] headers : foreignOrigins(web.port())) {
                assertRefused(post(web, headers));
                assertRefused(web.get("/api/echo", headers));
            }
            assertEquals(0, web.reached.get());
            assertEquals(200, post(web).status());
            assertEquals(200, post(web, own).status());
            assertEquals(200, post(web, own, "Sec-Fetch-Site: same-origin").status());
            assertRefused(post(web, "Sec-Fetch-Site: none"));
            assertEquals(200, web.get("/api/echo", "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate").status());
        }
    }

    @Test
    void a_link_on_a_foreign_page_opens_a_page_but_loads_nothing() throws IOException {
        try (WebFixture web = WebFixture.open()) {
            String[] link = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"};
            assertEquals(200, web.get("/page", link).status());
            assertRefused(web.get("/api/echo", link));
            assertRefused(post(web, link));
            assertRefused(web.get("/page", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate",
                    "Sec-Fetch-Dest: iframe"));
            assertRefused(web.get("/page", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors",
                    "Sec-Fetch-Dest: image"));
        }
    }

    @Test
    void a_preflight_from_elsewhere_is_refused_and_never_promised_anything() throws IOException {
        try (WebFixture web = WebFixture.open()) {
            Raw.Answer answer = web.call("OPTIONS", "/api/echo", "", "Origin: https://evil.example",
                    "Access-Control-Request-Method: POST");
            assertRefused(answer);
            assertTrue(answer.headers().stream().noneMatch(line -> line.startsWith("Access-Control")));
        }
    }

    /** X2 with credentials: neither cookie nor token opens the door to a foreign page. */
    @Test
    void credentials_change_nothing_for_a_foreign_page() throws IOException {
        try (WebFixture web = WebFixture.withToken(TOKEN, clock)) {
            String cookie = "Cookie: " + signIn(web);
            String bearer = "Authorization: Bearer " + TOKEN;
            for (String[] headers : foreignOrigins(web.port())) {
                for (String credential : List.of(cookie, bearer)) {
                    List<String> all = new ArrayList<>(List.of(headers));
                    all.add(credential);
                    assertRefused(post(web, all.toArray(String[]::new)));
                    assertRefused(web.get("/api/echo", all.toArray(String[]::new)));
                }
            }
            assertEquals(0, web.reached.get());
            assertRefused(post(web, cookie));
            assertEquals(200, post(web, bearer).status());
            assertEquals(200, post(web, cookie, "Origin: http://127.0.0.1:" + web.port()).status());
            assertEquals(200, web.get("/api/echo", cookie).status());
        }
    }

    /** X4. */
    @Test
    void only_the_right_token_opens_and_it_is_never_read_from_the_address() throws IOException {
        for (String wrong : List.of("", TOKEN.substring(1), TOKEN.substring(0, TOKEN.length() - 1), TOKEN + "x",
                TOKEN.toUpperCase(java.util.Locale.ROOT), "t\u00f6ken", "x".repeat(8000))) {
            try (WebFixture web = WebFixture.withToken(TOKEN, clock)) {
                Raw.Answer answer = web.get("/api/echo", "Authorization: Bearer " + wrong);
                HttpServerTest.assertProblem(answer, 401, "unauthorized");
                assertEquals("Bearer", answer.header("WWW-Authenticate").orElse("missing"));
                assertEquals(401, web.get("/api/echo?token=" + TOKEN.replace(' ', '+')).status());
                assertEquals(401, web.get("/api/echo", "Cookie: orchestrator-" + web.port() + "=" + wrong).status());
                assertEquals(0, web.reached.get());
                assertEquals(200, web.get("/api/echo", "authorization: bearer " + TOKEN).status());
            }
        }
    }

    @Test
    void five_wrong_tokens_in_a_minute_are_enough() throws IOException {
        try (WebFixture web = WebFixture.withToken(TOKEN, clock)) {
            String cookie = "Cookie: " + signIn(web);
            for (int n = 0; n < FailedTries.ALLOWED; n++) {
                assertEquals(401, web.get("/api/echo", "Authorization: Bearer wrong",
                        "X-Forwarded-For: 10.0.0." + n).status());
            }
            Raw.Answer answer = web.get("/api/echo", "Authorization: Bearer " + TOKEN, "X-Forwarded-For: 10.9.9.9");
            HttpServerTest.assertProblem(answer, 429, "too-many-tries");
            assertEquals("60", answer.header("Retry-After").orElse("missing"));
            assertEquals(429, web.call("POST", "/api/session", "{\"token\":\"" + TOKEN + "\"}",
                    "Content-Type: application/json").status());
            assertEquals(200, web.get("/api/echo", cookie).status());
            now.set(now.get().plusSeconds(60));
            assertEquals(200, web.get("/api/echo", "Authorization: Bearer " + TOKEN).status());
        }
    }

    @Test
    void without_a_token_only_the_sign_in_page_is_shown() throws IOException {
        try (WebFixture web = WebFixture.withToken(TOKEN, clock)) {
            for (String path : List.of("/page", "/api/echo", "/nowhere", "/api/session", "/staticx",
                    "/static%2f..%2fpage")) {
                Raw.Answer answer = web.get(path);
                assertTrue(answer.status() == 401 || answer.status() == 400, path + " was " + answer.status());
            }
            Raw.Answer page = web.get("/page", "Accept: text/html");
            assertEquals(303, page.status());
            assertEquals("/sign-in", page.header("Location").orElse("missing"));
            assertEquals(404, web.get("/sign-in").status());
            assertEquals(404, web.get("/static/none.css").status());
            assertEquals(0, web.reached.get());
        }
    }

    @Test
    void the_cookie_is_out_of_reach_of_scripts_and_other_sites_and_is_not_the_token() throws IOException {
        try (WebFixture web = WebFixture.withToken(TOKEN, clock)) {
            Raw.Answer answer = web.call("POST", "/api/session", "{\"token\":\"" + TOKEN + "\"}",
                    "Content-Type: application/json");
            assertEquals(204, answer.status());
            String cookie = answer.header("Set-Cookie").orElseThrow();
            for (String part : List.of("HttpOnly", "SameSite=Strict", "Path=/", "orchestrator-" + web.port() + "=")) {
                assertTrue(cookie.contains(part), cookie);
            }
            assertFalse(cookie.contains(TOKEN));
            for (String body : List.of("", "{}", "[]", "{\"token\":1}", "{\"token\":null}", "x")) {
                assertEquals(401, web.call("POST", "/api/session", body, "Content-Type: application/json").status());
                now.set(now.get().plusSeconds(60));
            }
        }
    }

    /** X5. */
    @Test
    void claims_of_a_proxy_are_not_believed() throws IOException {
        try (WebFixture web = WebFixture.withToken(TOKEN, clock)) {
            for (String claim : List.of("X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1;host=localhost",
                    "X-Real-IP: 127.0.0.1", "X-Forwarded-Host: localhost", "X-Original-URL: /static/x")) {
                assertEquals(401, web.get("/api/echo", claim).status());
                assertRefused(Raw.ask(web.port(), "GET /page HTTP/1.1", "Host: evil.example", claim));
            }
            for (String override : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
                assertEquals(405, web.call("POST", "/page", "", override + ": GET",
                        "Authorization: Bearer " + TOKEN).status());
            }
        }
    }

    /** Each guard alone: what it refuses gets in when it is taken away, so the tests above can fail. */
    @Test
    void each_guard_is_needed() throws IOException {
        try (WebFixture web = WebFixture.open()) {
            assertEquals(200, web.get("/api/echo").status(), "no token is asked for on loopback");
            assertTrue(new HostRule(java.util.Set.of("evil.example"), false).allows("evil.example:" + web.port(),
                    web.port()), "the name alone decides");
            assertEquals(404, web.get("/nowhere").status(), "what passes the gate comes to the router");
        }
    }

    private static List<String> foreignHosts(int port) {
        return List.of("evil.example", "evil.example:" + port, "localhost.evil.example:" + port,
                "127.0.0.1.nip.io:" + port, "foo.localhost:" + port, "127.0.0.1:" + (port - 1), "127.0.0.1", "",
                "localhost.:" + port, "127.0.0.2:" + port, "0.0.0.0:" + port, "[::2]:" + port,
                "localhost:" + port + "0",
                "localhost:0" + port, "user@localhost:" + port, "2130706433:" + port);
    }

    private static List<String[]> foreignOrigins(int port) {
        List<String[]> all = new ArrayList<>();
        for (String origin : List.of("https://evil.example", "null", "", "http://127.0.0.1:" + (port - 1),
                "http://127.0.0.1", "http://127.0.0.1:99999", "https://127.0.0.1:" + port, "http://localhost:" + port,
                "garbage", "http://127.0.0.1:" + port + "/", "http://127.0.0.1:" + port + ".evil.example",
                "file://", "http://[::1]:" + port)) {
            all.add(new String[]{"Origin: " + origin});
            all.add(new String[]{"Origin: " + origin, "Sec-Fetch-Site: same-origin"});
        }
        String own = "Origin: http://127.0.0.1:" + port;
        all.add(new String[]{own, own});
        all.add(new String[]{own, "Origin: https://evil.example"});
        for (String site : List.of("cross-site", "same-site", "SAME-ORIGIN", "", "x", "same-origin, cross-site")) {
            all.add(new String[]{"Sec-Fetch-Site: " + site});
            all.add(new String[]{own, "Sec-Fetch-Site: " + site});
        }
        all.add(new String[]{"Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"});
        return all;
    }

    private static Raw.Answer post(WebFixture web, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: application/json");
        return web.call("POST", "/api/echo", "{}", all.toArray(String[]::new));
    }

    private static String signIn(WebFixture web) throws IOException {
        return web.call("POST", "/api/session", "{\"token\":\"" + TOKEN + "\"}", "Content-Type: application/json")
                .header("Set-Cookie").orElseThrow().split(";")[0];
    }

    private static void assertRefused(Raw.Answer answer) {
        HttpServerTest.assertProblem(answer, 403, "");
    }
}

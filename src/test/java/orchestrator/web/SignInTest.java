package orchestrator.web;

import orchestrator.testkit.Raw;
import orchestrator.testkit.SettableTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The page to sign in, and the links that let another browser in. */
class SignInTest {

    private static final String TOKEN = "a-token-of-more-than-thirty-two-characters";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    @TempDir
    private Path home;

    @Test
    void the_form_lets_in_with_the_token_and_says_what_is_wrong_otherwise() throws IOException {
        try (Studio studio = Studio.withToken(home, TOKEN)) {
            Raw.Answer page = studio.get("/sign-in", "Accept: text/html");
            assertEquals(200, page.status());
            assertEquals("same-origin", page.header("Referrer-Policy").orElse("none"));
            assertTrue(page.text().contains("action=\"/sign-in\"") && !page.text().contains("<script"), page.text());
            assertEquals("/sign-in?wrong", submit(studio, "token=nonsense").header("Location").orElse("none"));
            assertTrue(studio.get("/sign-in?wrong").text().contains("This token is not right"));
            Raw.Answer in = submit(studio, "token=" + TOKEN);
            assertEquals("303 /", in.status() + " " + in.header("Location").orElse("none"));
            String cookie = "Cookie: " + in.header("Set-Cookie").orElseThrow().split(";")[0];
            assertEquals(200, studio.get("/api/jobs", cookie).status());
            assertEquals("/", studio.get("/sign-in", cookie).header("Location").orElse("none"));
            for (String body : new String[]{"", "token", "token=%zz", "other=" + TOKEN, "x=1&y"}) {
                Raw.Answer out = submit(studio, body);
                assertFalse(out.header("Set-Cookie").isPresent(), body);
                assertTrue(out.header("Location").orElse("none").startsWith("/sign-in?w"), body);
            }
            assertEquals("/sign-in?wait", submit(studio, "token=" + TOKEN).header("Location").orElse("none"));
            assertTrue(studio.get("/sign-in?wait", "Cookie: lang=ru").text().contains("Подождите минуту"));
        }
    }

    @Test
    void a_foreign_page_cannot_sign_somebody_in() throws IOException {
        try (Studio studio = Studio.withToken(home, TOKEN)) {
            for (String foreign : new String[]{"Origin: null", "Origin: https://evil.example",
                    "Sec-Fetch-Site: cross-site"}) {
                assertEquals(403,
                        Raw.call(studio.port(), "POST", "/sign-in", "token=" + TOKEN, FORM, foreign).status());
            }
        }
    }

    @Test
    void a_code_opens_once_and_not_for_long() {
        SettableTime time = new SettableTime();
        SignInCodes codes = new SignInCodes(time);
        SignInCodes.Code one = codes.make();
        assertTrue(codes.take(one.text()));
        assertFalse(codes.take(one.text()));
        SignInCodes.Code late = codes.make();
        time.passes(SignInCodes.VALID);
        assertFalse(codes.take(late.text()));
        assertFalse(codes.take(""));
    }

    @Test
    void only_who_is_signed_in_gets_a_link_and_it_holds_no_token() throws IOException {
        try (Studio studio = Studio.shared(home, TOKEN)) {
            assertEquals(401, studio.call("POST", "/api/session/link", "").status());
            Raw.Answer answer = studio.call("POST", "/api/session/link", "", "Authorization: Bearer " + TOKEN);
            JsonNode link = Studio.json(answer);
            assertFalse(answer.text().contains(TOKEN));
            byte[] png = Base64.getDecoder().decode(link.path("qr").asString().substring("data:image/png;base64,"
                    .length()));
            assertEquals("PNG", new String(png, 1, 3, java.nio.charset.StandardCharsets.US_ASCII));
            String url = link.path("url").asString();
            assertTrue(url.matches("http://[^/]+:" + studio.port() + "/sign-in\\?code=[0-9a-f]{32}"), url);
            String code = url.substring(url.indexOf("code="));
            assertTrue(studio.get("/sign-in?" + code).text().contains("name=\"code\""));
            assertTrue(submit(studio, code).header("Set-Cookie").isPresent());
            assertEquals("/sign-in?over", submit(studio, code).header("Location").orElse("none"));
        }
    }

    @Test
    void where_nobody_else_can_come_in_there_is_no_link_and_without_a_token_no_page() throws IOException {
        try (Studio studio = Studio.withToken(home, TOKEN)) {
            HttpServerTest.assertProblem(studio.call("POST", "/api/session/link", "", "Authorization: Bearer " + TOKEN),
                    409, "not-shared");
        }
        try (Studio studio = Studio.in(home)) {
            assertEquals("/", studio.get("/sign-in").header("Location").orElse("none"));
        }
    }

    private static Raw.Answer submit(Studio studio, String body) throws IOException {
        return Raw.call(studio.port(), "POST", "/sign-in", body, FORM);
    }
}

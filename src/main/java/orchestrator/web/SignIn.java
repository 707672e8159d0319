package orchestrator.web;

import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks for the token: as {@code Authorization: Bearer} from programs, by a cookie from a browser that has signed in
 * with {@code POST /api/session {"token": "..."}}. Without it only the sign-in page and its files are served.
 */
final class SignIn {

    static final String PAGE = "/sign-in";
    private static final String SESSION = "/api/session";
    private static final int MAX_BODY = 4096;

    private final Token token;
    private final FailedTries tries;

    SignIn(String secret, InstantSource clock) {
        this.token = new Token(secret);
        this.tries = new FailedTries(clock);
    }

    boolean hasCookie(Request request) {
        return Request.getCookies(request).stream().anyMatch(cookie -> cookie.getName().equals(name(request))
                && token.matchesSession(cookie.getValue()));
    }

    /** Whether the request is answered here; otherwise it may go on. */
    boolean handle(Request request, Response response, Callback callback) throws IOException {
        String path = Request.getPathInContext(request);
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (hasCookie(request) && !path.equals(SESSION)) {
            return false;
        }
        if (reads && (path.equals(PAGE) || path.startsWith("/static/"))) {
            return false;
        }
        Optional<String> tried = path.equals(SESSION) && request.getMethod().equals("POST")
                ? Optional.of(fromBody(request))
                : bearer(request);
        String address = Request.getRemoteAddr(request);
        if (tried.isPresent() && tries.wait(address) > 0) {
            ErrorAnswers.write(Problem.of(429, "too-many-tries", "Too many wrong tokens. Wait a minute.")
                    .with("Retry-After", String.valueOf(tries.wait(address))), response, callback);
            return true;
        }
        if (tried.isPresent() && token.matches(tried.get())) {
            if (path.equals(SESSION)) {
                letIn(request, response, callback);
                return true;
            }
            return false;
        }
        tried.ifPresent(_ -> tries.count(address));
        refuse(request, reads && !path.startsWith("/api/"), response, callback);
        return true;
    }

    private void letIn(Request request, Response response, Callback callback) {
        Response.addCookie(response, HttpCookie.build(name(request), token.session()).path("/").httpOnly(true)
                .sameSite(HttpCookie.SameSite.STRICT).maxAge(60L * 60 * 24 * 365).build());
        response.setStatus(204);
        callback.succeeded();
    }

    private void refuse(Request request, boolean page, Response response, Callback callback) {
        String accept = String.valueOf(request.getHeaders().get(HttpHeader.ACCEPT));
        if (page && accept.contains("text/html")) {
            response.setStatus(303);
            response.getHeaders().put(HttpHeader.LOCATION, PAGE);
            callback.succeeded();
            return;
        }
        ErrorAnswers.write(Problem.of(401).with("WWW-Authenticate", "Bearer"), response, callback);
    }

    private static Optional<String> bearer(Request request) {
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return header != null && header.toLowerCase(Locale.ROOT).startsWith("bearer ")
                ? Optional.of(header.substring("bearer ".length()).strip())
                : Optional.empty();
    }

    // What is no token counts as a wrong one.
    private static String fromBody(Request request) throws IOException {
        String type = String.valueOf(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
        if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            return "";
        }
        try (InputStream in = Content.Source.asInputStream(request)) {
            JsonNode body = Json.read(in.readNBytes(MAX_BODY));
            return body.path("token").asString("");
        } catch (Problem notJson) {
            return "";
        }
    }

    // Cookies do not tell ports apart: two servers on one host must not sign each other out.
    private static String name(Request request) {
        return "orchestrator-" + Request.getLocalPort(request);
    }
}

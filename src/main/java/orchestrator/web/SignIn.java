package orchestrator.web;

import io.javalin.http.Context;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Asks for the token: as {@code Authorization: Bearer} from programs, by a cookie from a browser that has signed in with
 * {@code POST /api/session {"token": "..."}} or with the form of the sign-in page, which works without scripts. Without
 * it only that page and its files are served.
 */
final class SignIn {

    static final String PAGE = "/sign-in";
    /** The page, saying why one was not let in. */
    static final String WRONG = PAGE + "?wrong";
    static final String WAIT = PAGE + "?wait";
    static final String OVER = PAGE + "?over";
    private static final String SESSION = "/api/session";

    private static final String WORKER = "orchestrator.worker";
    private static final Pattern WORKER_CALLS = Pattern.compile("PUT /api/workers/[^/]+|PATCH /api/jobs/[^/]+"
            + "|PUT /api/jobs/[^/]+/outputs/[^/]+|GET /api/jobs/[^/]+/inputs/[^/]+|GET /api/jobs(/[^/]+)?"
            + "|GET /api/health");

    private final Token token;
    private final Optional<Token> workerToken;
    private final SignInCodes codes;
    private final FailedTries tries;

    /** @param worker opens what worker processes call, and no more */
    SignIn(String secret, Optional<String> worker, InstantSource clock, SignInCodes codes) {
        this.token = new Token(secret);
        this.workerToken = worker.map(Token::new);
        this.codes = codes;
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
        boolean form = path.equals(PAGE) && request.getMethod().equals("POST");
        if (hasCookie(request) && !path.equals(SESSION) && !form) {
            return reads && path.equals(PAGE) && sent("/", response, callback);
        }
        if (reads && (path.equals(PAGE) || path.startsWith("/static/"))) {
            return false;
        }
        if (form) {
            return sent(answer(Key.form(request), request, response), response, callback);
        }
        boolean session = path.equals(SESSION) && request.getMethod().equals("POST");
        Optional<Key> shown = session ? Optional.of(Key.json(request)) : Key.bearer(request);
        long wait = shown.isPresent() ? tries.wait(Request.getRemoteAddr(request)) : 0;
        if (wait > 0) {
            ErrorAnswers.write(Problem.of(429, "too-many-tries", "Too many wrong tokens. Wait a minute.")
                    .with("Retry-After", String.valueOf(wait)), response, callback);
            return true;
        }
        if (!session && shown.orElse(Key.WRONG) instanceof Key.Token(String text) && isWorkers(text)) {
            return onlyWork(request, path, response, callback);
        }
        if (shown.isPresent() && opens(shown.get(), request)) {
            if (session) {
                letIn(request, response);
                response.setStatus(204);
                callback.succeeded();
            }
            return session;
        }
        refuse(request, reads && !path.startsWith("/api/"), response, callback);
        return true;
    }

    /** {@link Problem} 403 when the token that let the request in is a worker's. */
    static void mustBeUser(Context context) {
        if (context.req().getAttribute(WORKER) != null) {
            throw workersOnly();
        }
    }

    private boolean isWorkers(String text) {
        return workerToken.filter(known -> known.matches(text)).isPresent();
    }

    private static boolean onlyWork(Request request, String path, Response response, Callback callback) {
        if (WORKER_CALLS.matcher(request.getMethod() + " " + path).matches()) {
            request.setAttribute(WORKER, true);
            return false;
        }
        ErrorAnswers.write(workersOnly(), response, callback);
        return true;
    }

    private static Problem workersOnly() {
        return Problem.of(403, "worker-token", "This token is a worker's: it opens only what workers call.");
    }

    /** Where the form leads. */
    private String answer(Key key, Request request, Response response) {
        if (tries.wait(Request.getRemoteAddr(request)) > 0) {
            return WAIT;
        }
        if (opens(key, request)) {
            letIn(request, response);
            return "/";
        }
        return switch (key) {
            case Key.Token _ -> WRONG;
            case Key.Code _ -> OVER;
        };
    }

    private boolean opens(Key key, Request request) {
        boolean right = switch (key) {
            case Key.Token(String text) -> token.matches(text);
            case Key.Code(String text) -> codes.take(text);
        };
        if (!right) {
            tries.count(Request.getRemoteAddr(request));
        }
        return right;
    }

    private void letIn(Request request, Response response) {
        Response.addCookie(response, HttpCookie.build(name(request), token.session()).path("/").httpOnly(true)
                .sameSite(HttpCookie.SameSite.STRICT).maxAge(60L * 60 * 24 * 365).build());
    }

    private static void refuse(Request request, boolean page, Response response, Callback callback) {
        String accept = String.valueOf(request.getHeaders().get(HttpHeader.ACCEPT));
        if (page && accept.contains("text/html")) {
            sent(PAGE, response, callback);
            return;
        }
        ErrorAnswers.write(Problem.of(401).with("WWW-Authenticate", "Bearer"), response, callback);
    }

    private static boolean sent(String place, Response response, Callback callback) {
        response.setStatus(303);
        response.getHeaders().put(HttpHeader.LOCATION, place);
        callback.succeeded();
        return true;
    }

    // Cookies do not tell ports apart: two servers on one host must not sign each other out.
    private static String name(Request request) {
        return "orchestrator-" + Request.getLocalPort(request);
    }
}

package orchestrator.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.jetty.http.HttpStatus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer that says what is wrong with a request, as RFC 9457 problem details. Thrown anywhere below a handler.
 *
 * <p>{@code code} is a fixed word; {@code detail} says in one line what to do.
 */
final class Problem extends RuntimeException {

    static final String MEDIA_TYPE = "application/problem+json";
    private static final long serialVersionUID = 1;

    private final transient Body body;
    private final transient Map<String, String> headers;

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Body(String type, String title, int status, String detail, String code, List<BadField> errors,
            Map<String, Object> args) {}

    private Problem(Body body, Map<String, String> headers) {
        // No stack: this is an answer, not a fault of ours.
        super(body.code() + ": " + body.detail(), null, false, false);
        this.body = body;
        this.headers = headers;
    }

    static Problem of(int status, String code, String detail) {
        return new Problem(body(status, code, detail, List.of(), Map.of()), Map.of());
    }

    static Problem of(int status, String code, String detail, Map<String, Object> args) {
        return new Problem(body(status, code, detail, List.of(), args), Map.of());
    }

    /** 422 with every bad field at once. */
    static Problem invalid(List<BadField> errors) {
        String detail = errors.size() == 1
                ? errors.getFirst().detail()
                : errors.size() + " fields are not right: " + errors.getFirst().detail();
        return new Problem(body(HttpStatus.UNPROCESSABLE_ENTITY_422, "invalid-fields", detail, errors, Map.of()),
                Map.of());
    }

    static Problem notFound(String what) {
        return of(HttpStatus.NOT_FOUND_404, "not-found", "There is no such " + what + ".");
    }

    /** For what a status alone tells. */
    static Problem of(int status) {
        return switch (status) {
            case HttpStatus.UNAUTHORIZED_401 -> of(status, "unauthorized", "Sign in, or send the token.");
            case HttpStatus.FORBIDDEN_403 -> of(status, "forbidden", "This is not allowed.");
            case HttpStatus.NOT_FOUND_404 -> notFound("page or call");
            case HttpStatus.METHOD_NOT_ALLOWED_405 ->
                of(status, "method-not-allowed", "Use one of the methods that the Allow header names.");
            case HttpStatus.REQUEST_TIMEOUT_408 -> of(status, "too-slow", "The request came in too slowly.");
            case HttpStatus.PAYLOAD_TOO_LARGE_413 -> of(status, "too-large", "The request is too large.");
            case HttpStatus.URI_TOO_LONG_414 -> of(status, "address-too-long", "The address is too long.");
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                of(status, "headers-too-large", "The headers are too large.");
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> of(status, "unavailable", "Try again in a moment.");
            default -> status < 500
                    ? of(status, "bad-request", "The request is not valid.")
                    : of(status, "internal", "Something went wrong.");
        };
    }

    Problem with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Problem(body, more);
    }

    int status() {
        return body.status();
    }

    Body body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] json() {
        return Json.bytes(body);
    }

    private static Body body(int status, String code, String detail, List<BadField> errors, Map<String, Object> args) {
        return new Body("urn:orchestrator:problem:" + code, HttpStatus.getMessage(status), status, detail, code, errors,
                args);
    }
}

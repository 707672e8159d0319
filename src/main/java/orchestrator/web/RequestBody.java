package orchestrator.web;

import io.javalin.http.Context;
import org.eclipse.jetty.http.HttpException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Reads what a request brings, within limits. */
final class RequestBody {

    static final int MAX_JSON = 1 << 20;

    private static final long DRAINED = 8L << 20;

    private RequestBody() {
    }

    /** Whether there is a body at all; an empty one is none. */
    static boolean present(Context context) {
        return context.req().getContentLengthLong() > 0 || context.header("Transfer-Encoding") != null;
    }

    /** {@link Problem} 415 unless a body, if there is one, is JSON in UTF-8. */
    static void mustBeJson(Context context) {
        if (present(context) && !isJson(context.contentType())) {
            throw Problem.of(415, "unsupported-media-type",
                    "Send the body as application/json in UTF-8 (header Content-Type: application/json).");
        }
    }

    /** The body as JSON; see {@link Json#read}. */
    static JsonNode json(Context context) {
        return Json.read(bytes(context, MAX_JSON));
    }

    /** As {@link #json}, or empty when there is no body. */
    static Optional<JsonNode> jsonIfAny(Context context) {
        byte[] bytes = present(context) ? bytes(context, MAX_JSON) : new byte[0];
        return bytes.length == 0 ? Optional.empty() : Optional.of(Json.read(bytes));
    }

    /** {@link Problem} 413 when it is longer, 408 when it comes too slowly, 400 when it ends early. */
    static byte[] bytes(Context context, int limit) {
        try (InputStream in = context.req().getInputStream()) {
            byte[] bytes = context.req().getContentLengthLong() > limit ? new byte[0] : in.readNBytes(limit + 1);
            if (bytes.length > limit || context.req().getContentLengthLong() > limit) {
                drain(in);
                throw tooLarge("body", limit);
            }
            return bytes;
        } catch (IOException | RuntimeException failure) {
            throw broken(failure);
        }
    }

    /** Reads on for a while what is no longer wanted: a client that is still sending would not see the answer. */
    static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = DRAINED;
        for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
            left -= read;
        }
    }

    static Problem tooLarge(String what, long limit) {
        return Problem.of(413, "too-large", "The " + what + " may have at most " + limit + " bytes.", Map.of("max",
                limit)).with("Connection", "close");
    }

    // Jetty tells a body that comes too slowly, or is cut, by exceptions of several kinds.
    static RuntimeException broken(Exception failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException || cause instanceof HttpException http && http.getCode() == 408) {
                return Problem.of(408).with("Connection", "close");
            }
        }
        if (failure instanceof IOException || failure instanceof HttpException) {
            return Problem.of(400, "body-broken", "The body could not be read to its end.").with("Connection",
                    "close");
        }
        return (RuntimeException) failure;
    }

    private static boolean isJson(String contentType) {
        if (contentType == null) {
            return false;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals("application/json")) {
            return false;
        }
        for (int part = 1; part < parts.length; part++) {
            if (parts[part].strip().startsWith("charset=")
                    && !parts[part].strip().replace("\"", "").equals("charset=utf-8")) {
                return false;
            }
        }
        return true;
    }
}

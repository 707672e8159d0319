package orchestrator.web;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody shows who wants to come in. What cannot be read is as good as a wrong one. */
sealed interface Key {

    Key WRONG = new Token("");

    record Token(String text) implements Key {}

    /** See {@link SignInCodes}. */
    record Code(String text) implements Key {}

    int MAX_BODY = 4096;

    /** {@code Authorization: Bearer}, as programs send it. */
    static Optional<Key> bearer(Request request) {
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return header != null && header.toLowerCase(Locale.ROOT).startsWith("bearer ")
                ? Optional.of(new Token(header.substring("bearer ".length()).strip()))
                : Optional.empty();
    }

    /** {@code {"token"}} or {@code {"code"}}. */
    static Key json(Request request) throws IOException {
        try {
            JsonNode body = Json.read(body(request, "application/json"));
            return body.has("code")
                    ? new Code(body.path("code").asString(""))
                    : new Token(body.path("token").asString(""));
        } catch (Problem notJson) {
            return WRONG;
        }
    }

    /** A form's field {@code token} or {@code code}. */
    static Key form(Request request) throws IOException {
        String body = new String(body(request, "application/x-www-form-urlencoded"), StandardCharsets.US_ASCII);
        return Arrays.stream(body.split("&")).flatMap(field -> field(field).stream()).findFirst().orElse(WRONG);
    }

    private static Optional<Key> field(String field) {
        try {
            String value = URLDecoder.decode(field.substring(field.indexOf('=') + 1), StandardCharsets.UTF_8).strip();
            return switch (field.substring(0, Math.max(0, field.indexOf('=')))) {
                case "token" -> Optional.of(new Token(value));
                case "code" -> Optional.of(new Code(value));
                case String _ -> Optional.empty();
            };
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] body(Request request, String type) throws IOException {
        String told = String.valueOf(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
        if (!told.toLowerCase(Locale.ROOT).startsWith(type)) {
            return new byte[0];
        }
        try (InputStream in = Content.Source.asInputStream(request)) {
            return in.readNBytes(MAX_BODY);
        }
    }
}

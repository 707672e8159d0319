package orchestrator.web;

import org.eclipse.jetty.http.HttpFields;

import java.util.Optional;
import java.util.Set;

/**
 * Whether a request comes from our own page, from the user directly, or from a program, and not from a foreign page in
 * the user's browser. {@code same-site} is foreign: every other program on this machine is "same site".
 */
final class OriginRule {

    private static final Set<String> SAFE = Set.of("GET", "HEAD");

    private OriginRule() {
    }

    /**
     * @param host   the Host header, already found to be ours
     * @param cookie whether the request is let in by a cookie, which a browser sends along by itself
     */
    static boolean allows(String method, String path, HttpFields headers, String host, boolean cookie) {
        if (count(headers, "Origin") > 1 || count(headers, "Sec-Fetch-Site") > 1) {
            return false;
        }
        Optional<String> origin = Optional.ofNullable(headers.get("Origin"));
        if (headers.contains("Origin") && !("http://" + host).equalsIgnoreCase(origin.orElse("null"))) {
            return false;
        }
        boolean safe = SAFE.contains(method);
        if (!headers.contains("Sec-Fetch-Site")) {
            return origin.isPresent() || safe || !cookie;
        }
        return switch (String.valueOf(headers.get("Sec-Fetch-Site"))) {
            case "same-origin" -> true;
            case "none" -> safe;
            default -> safe && opensPage(path, headers);
        };
    }

    private static long count(HttpFields headers, String name) {
        return headers.stream().filter(field -> field.is(name)).count();
    }

    // A link on a foreign page may open a page of ours: it cannot see what comes.
    private static boolean opensPage(String path, HttpFields headers) {
        return !path.startsWith("/api/") && "navigate".equals(headers.get("Sec-Fetch-Mode"))
                && "document".equals(headers.get("Sec-Fetch-Dest"));
    }
}

package orchestrator.web;

import org.eclipse.jetty.http.HttpFields;

import java.util.LinkedHashMap;
import java.util.Map;

/** Response headers that stand on everything we send, whatever became of the request. */
final class SecurityHeaders {

    /** For our own pages: nothing from elsewhere, nothing inline. */
    static final String PAGE_POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; "
            + "frame-src 'self' https://*.vusercontent.net; object-src 'none'; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors 'none'";

    /** For files that strangers may have made: an opaque origin, no script. */
    static final String FILE_POLICY = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; "
            + "style-src 'unsafe-inline'";

    static final Map<String, String> ALL = all();

    private SecurityHeaders() {
    }

    static void put(HttpFields.Mutable headers) {
        ALL.forEach(headers::put);
    }

    private static Map<String, String> all() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Security-Policy", PAGE_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        headers.put("Vary", "Origin, Sec-Fetch-Site");
        headers.put("Cache-Control", "no-store");
        return Map.copyOf(headers);
    }
}

package orchestrator.comfyui;

/**
 * Why no whole answer came.
 *
 * @param detail
 *            the words of the system, for a log or for "details"; never needed to decide anything
 */
public record Trouble(Kind kind, String detail) {
    public enum Kind {
        /** Nobody listens there. */
        REFUSED,
        /** The name has no address. */
        HOST_UNKNOWN,
        /** No connection within the time. */
        CONNECT_TIMEOUT,
        /** The secure connection could not be made. */
        TLS,
        /** Connected, but no whole answer within the time. */
        TIMEOUT,
        /** The connection broke before the answer was whole. */
        CUT,
        /** A proxy answers 502, 503 or 504 in its place. */
        BEHIND_PROXY,
        /** The calling thread was interrupted; its interrupt flag is set. */
        INTERRUPTED
    }

    /** True when the request cannot have reached the server. */
    public boolean surelyNotSent() {
        return switch (kind) {
            case REFUSED, HOST_UNKNOWN, CONNECT_TIMEOUT, TLS -> true;
            case TIMEOUT, CUT, BEHIND_PROXY, INTERRUPTED -> false;
        };
    }
}

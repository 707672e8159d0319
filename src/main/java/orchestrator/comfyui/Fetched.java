package orchestrator.comfyui;

/** How the fetching of an output file ended. Whatever was written to the sink is of use only when COMPLETE. */
public sealed interface Fetched {
    /**
     * @param contentType
     *            as the server said; empty for none
     */
    record Complete(long bytes, String contentType) implements Fetched {}

    /** The server does not have the file (404). */
    record Missing() implements Fetched {}

    /** The connection broke, or fewer bytes came than were announced. */
    record Cut(long bytes, String detail) implements Fetched {}

    /** No byte came for the time allowed. */
    record Stalled(long bytes) implements Fetched {}
}

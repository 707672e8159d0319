package orchestrator.comfyui;

/** What is found at an address. */
public sealed interface Probe {
    record Reachable(SystemStats stats) implements Probe {}

    /**
     * Something else answers there.
     *
     * @param what
     *            status and content type, for a person
     */
    record NotComfy(int status, String what) implements Probe {}

    record Unreachable(Trouble trouble) implements Probe {}
}

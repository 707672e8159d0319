package orchestrator.comfyui;

/** Whether a {@link ComfySocket} has a connection. */
public sealed interface SocketEvent {
    /** The greeting has come: what is submitted from now on tells its progress here. */
    record Connected() implements SocketEvent {}

    /**
     * Messages may have been missed; it is being connected again.
     *
     * @param reason
     *            for a log
     */
    record Lost(String reason) implements SocketEvent {}
}

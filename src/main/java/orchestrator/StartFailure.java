package orchestrator;

/** The program cannot start; the message is one line that says what to do. */
final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    StartFailure(String message) {
        super(message, null, false, false);
    }
}

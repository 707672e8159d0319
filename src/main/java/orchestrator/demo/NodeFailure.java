package orchestrator.demo;

import java.util.List;

/** A node raised: told as {@code execution_error} under the name of a Python exception. */
final class NodeFailure extends RuntimeException {
    private final String pythonType;
    private final List<String> traceback;

    NodeFailure(String pythonType, String message) {
        this(pythonType, message, List.of());
    }

    NodeFailure(String pythonType, String message, List<String> traceback) {
        super(message);
        this.pythonType = pythonType;
        this.traceback = traceback;
    }

    String pythonType() {
        return pythonType;
    }

    List<String> traceback() {
        return traceback;
    }
}

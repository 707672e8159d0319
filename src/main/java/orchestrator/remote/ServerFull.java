package orchestrator.remote;

import java.io.IOException;

/** The server has no room for what we bring. That may last, and each try costs a whole transfer. */
final class ServerFull extends IOException {

    private static final long serialVersionUID = 1;

    ServerFull() {
        super("the server's disk is full");
    }
}

package orchestrator;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a worker process was started, checked.
 *
 * @param server  whose jobs it runs
 * @param comfyui the one it drives
 * @param token   what it shows the server
 * @param name    the same after a restart, so that it takes its own jobs up again
 */
record WorkerSettings(URI server, URI comfyui, Optional<String> token, Path home, String name) {

    Path own() {
        return home.resolve(".orchestrator");
    }
}

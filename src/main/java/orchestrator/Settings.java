package orchestrator;

import orchestrator.settings.LiveSettings;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the program was started, checked.
 *
 * @param home     holds {@code jobs}, {@code output}, {@code models}, {@code logs} and {@code .orchestrator}
 * @param host     address to listen at
 * @param port     0 takes a free one
 * @param comfyui  addresses to drive, where the user may not change them: none when nothing is to be driven; empty when
 *                 nothing was said of them
 * @param demo     whether a ComfyUI that only paints is started inside
 * @param models   folders with model files
 * @param token    what everybody has to show who comes from elsewhere
 * @param workerToken what worker processes show who come from elsewhere; empty draws one
 * @param language of the page, where the user may not change it
 * @param dev      templates and static files are read from the working folder at each request
 */
record Settings(Path home, String host, int port, Optional<List<URI>> comfyui, boolean demo, List<Path> models,
        Path output, Optional<String> token, Optional<String> workerToken, Optional<String> language, boolean dev) {

    static final int DEFAULT_PORT = 8190;
    static final String DEFAULT_COMFYUI = "http://127.0.0.1:8188";
    static final int MIN_TOKEN = 32;

    Path own() {
        return home.resolve(".orchestrator");
    }

    /** What the user may change while it runs begins here. A demo asks no other ComfyUI unless it is named. */
    LiveSettings.Given given() {
        return new LiveSettings.Given(comfyui, demo ? List.of() : List.of(URI.create(DEFAULT_COMFYUI)), language);
    }

    boolean isLoopback() {
        return isLoopback(host);
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.equals("[::1]") || host.startsWith("127.");
    }
}

package orchestrator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where Logback writes. It reads its configuration at the first use of a logger, so this comes before. */
final class Logs {

    private Logs() {
    }

    /** Logs below the home; a folder that cannot be written leaves the console. */
    static void open(Path home) {
        Path folder = home.resolve("logs");
        System.setProperty("orchestrator.logs", folder.toString());
        try {
            Files.createDirectories(folder);
        } catch (IOException readOnly) {
            System.err.println("orchestrator: " + folder + " cannot be written; the log goes to the console only.");
        }
    }
}

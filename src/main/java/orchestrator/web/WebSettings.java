package orchestrator.web;

import orchestrator.settings.LiveSettings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where and how we are served.
 *
 * @param addresses    to listen on; each but the first may be missing on this machine. {@link #LOOPBACK} for this
 *                     machine alone
 * @param port         0 takes a free one
 * @param names        host names we answer to beside the loopback ones, in lower case
 * @param token        asked of everybody; needed for any address but loopback
 * @param workerToken  opens what worker processes call, and no more
 * @param workingFolder templates, styles and scripts are read from there at every request, while they are worked on
 * @param user         what may be changed while we serve
 * @param build        tells this version from others
 */
public record WebSettings(List<String> addresses, int port, Set<String> names, Optional<String> token,
        Optional<String> workerToken, Optional<Path> workingFolder, LiveSettings user, String build) {

    public static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");

    /** @throws IllegalArgumentException when others could come in without a token */
    public WebSettings {
        if (token.isEmpty() && !LOOPBACK.containsAll(addresses)) {
            throw new IllegalArgumentException("any address but loopback needs a token");
        }
    }

    /** Of the page, where the user's browser does not decide. */
    Optional<String> language() {
        return user.now().language();
    }

    Optional<Path> staticFolder() {
        return workingFolder.map(folder -> folder.resolve("static"));
    }

    Optional<Path> templateFolder() {
        return workingFolder.map(folder -> folder.resolve("templates"));
    }

    boolean isLoopback() {
        return LOOPBACK.containsAll(addresses);
    }
}

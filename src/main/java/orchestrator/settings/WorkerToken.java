package orchestrator.settings;

import orchestrator.file.DurableFiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** The token that worker processes show: it opens only what they call. */
public final class WorkerToken {

    private static final String FILE = "worker-token";
    private static final int BYTES = 24;

    private WorkerToken() {
    }

    /** The one that is kept; drawn at the first start. @param folder for everything of our own */
    public static String of(Path folder, DurableFiles files) throws IOException {
        Optional<String> kept = kept(folder);
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        files.replace(folder.resolve(FILE), token.getBytes(StandardCharsets.US_ASCII));
        return token;
    }

    /** The one that a server keeps in that folder; empty when it needs none. */
    public static Optional<String> kept(Path folder) throws IOException {
        try {
            return Optional.of(Files.readString(folder.resolve(FILE)).strip()).filter(token -> !token.isEmpty());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }
}

package orchestrator.remote;

import orchestrator.file.DurableFiles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The claims that are ours, a file each: a restarted worker takes its own jobs up again. */
final class ClaimFiles {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");

    private final Path folder;
    private final DurableFiles files;

    /** @param own for everything of our own */
    ClaimFiles(Path own, DurableFiles files) {
        this.folder = own.resolve("claims");
        this.files = files;
    }

    /** Returns when it is safely on disk. */
    void keep(Claim claim) throws IOException {
        files.folder(folder);
        files.replace(file(claim.jobId()), JsonMapper.shared().writeValueAsBytes(claim));
    }

    void forget(String jobId) throws IOException {
        files.delete(file(jobId));
    }

    List<Claim> all() throws IOException {
        files.folder(folder);
        List<Claim> all = new ArrayList<>();
        try (Stream<Path> kept = Files.list(folder)) {
            for (Path file : kept.toList()) {
                try {
                    all.add(JsonMapper.shared().readValue(Files.readAllBytes(file), Claim.class));
                } catch (JacksonException notOurs) {
                    LOG.warn("{} cannot be read and is left alone", file);
                }
            }
        }
        return all;
    }

    private Path file(String jobId) {
        return folder.resolve(jobId + ".json");
    }
}

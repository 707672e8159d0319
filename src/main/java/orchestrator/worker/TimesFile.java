package orchestrator.worker;

import orchestrator.engine.LearnedTimes;
import orchestrator.file.DurableFiles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Keeps the learned times over a restart. A cache: what is lost is learned again, so it is written at most once a minute
 * and at the end, and no trouble with it is a job's.
 */
public final class TimesFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TimesFile.class);
    private static final Duration BETWEEN = Duration.ofMinutes(1);
    private static final int VERSION = 1;
    private static final long LARGEST = 16 << 20;

    private final Path file;
    private final DurableFiles files;
    private final LearnedTimes times;
    private final InstantSource clock;
    private Instant written = Instant.EPOCH;
    private boolean changed;
    private boolean warned;

    /** @param seconds by kind, oldest first */
    private record Content(int version, Map<String, List<Double>> seconds) {}

    private TimesFile(Path file, DurableFiles files, LearnedTimes times, InstantSource clock) {
        this.file = file;
        this.files = files;
        this.times = times;
        this.clock = clock;
    }

    /**
     * Gives the times back what was kept of them, and follows them from now on.
     *
     * @param folder for everything of our own
     */
    public static TimesFile open(Path folder, DurableFiles files, LearnedTimes times, InstantSource clock) {
        TimesFile kept = new TimesFile(folder.resolve("times.json"), files, times, clock);
        kept.read();
        times.onLearned(kept::learned);
        return kept;
    }

    @Override
    public synchronized void close() {
        if (changed) {
            write();
        }
    }

    private synchronized void learned() {
        changed = true;
        if (Duration.between(written, clock.instant()).abs().compareTo(BETWEEN) >= 0) {
            write();
        }
    }

    private void read() {
        try {
            Content content = Files.size(file) > LARGEST
                    ? null
                    : JsonMapper.shared().readValue(Files.readAllBytes(file), Content.class);
            if (content != null && content.version() == VERSION && content.seconds() != null) {
                content.seconds().forEach((kind, seconds) -> times.restore(Map.of(kind, seconds == null
                        ? List.of()
                        : seconds)));
                return;
            }
        } catch (NoSuchFileException none) {
            return;
        } catch (IOException | JacksonException unreadable) {
            LOG.debug("Not readable", unreadable);
        }
        LOG.warn("{} cannot be read; how long things take is learned anew", file.getFileName());
    }

    private void write() {
        written = clock.instant();
        try {
            files.replace(file, JsonMapper.shared().writeValueAsBytes(new Content(VERSION, times.all())));
            changed = false;
            warned = false;
        } catch (IOException failure) {
            if (!warned) {
                LOG.warn("{} cannot be written: {}", file.getFileName(), failure.toString());
            }
            warned = true;
        }
    }
}

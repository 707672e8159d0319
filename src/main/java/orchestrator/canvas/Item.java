package orchestrator.canvas;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A file of the output folder.
 *
 * @param id       opaque; the same as long as the file keeps its path
 * @param path     below the output folder, with {@code /}
 * @param media    what its first bytes are
 * @param size     bytes
 * @param created  when it was last written, which for a result is when it was made
 * @param width    pixels, as it is shown; 0 where the header does not say
 * @param height   pixels, as it is shown; 0 where the header does not say
 * @param duration of a video, to the millisecond
 * @param state    whether it can be shown
 * @param making   how it came to be, in brief: the prompt's start, no params
 */
public record Item(String id, String path, Optional<Media> media, long size, Instant created, int width, int height,
        Optional<Duration> duration, State state, Making making) {

    /** Whether a file can be shown. */
    public enum State {
        WHOLE,
        /** Its end is missing: somebody may still be writing. */
        WRITING,
        /** It is not what its name says, or damaged. */
        BROKEN
    }

    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The folder it lies in, without a slash at the end; empty for the output folder itself. */
    public String folder() {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    public boolean isVideo() {
        return media.or(() -> Media.promisedBy(name())).map(Media::isVideo).orElse(false);
    }

    /** Changes whenever the file does, to be part of addresses that are cached for ever. */
    public String version() {
        return Long.toString(created.getEpochSecond(), 36) + "-" + Integer.toString(created.getNano(), 36) + "-"
                + Long.toString(size, 36);
    }
}

package orchestrator.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** The disk, or the quota on it, is full. */
public final class StoreFull extends IOException {

    private static final long serialVersionUID = 1;

    StoreFull(IOException cause) {
        super("No space left on the disk", cause);
    }

    interface Step<T> {
        T run() throws IOException;
    }

    /** Runs the step; a failure for lack of space comes as {@link StoreFull}. */
    static <T> T orSo(Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (StoreFull full) {
            throw full;
        } catch (IOException failure) {
            throw saysFull(failure) ? new StoreFull(failure) : failure;
        }
    }

    // The JDK has no exception of its own for this: the system's words are all there is.
    private static boolean saysFull(IOException failure) {
        String reason = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        String words = reason == null ? "" : reason.toLowerCase(Locale.ROOT);
        return words.contains("no space left") || words.contains("not enough space") || words.contains("quota exceeded")
                || words.contains("file too large");
    }
}

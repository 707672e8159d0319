package orchestrator.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * Keeps a second process out of a home. The lock lies on one byte past the text, so that the text, which says who holds
 * it, stays readable on Windows. It ends with the process, however that ends.
 */
public final class HomeLock implements AutoCloseable {

    private static final long LOCKED_BYTE = 1 << 20;

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Somebody else holds the home; {@link #getMessage} says who. */
    public static final class Held extends Exception {

        private static final long serialVersionUID = 1;

        private Held(String holder) {
            super(holder);
        }
    }

    /** Takes the lock, or says who has it. */
    public static HomeLock take(Path file, Instant now) throws IOException, Held {
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (!locked(channel)) {
                String holder = Files.readString(file).strip();
                channel.close();
                throw new Held(holder.isEmpty() ? "another process" : holder);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(("process " + ProcessHandle.current().pid() + ", started " + now + "\n")
                    .getBytes(StandardCharsets.UTF_8)), 0);
            channel.force(true);
            return new HomeLock(channel);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            return lock != null;
        } catch (java.nio.channels.OverlappingFileLockException sameProcess) {
            return false;
        }
    }
}

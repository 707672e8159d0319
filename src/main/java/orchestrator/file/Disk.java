package orchestrator.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * The few things this program does to a disk. Tests replace it by one that forgets what was not forced.
 *
 * <p>Names survive a power cut only after {@link #forceFolder}, bytes only after {@link Sink#force}.
 */
public interface Disk {

    /** A file being written. */
    interface Sink extends AutoCloseable {

        /** Writes everything that remains in the buffer. */
        void write(ByteBuffer bytes) throws IOException;

        /** Returns when what was written is on the device. After a failure the file is garbage. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Makes a new file readable by its owner only. Fails when the name exists. */
    Sink create(Path file) throws IOException;

    /** Renames, replacing what stands there, in one step. Fails when the file system cannot do that. */
    void replace(Path from, Path to) throws IOException;

    /** Returns when the names in the folder are on the device, where the system allows to ask for that. */
    void forceFolder(Path folder) throws IOException;

    /** @throws java.nio.file.NoSuchFileException when it is not there */
    byte[] read(Path file) throws IOException;

    /** Size, time and kind of what the name stands for, links not followed. */
    BasicFileAttributes attributes(Path file) throws IOException;

    /** Everything directly inside, in no order. */
    List<Path> list(Path folder) throws IOException;

    /** Whether it was there. */
    boolean deleteIfExists(Path file) throws IOException;

    /** Makes the folder and those above it. */
    void createFolders(Path folder) throws IOException;
}

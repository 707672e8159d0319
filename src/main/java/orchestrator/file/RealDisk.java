package orchestrator.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The file system of this machine. */
public final class RealDisk implements Disk {

    // On Windows a rename fails while somebody, often a virus scanner, reads the target.
    private static final int RENAME_TRIES = 20;
    private static final long RENAME_PAUSE_MILLIS = 100;

    private final boolean windows = System.getProperty("os.name").startsWith("Windows");

    @Override
    public Sink create(Path file) throws IOException {
        return new ChannelSink(FileChannel.open(file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(file)));
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        for (int tried = 1;; tried++) {
            try {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (AccessDeniedException busy) {
                if (!windows || tried == RENAME_TRIES) {
                    throw busy;
                }
                pause(busy);
            }
        }
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        // Windows cannot open a folder; its file systems journal names by themselves.
        if (windows) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    @Override
    public BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.toList();
        }
    }

    @Override
    public boolean deleteIfExists(Path file) throws IOException {
        return Files.deleteIfExists(file);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        // Windows throws when it is asked for POSIX modes.
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }

    private static void pause(FileSystemException cause) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(RENAME_PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }

    private record ChannelSink(FileChannel channel) implements Sink {

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            // One call may store a part and report no error, at a file-size limit for instance.
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}

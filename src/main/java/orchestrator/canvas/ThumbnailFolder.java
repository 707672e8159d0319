package orchestrator.canvas;

import orchestrator.file.DurableFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Where thumbnails are kept. What was not asked for longest goes first; losing any of it loses nothing. */
final class ThumbnailFolder {

    private static final int BETWEEN_TRIMS = 1_000;
    private static final double KEEP = 0.95;

    private final Path folder;
    private final DurableFiles files;
    private final InstantSource time;
    private final long maxBytes;
    private final AtomicInteger written = new AtomicInteger();

    /** @param maxBytes of all thumbnails together; passed by {@value #BETWEEN_TRIMS} of them at most */
    ThumbnailFolder(Path folder, DurableFiles files, InstantSource time, long maxBytes) {
        this.folder = folder;
        this.files = files;
        this.time = time;
        this.maxBytes = maxBytes;
    }

    Path path(String name) {
        return folder.resolve(name.substring(0, 2)).resolve(name);
    }

    /** The bytes of one that is kept, which counts as a use. */
    byte[] read(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(path(name));
        Files.setLastModifiedTime(path(name), FileTime.from(time.instant()));
        return bytes;
    }

    /** A file being written that is no thumbnail yet. */
    DurableFiles.Draft draft() throws IOException {
        return files.draft();
    }

    void write(String name, byte[] bytes) throws IOException {
        Files.createDirectories(path(name).getParent());
        try (DurableFiles.Draft draft = files.draft()) {
            draft.write(ByteBuffer.wrap(bytes));
            draft.becomes(path(name));
        }
        if (written.getAndIncrement() % BETWEEN_TRIMS == 0) {
            trim();
        }
    }

    private record Kept(Path file, long size, FileTime used) {}

    /** Removes the longest unused until the rest is well below the limit. */
    synchronized void trim() throws IOException {
        List<Kept> all = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) tree::iterator) {
                BasicFileAttributes attributes = Found.attributes(file);
                if (attributes.isRegularFile()) {
                    all.add(new Kept(file, attributes.size(), attributes.lastModifiedTime()));
                }
            }
        }
        all.sort(Comparator.comparing(Kept::used));
        long bytes = all.stream().mapToLong(Kept::size).sum();
        for (int i = 0; bytes > maxBytes * (i == 0 ? 1 : KEEP); i++) {
            files.delete(all.get(i).file());
            bytes -= all.get(i).size();
        }
    }
}

package orchestrator.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes whole files so that a reader, or a restart after a power cut, sees the old or the new one and nothing between.
 *
 * <p>Temporary files lie in a folder of their own on the same file system, outside of any watched folder.
 */
public final class DurableFiles {

    private final Disk disk;
    private final Path temporary;
    private final FailPoints points;
    private final AtomicLong counter = new AtomicLong();
    private final AtomicBoolean degraded = new AtomicBoolean();

    /** @param temporary folder for files being written; made when it is missing */
    public DurableFiles(Disk disk, Path temporary, FailPoints points) {
        this.disk = disk;
        this.temporary = temporary;
        this.points = points;
    }

    /** Whether a device refused to force bytes: what it holds is in doubt until the next start. */
    public boolean degraded() {
        return degraded.get();
    }

    /**
     * Puts the bytes at the target, in place of what stands there.
     *
     * @throws StoreFull when there is no room; the target is as it was
     * @throws IOException when the device fails; the target is as it was
     */
    public void replace(Path target, byte[] bytes) throws IOException {
        Draft draft = draft();
        try (draft) {
            draft.write(ByteBuffer.wrap(bytes));
            draft.becomes(target);
        }
    }

    /** A file being written in the temporary folder. It is gone when closed, unless it became something. */
    public Draft draft() throws IOException {
        points.reached("file.before-temp");
        disk.createFolders(temporary);
        return new Draft(temporary.resolve(
                ProcessHandle.current().pid() + "-" + counter.incrementAndGet() + "-" + System.nanoTime() + ".tmp"));
    }

    /** Makes a folder in one that is there, unless it is there already, so that it stays. */
    public void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            disk.createFolders(folder);
            disk.forceFolder(folder.getParent());
        }
    }

    /** Removes a file so that it stays removed. Whether it was there. */
    public boolean delete(Path target) throws IOException {
        boolean was = disk.deleteIfExists(target);
        if (was) {
            disk.forceFolder(target.getParent());
        }
        return was;
    }

    /** Moves a file to another folder of the same file system; at every moment it stands in one of both. */
    public void move(Path from, Path to) throws IOException {
        disk.createFolders(to.getParent());
        disk.replace(from, to);
        disk.forceFolder(to.getParent());
        disk.forceFolder(from.getParent());
    }

    /** Removes what earlier processes left in the temporary folder. To be called while the home is locked. */
    public void sweep() throws IOException {
        disk.createFolders(temporary);
        for (Path left : disk.list(temporary)) {
            points.reached("file.sweep");
            disk.deleteIfExists(left);
        }
        disk.forceFolder(temporary);
    }

    /** See {@link #draft}. */
    public final class Draft implements AutoCloseable {

        private final Path file;
        private final Disk.Sink sink;
        private boolean forced;
        private boolean kept;

        private Draft(Path file) throws IOException {
            this.file = file;
            this.sink = StoreFull.orSo(() -> disk.create(file));
        }

        /** Where the bytes are meanwhile, to be looked at before it becomes something. */
        public Path file() {
            return file;
        }

        public void write(ByteBuffer bytes) throws IOException {
            StoreFull.orSo(() -> {
                sink.write(bytes);
                return null;
            });
        }

        /** Returns when the bytes are on the device. To be asked for before they are judged. */
        public void force() throws IOException {
            if (forced) {
                return;
            }
            points.reached("file.before-force");
            try {
                StoreFull.orSo(() -> {
                    sink.force();
                    return null;
                });
            } catch (StoreFull full) {
                throw full;
            } catch (IOException refused) {
                // The kernel may have dropped the pages: forcing again could succeed without the bytes.
                degraded.set(true);
                throw refused;
            }
            sink.close();
            forced = true;
        }

        /** Forces the bytes, gives them the target's name and forces the name. */
        public void becomes(Path target) throws IOException {
            force();
            points.reached("file.before-rename");
            disk.replace(file, target);
            kept = true;
            points.reached("file.before-folder-force");
            disk.forceFolder(target.getParent());
            points.reached("file.after-folder-force");
        }

        @Override
        public void close() throws IOException {
            sink.close();
            if (!kept) {
                disk.deleteIfExists(file);
            }
        }
    }
}

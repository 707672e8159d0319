package orchestrator.testkit;

import orchestrator.file.Disk;
import orchestrator.file.RealDisk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A disk that keeps unforced bytes and unforced names in memory, so that the end of the process, or {@link #lose}, loses
 * them as a power cut would. The page cache of a real disk would hide a missing force.
 *
 * <p>What is read back is what a program would see that did not crash.
 */
public final class ForgetfulDisk implements Disk {

    private final RealDisk real = new RealDisk();
    /** Files whose bytes, or later bytes, were never forced. */
    private final Map<Path, ByteArrayOutputStream> unforced = new HashMap<>();
    /** Renames whose folder was never forced: target to source. */
    private final Map<Path, Path> renamed = new LinkedHashMap<>();
    /** Removals whose folder was never forced. */
    private final Set<Path> removed = new LinkedHashSet<>();

    /** Loses what was not forced, as a power cut does. */
    public synchronized void lose() throws IOException {
        for (Path temporary : renamed.values()) {
            // A rename that is lost leaves the file under its old name.
            if (unforced.containsKey(temporary)) {
                real.deleteIfExists(temporary);
            }
        }
        unforced.clear();
        renamed.clear();
        removed.clear();
    }

    @Override
    public synchronized Sink create(Path file) throws IOException {
        if (unforced.containsKey(file) || Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        unforced.put(file, bytes);
        return new Sink() {

            @Override
            public void write(ByteBuffer buffer) {
                synchronized (ForgetfulDisk.this) {
                    byte[] copy = new byte[buffer.remaining()];
                    buffer.get(copy);
                    bytes.writeBytes(copy);
                }
            }

            @Override
            public void force() throws IOException {
                synchronized (ForgetfulDisk.this) {
                    if (unforced.remove(file) != null) {
                        Sink sink = real.create(file);
                        sink.write(ByteBuffer.wrap(bytes.toByteArray()));
                        sink.force();
                        sink.close();
                    }
                }
            }

            @Override
            public void close() {
            }
        };
    }

    @Override
    public synchronized void replace(Path from, Path to) throws IOException {
        if (renamed.containsKey(from)) {
            renamed.put(to, renamed.remove(from));
            removed.add(from);
            return;
        }
        removed.remove(to);
        renamed.put(to, from);
    }

    @Override
    public synchronized void forceFolder(Path folder) throws IOException {
        for (Path target : List.copyOf(renamed.keySet())) {
            if (folder.equals(target.getParent())) {
                Path source = renamed.remove(target);
                ByteArrayOutputStream never = unforced.remove(source);
                if (never != null) {
                    // The name is durable, the bytes are not: a file of nothing.
                    Files.deleteIfExists(target);
                    Files.createFile(target);
                } else {
                    real.replace(source, target);
                }
            }
        }
        for (Path gone : List.copyOf(removed)) {
            if (folder.equals(gone.getParent())) {
                removed.remove(gone);
                real.deleteIfExists(gone);
            }
        }
        real.forceFolder(folder);
    }

    @Override
    public synchronized byte[] read(Path file) throws IOException {
        Path where = renamed.getOrDefault(file, file);
        ByteArrayOutputStream bytes = unforced.get(where);
        return bytes != null ? bytes.toByteArray() : real.read(seen(where, file));
    }

    @Override
    public synchronized BasicFileAttributes attributes(Path file) throws IOException {
        Path where = renamed.getOrDefault(file, file);
        ByteArrayOutputStream bytes = unforced.get(where);
        if (bytes == null) {
            return real.attributes(seen(where, file));
        }
        // Attributes need a file: this one stands in, in a folder that nobody lists.
        Path standIn = Files.createTempFile("unforced", ".bytes");
        try {
            Files.write(standIn, bytes.toByteArray());
            return real.attributes(standIn);
        } finally {
            Files.delete(standIn);
        }
    }

    @Override
    public synchronized List<Path> list(Path folder) throws IOException {
        Set<Path> seen = new LinkedHashSet<>(real.list(folder));
        unforced.keySet().stream().filter(file -> folder.equals(file.getParent())).forEach(seen::add);
        renamed.forEach((target, source) -> {
            seen.remove(source);
            if (folder.equals(target.getParent())) {
                seen.add(target);
            }
        });
        seen.removeAll(removed);
        return new ArrayList<>(seen);
    }

    @Override
    public synchronized boolean deleteIfExists(Path file) throws IOException {
        boolean pending = unforced.remove(file) != null | renamed.remove(file) != null;
        boolean stands = Files.exists(file) && !removed.contains(file);
        if (stands) {
            removed.add(file);
        }
        return pending || stands;
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        real.createFolders(folder);
    }

    private Path seen(Path where, Path asked) throws IOException {
        if (removed.contains(where) || where.equals(asked) && renamed.containsValue(where)) {
            throw new java.nio.file.NoSuchFileException(asked.toString());
        }
        return where;
    }
}

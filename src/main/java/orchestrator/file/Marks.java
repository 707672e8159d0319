package orchestrator.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Names that stand in a folder while something is under way, each with a word about it. The next start sees by them
 * what the death of the process interrupted. They outlive the process, not a power cut: nothing is forced.
 */
public final class Marks {

    private final Path folder;

    public Marks(Path folder) {
        this.folder = folder;
    }

    /** @throws UncheckedIOException when the disk refuses; nothing should be begun then */
    public void set(String name, String word) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), word);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public void clear(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Every mark that stands, with its word. */
    public Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.put(file.getFileName().toString(), Files.readString(file));
            }
            return all;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

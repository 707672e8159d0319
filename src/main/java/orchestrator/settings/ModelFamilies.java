package orchestrator.settings;

import orchestrator.file.DurableFiles;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What users say of models whose files do not tell their family: path to family, in the API's words. */
public final class ModelFamilies {

    private final Path file;
    private final DurableFiles files;
    private final Map<String, String> known;

    /**
     * Reads what was kept. A file that cannot be understood is set aside.
     *
     * @param folder for everything of our own
     */
    public ModelFamilies(Path folder, DurableFiles files) throws IOException {
        this.file = folder.resolve("families.json");
        this.files = files;
        this.known = read();
    }

    public synchronized Map<String, String> all() {
        return Map.copyOf(known);
    }

    /**
     * Keeps a choice, or strikes it out; returns when that is on the disk.
     *
     * @throws UncheckedIOException when the disk refuses; nothing has changed then
     */
    public synchronized void set(String path, Optional<String> type) {
        Map<String, String> next = new TreeMap<>(known);
        type.ifPresentOrElse(told -> next.put(path, told), () -> next.remove(path));
        if (next.equals(known)) {
            return;
        }
        try {
            files.replace(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(next));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        known.clear();
        known.putAll(next);
    }

    private Map<String, String> read() throws IOException {
        try {
            return new TreeMap<>(JsonMapper.shared().readValue(Files.readAllBytes(file),
                    new TypeReference<Map<String, String>>() {
                    }));
        } catch (NoSuchFileException none) {
            return new TreeMap<>();
        } catch (JacksonException | NullPointerException broken) {
            SetAside.put(file, files, broken);
            return new TreeMap<>();
        }
    }
}

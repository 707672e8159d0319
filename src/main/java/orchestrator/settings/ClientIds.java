package orchestrator.settings;

import orchestrator.file.DurableFiles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The name this home goes by at each ComfyUI. It is kept, because ComfyUI tells the progress of a prompt only to the
 * name that sent it, also after a restart of ours.
 */
public final class ClientIds {

    private static final Logger LOG = LoggerFactory.getLogger(ClientIds.class);

    private final Path file;
    private final DurableFiles files;

    /** @param folder for everything of our own */
    public ClientIds(Path folder, DurableFiles files) {
        this.file = folder.resolve("clients.json");
        this.files = files;
    }

    /** The id for the ComfyUI at that address, drawn at its first use. */
    public synchronized String at(String engine) throws IOException {
        Map<String, String> known = read();
        String id = known.get(engine);
        if (id == null) {
            id = "orchestrator-" + UUID.randomUUID();
            known.put(engine, id);
            files.replace(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(known));
        }
        return id;
    }

    private Map<String, String> read() throws IOException {
        try {
            return JsonMapper.shared().readValue(Files.readAllBytes(file),
                    new TypeReference<TreeMap<String, String>>() {
                    });
        } catch (NoSuchFileException none) {
            return new TreeMap<>();
        } catch (JacksonException broken) {
            LOG.warn("{} cannot be read; running prompts lose their live progress once", file.getFileName());
            return new TreeMap<>();
        }
    }
}

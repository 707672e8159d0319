package orchestrator.settings;

import orchestrator.file.DurableFiles;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code settings.json}. What it holds that we do not know survives our changes. */
final class PreferencesFile {

    private final Path file;
    private final DurableFiles files;
    private ObjectNode document = JsonMapper.shared().createObjectNode();

    PreferencesFile(Path file, DurableFiles files) {
        this.file = file;
        this.files = files;
    }

    /** What was kept. A file that cannot be understood is set aside. */
    Preferences read() throws IOException {
        try {
            JsonNode read = JsonMapper.shared().readTree(Files.readAllBytes(file));
            Preferences kept = new Preferences(rev(read), addresses(read.path("comfyui")), language(read));
            document = (ObjectNode) read;
            return kept;
        } catch (NoSuchFileException none) {
            return Preferences.NONE;
        } catch (JacksonException | IllegalArgumentException broken) {
            SetAside.put(file, files, broken);
            return Preferences.NONE;
        }
    }

    void write(Preferences next) throws IOException {
        ObjectNode changed = document.deepCopy().put("rev", next.rev());
        changed.remove(List.of("comfyui", "language"));
        next.comfyui().ifPresent(all -> changed.set("comfyui", JsonMapper.shared().valueToTree(all)));
        next.language().ifPresent(tag -> changed.put("language", tag));
        files.replace(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(changed));
        document = changed;
    }

    private static long rev(JsonNode read) {
        JsonNode rev = read.path("rev");
        if (!read.isObject() || !rev.isMissingNode() && !rev.isIntegralNumber()) {
            throw new IllegalArgumentException("no settings");
        }
        return rev.asLong(0);
    }

    private static Optional<List<URI>> addresses(JsonNode listed) {
        if (listed.isMissingNode()) {
            return Optional.empty();
        }
        if (!listed.isArray()) {
            throw new IllegalArgumentException("comfyui is no list");
        }
        return Optional.of(listed.valueStream().map(one -> EngineAddress.read(one.asString(""))
                .orElseThrow(() -> new IllegalArgumentException(one + " is no address"))).distinct().toList());
    }

    private static Optional<String> language(JsonNode read) {
        return Optional.of(read.path("language")).filter(JsonNode::isString).map(JsonNode::asString);
    }
}

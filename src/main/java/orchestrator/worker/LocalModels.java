package orchestrator.worker;

import orchestrator.comfyui.ComfyClient;
import orchestrator.comfyui.ComfyFault;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a ComfyUI on this machine keeps its models, beyond the folders we were given. */
final class LocalModels {

    private LocalModels() {
    }

    /** Folders by what lies in them ({@code loras}); empty for a ComfyUI elsewhere, and for one that does not tell. */
    static Map<String, List<Path>> of(ComfyClient client) {
        if (!client.isLocal()) {
            return Map.of();
        }
        Map<String, List<Path>> folders = new HashMap<>();
        told(client).forEach((kind, paths) -> folders.put(kind, paths.stream().flatMap(path -> path(path).stream())
                .toList()));
        return folders;
    }

    // The call is one of ComfyUI's own page: what becomes of it decides nothing else.
    private static Map<String, List<String>> told(ComfyClient client) {
        try {
            return client.folderPaths();
        } catch (ComfyFault otherAnswer) {
            return Map.of();
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (InvalidPathException ofAnotherSystem) {
            return Optional.empty();
        }
    }
}

package orchestrator.worker;

import orchestrator.comfyui.ComfyClient;
import orchestrator.comfyui.SystemStats;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a ComfyUI on this machine writes its results. */
final class LocalOutput {

    private LocalOutput() {
    }

    /**
     * Empty for a ComfyUI on another machine, and for one that does not tell. It tells by its command line, or by the
     * checkpoints that it looks for in {@code output/checkpoints} beside the usual place (0.3.64).
     */
    static Optional<Path> of(ComfyClient client, SystemStats stats) {
        if (!client.isLocal()) {
            return Optional.empty();
        }
        return stats.outputDirectory().or(() -> client.folderPaths().getOrDefault("checkpoints", List.of()).stream()
                .map(folder -> folder.replace('\\', '/')).filter(folder -> folder.endsWith("/output/checkpoints"))
                .map(folder -> folder.substring(0, folder.lastIndexOf('/'))).findFirst())
                .flatMap(LocalOutput::folder);
    }

    private static Optional<Path> folder(String path) {
        try {
            return Optional.of(Path.of(path)).filter(Path::isAbsolute).filter(Files::isDirectory);
        } catch (InvalidPathException ofAnotherSystem) {
            return Optional.empty();
        }
    }
}

package orchestrator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A job as its file tells it while nobody runs. */
record JobOnDisk(JsonNode json) {

    /**
     * All of a folder.
     *
     * @param byId what could be read
     * @param torn the names of the others
     */
    record All(Map<String, JobOnDisk> byId, List<String> torn) {

        static All in(Path folder) throws IOException {
            All all = new All(new TreeMap<>(), new ArrayList<>());
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    try {
                        JobOnDisk job = new JobOnDisk(JsonMapper.shared().readTree(Files.readAllBytes(file)));
                        all.byId().put(job.id(), job);
                    } catch (RuntimeException torn) {
                        all.torn().add(file.getFileName().toString());
                    }
                }
            }
            return all;
        }
    }

    static JobOnDisk of(String text) {
        return new JobOnDisk(JsonMapper.shared().readTree(text));
    }

    String id() {
        return json.path("jobId").asString("");
    }

    String status() {
        return json.path("status").asString("");
    }

    boolean isOpen() {
        return status().equals("queued") || status().equals("running");
    }

    boolean isRunning() {
        return status().equals("running");
    }

    /** Whether it was claimed to be run. */
    boolean isHeld() {
        return isRunning() || json.path("stage").asString("").equals("next");
    }

    /** In our queue, and nothing was ever sent for it. */
    boolean isUntouched() {
        return status().equals("queued") && !isHeld() && json.path("sendings").isEmpty();
    }

    int attempts() {
        return json.path("attempts").asInt(0);
    }

    String errorCode() {
        return json.path("error").path("code").asString("");
    }

    /** The prompts of which it is not known whether ComfyUI is rid of them, oldest first. */
    List<String> unsettled() {
        return json.path("sendings").values().stream().filter(sending -> !sending.path("gone").asBoolean(false))
                .map(sending -> sending.path("promptId").asString()).toList();
    }

    /** Names in the output folder. */
    List<String> files() {
        return json.path("output").findValuesAsString("file");
    }
}

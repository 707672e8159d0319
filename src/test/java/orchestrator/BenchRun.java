package orchestrator;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of jobs that ComfyUI did.
 *
 * @param seconds from the first request until the last result was there
 * @param history ComfyUI's own entry of each
 */
record BenchRun(double seconds, List<JsonNode> history) {

    double rate() {
        return history.size() / seconds;
    }

    EngineTimes times() {
        return EngineTimes.of(history);
    }

    /** @throws AssertionError one of them failed, or came from a cache */
    static List<JsonNode> history(HttpClient http, URI comfy, List<String> promptIds) throws IOException,
            InterruptedException {
        List<JsonNode> entries = new ArrayList<>();
        for (String id : promptIds) {
            JsonNode entry = BenchApp.json(http, comfy.resolve("/history/" + id), "").path(id);
            String prefix = entry.path("prompt").path(2).values().stream()
                    .map(node -> node.path("inputs").path("filename_prefix").asString("")).filter(text -> !text
                            .isEmpty())
                    .findFirst().orElse("");
            String subfolder = entry.path("outputs").findValuesAsString("subfolder").stream().findFirst().orElse("")
                    .replace('\\', '/');
            if (!entry.path("status").path("status_str").asString("").equals("success") || subfolder.isEmpty()
                    || !prefix.startsWith(subfolder)) {
                throw new AssertionError("not done anew: " + entry);
            }
            entries.add(entry);
        }
        return entries;
    }
}

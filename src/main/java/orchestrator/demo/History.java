package orchestrator.demo;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What has ended, oldest first, in memory only, 10,000 entries at most. */
final class History {
    private static final int LIMIT = 10_000;

    /** @param outputs node id to what it wrote @param meta node id to where it stands in the graph */
    record Entry(QueuedPrompt prompt, ObjectNode outputs, boolean success, ArrayNode messages, ObjectNode meta) {
        ObjectNode asJson() {
            ObjectNode json = Json.object();
            json.set("prompt", prompt.asItem());
            json.set("outputs", outputs);
            json.putObject("status").put("status_str", success ? "success" : "error").put("completed", success)
                    .set("messages", messages);
            json.set("meta", meta);
            return json;
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    synchronized void put(Entry entry) {
        entries.put(entry.prompt().id(), entry);
        if (entries.size() > LIMIT) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    synchronized ObjectNode of(String id) {
        ObjectNode json = Json.object();
        Optional.ofNullable(entries.get(id)).ifPresent(entry -> json.set(id, entry.asJson()));
        return json;
    }

    /** @param offset counts from the oldest; absent means the newest {@code max} */
    synchronized ObjectNode page(OptionalInt max, OptionalInt offset) {
        int from = offset.isPresent()
                ? Math.max(0, offset.getAsInt())
                : max.isPresent() ? Math.max(0, entries.size() - max.getAsInt()) : 0;
        ObjectNode json = Json.object();
        entries.entrySet().stream().skip(from).limit(max.isPresent() ? Math.max(0, max.getAsInt()) : Long.MAX_VALUE)
                .forEach(entry -> json.set(entry.getKey(), entry.getValue().asJson()));
        return json;
    }

    synchronized void delete(String id) {
        entries.remove(id);
    }

    synchronized void clear() {
        entries.clear();
    }
}

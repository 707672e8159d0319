package orchestrator.demo;

import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.Map;

/** {@code progress_state}: a growing snapshot of the nodes of one prompt that have begun. */
final class Progress {
    private final String promptId;
    private final Map<String, ObjectNode> nodes = new LinkedHashMap<>();

    Progress(String promptId) {
        this.promptId = promptId;
    }

    void begin(String node) {
        entry(node).put("value", 0.0).put("max", 1.0).put("state", "running");
    }

    void tick(String node, int value, int max) {
        entry(node).put("value", value).put("max", max).put("state", "running");
    }

    void finish(String node) {
        ObjectNode entry = entry(node);
        entry.set("value", entry.get("max"));
        entry.put("state", "finished");
    }

    ObjectNode snapshot() {
        ObjectNode data = Json.object().put("prompt_id", promptId);
        ObjectNode all = data.putObject("nodes");
        nodes.forEach((id, entry) -> all.set(id, entry.deepCopy()));
        return data;
    }

    private ObjectNode entry(String node) {
        return nodes.computeIfAbsent(node, id -> {
            ObjectNode entry = Json.object().put("value", 0).put("max", 1).put("state", "pending");
            return place(entry, id, promptId);
        });
    }

    /** Adds the five words that say which node is meant. */
    static ObjectNode place(ObjectNode json, String node, String promptId) {
        return json.put("node_id", node).put("prompt_id", promptId).put("display_node_id", node)
                .putNull("parent_node_id").put("real_node_id", node);
    }
}

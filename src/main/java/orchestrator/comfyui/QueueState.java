package orchestrator.comfyui;

import tools.jackson.databind.JsonNode;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prompt ids in ComfyUI's own queue, those of others included.
 *
 * @param running
 *            none or one
 * @param pending
 *            in the order in which they will run
 */
public record QueueState(List<String> running, List<String> pending) {

    public boolean contains(String promptId) {
        return running.contains(promptId) || pending.contains(promptId);
    }

    static QueueState of(JsonNode queue) {
        // The server lists its heap as it lies in memory; the number decides what runs next.
        return new QueueState(ids(items(queue.path("queue_running"))), ids(items(queue.path("queue_pending"))
                .sorted(Comparator.comparingDouble(item -> item.path(0).asDouble(0)))));
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return list.isArray() ? list.valueStream().filter(JsonNode::isArray) : Stream.empty();
    }

    private static List<String> ids(Stream<JsonNode> items) {
        return items.map(item -> Json.scalar(item.path(1))).toList();
    }
}

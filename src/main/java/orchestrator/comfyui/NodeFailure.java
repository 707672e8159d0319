package orchestrator.comfyui;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;

/**
 * How a node failed while it ran, in ComfyUI's words: plain text, to be shown as text only.
 *
 * @param message
 *            at most 200 lines of 2,000 characters
 * @param traceback
 *            the last 200 lines of the traceback
 */
public record NodeFailure(String nodeId, String nodeType, String exceptionType, String message,
        List<String> traceback) {
    private static final int LINES = 200;
    private static final int LINE_LENGTH = 2_000;

    /** True when the GPU (or the machine) ran out of memory. */
    public boolean outOfMemory() {
        var text = message.toLowerCase(Locale.ROOT);
        return exceptionType.endsWith("OutOfMemoryError") || exceptionType.endsWith("MemoryError")
                || text.contains("out of memory") || text.startsWith("allocation on device");
    }

    /** True when there was no room for a file. */
    public boolean diskFull() {
        return message.contains("No space left on device") || message.contains("not enough space on the disk");
    }

    static NodeFailure of(JsonNode data) {
        var message = lines(Json.string(data, "exception_message"));
        var traceback = lines(String.join("", Json.strings(data.path("traceback"))));
        return new NodeFailure(Json.string(data, "node_id"), Json.string(data, "node_type"),
                Json.string(data, "exception_type"),
                String.join("\n", message.subList(0, Math.min(LINES, message.size()))).strip(),
                List.copyOf(traceback.subList(Math.max(0, traceback.size() - LINES), traceback.size())));
    }

    private static List<String> lines(String text) {
        return text.lines().map(line -> line.length() > LINE_LENGTH ? line.substring(0, LINE_LENGTH) : line).toList();
    }
}

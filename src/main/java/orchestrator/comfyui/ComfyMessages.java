package orchestrator.comfyui;

import orchestrator.comfyui.ComfyMessage.NodeState;

import tools.jackson.databind.JsonNode;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Frames of ComfyUI's socket to messages. Never throws: what cannot be read is {@link ComfyMessage.Other}. */
public final class ComfyMessages {
    private static final int PREVIEW = 1;
    private static final int PREVIEW_WITH_METADATA = 4;
    private static final int JPEG = 1;
    private static final int PNG = 2;

    private ComfyMessages() {
    }

    public static ComfyMessage text(String frame) {
        return Json.tryRead(frame).filter(JsonNode::isObject)
                .map(json -> message(Json.string(json, "type"), json.path("data")))
                .orElseGet(() -> new ComfyMessage.Other("unreadable text"));
    }

    /** All integers are big-endian; the frame is read from its position to its limit. */
    public static ComfyMessage binary(ByteBuffer frame) {
        var bytes = frame.slice();
        if (bytes.remaining() < 8)
            return new ComfyMessage.Other("short binary");
        int event = bytes.getInt();
        return switch (event) {
            case PREVIEW -> preview(bytes.getInt(), rest(bytes));
            case PREVIEW_WITH_METADATA -> previewWithMetadata(bytes);
            default -> new ComfyMessage.Other("binary " + event);
        };
    }

    private static ComfyMessage message(String type, JsonNode data) {
        var prompt = Json.string(data, "prompt_id");
        var node = Json.optional(data, "node");
        return switch (type) {
            case "status" -> status(data);
            case "feature_flags" ->
                new ComfyMessage.FeatureFlags(data.path("supports_preview_metadata").asBoolean(false));
            case "executing" -> new ComfyMessage.Executing(node, Json.optional(data, "prompt_id"));
            case "progress" -> new ComfyMessage.Progress(Json.optional(data, "prompt_id"), node,
                    Json.number(data, "value"), Json.number(data, "max"));
            case String known when prompt.isEmpty() -> new ComfyMessage.Other(known);
            case "execution_start" -> new ComfyMessage.ExecutionStart(prompt, data.path("timestamp").asLong(0));
            case "execution_cached" -> new ComfyMessage.ExecutionCached(prompt, Json.strings(data.path("nodes")));
            case "progress_state" -> new ComfyMessage.ProgressState(prompt, states(data.path("nodes")));
            case "executed" -> new ComfyMessage.Executed(prompt, node.orElse(""),
                    OutputFile.of(node.orElse(""), data.path("output")));
            case "execution_success" -> new ComfyMessage.ExecutionSuccess(prompt, data.path("timestamp").asLong(0));
            case "execution_error" -> new ComfyMessage.ExecutionError(prompt, NodeFailure.of(data),
                    Json.string(data, "exception_type").equals("ExecutionBlocked"));
            case "execution_interrupted" -> new ComfyMessage.ExecutionInterrupted(prompt, Json.string(data, "node_id"),
                    Json.string(data, "node_type"));
            default -> new ComfyMessage.Other(type);
        };
    }

    private static ComfyMessage status(JsonNode data) {
        int remaining = data.path("status").path("exec_info").path("queue_remaining").asInt(0);
        return Json.optional(data, "sid").<ComfyMessage>map(sid -> new ComfyMessage.Greeting(sid, remaining))
                .orElseGet(() -> new ComfyMessage.Status(remaining));
    }

    private static Map<String, NodeState> states(JsonNode nodes) {
        var states = new LinkedHashMap<String, NodeState>();
        nodes.forEachEntry((id, node) -> states.put(id,
                new NodeState(Json.number(node, "value"), Json.number(node, "max"),
                        Json.string(node, "state").equals("finished"),
                        Json.optional(node, "display_node_id").orElse(id),
                        Json.optional(node, "real_node_id").orElse(id))));
        return Collections.unmodifiableMap(states);
    }

    private static ComfyMessage preview(int format, byte[] image) {
        return switch (format) {
            case JPEG -> new ComfyMessage.Preview(image, "image/jpeg", Optional.empty(), Optional.empty());
            case PNG -> new ComfyMessage.Preview(image, "image/png", Optional.empty(), Optional.empty());
            default -> new ComfyMessage.Other("preview format " + format);
        };
    }

    private static ComfyMessage previewWithMetadata(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining())
            return new ComfyMessage.Other("preview with broken metadata");
        var metadata = new byte[length];
        bytes.get(metadata);
        var image = rest(bytes);
        return Json.tryRead(metadata).filter(JsonNode::isObject)
                .<ComfyMessage>map(json -> switch (Json.string(json, "image_type")) {
                    case "image/jpeg", "image/png" -> new ComfyMessage.Preview(image, Json.string(json, "image_type"),
                            Json.optional(json, "prompt_id"), Json.optional(json, "node_id"));
                    // The type is the sender's word and would reach a browser: only pictures pass.
                    default -> new ComfyMessage.Other("preview type");
                }).orElseGet(() -> new ComfyMessage.Other("preview with broken metadata"));
    }

    private static byte[] rest(ByteBuffer bytes) {
        var rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return rest;
    }
}

package orchestrator.comfyui;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A message of ComfyUI's socket (protocol 2.2 and 2.3). Messages are hints of progress; history is the truth. */
public sealed interface ComfyMessage {
    /** Running and pending prompts of everybody. */
    record Status(int queueRemaining) implements ComfyMessage {}

    /** The first message of a connection. */
    record Greeting(String sid, int queueRemaining) implements ComfyMessage {}

    record FeatureFlags(boolean previewMetadata) implements ComfyMessage {}

    /**
     * @param timestamp
     *            ms since 1970 by the server's clock
     */
    record ExecutionStart(String promptId, long timestamp) implements ComfyMessage {}

    record ExecutionCached(String promptId, List<String> nodes) implements ComfyMessage {}

    /**
     * A node begins; without a node the prompt has ended and its history is written.
     *
     * @param promptId
     *            empty in the first message after a connection was made again
     */
    record Executing(Optional<String> node, Optional<String> promptId) implements ComfyMessage {
        /** True when the prompt of this message has ended. */
        public boolean isEnd() {
            return node.isEmpty();
        }
    }

    record Progress(Optional<String> promptId, Optional<String> node, double value, double max)
            implements
                ComfyMessage {}

    /** All nodes of the prompt that have begun so far; cached ones are missing unless they are outputs. */
    record ProgressState(String promptId, Map<String, NodeState> nodes) implements ComfyMessage {}

    /**
     * @param realNode
     *            the node of the submitted graph that this one belongs to
     */
    record NodeState(double value, double max, boolean finished, String displayNode, String realNode) {}

    record Executed(String promptId, String node, List<OutputFile> files) implements ComfyMessage {}

    /** History is not written yet. */
    record ExecutionSuccess(String promptId, long timestamp) implements ComfyMessage {}

    /**
     * @param blocked
     *            only a branch was given up; the prompt goes on and may succeed
     */
    record ExecutionError(String promptId, NodeFailure failure, boolean blocked) implements ComfyMessage {}

    record ExecutionInterrupted(String promptId, String node, String nodeType) implements ComfyMessage {}

    /**
     * A picture of work in progress; the array is the receiver's own.
     *
     * @param mime
     *            {@code image/jpeg} or {@code image/png}
     * @param promptId
     *            empty where the server did not tell
     */
    record Preview(byte[] image, String mime, Optional<String> promptId, Optional<String> node)
            implements
                ComfyMessage {}

    /** Unknown, or not readable: newer servers and custom nodes send more. */
    record Other(String type) implements ComfyMessage {}

    /** The prompt a message tells of, where it tells of one. */
    default Optional<String> prompt() {
        return switch (this) {
            case ExecutionStart m -> Optional.of(m.promptId());
            case ExecutionCached m -> Optional.of(m.promptId());
            case Executing m -> m.promptId();
            case Progress m -> m.promptId();
            case ProgressState m -> Optional.of(m.promptId());
            case Executed m -> Optional.of(m.promptId());
            case ExecutionSuccess m -> Optional.of(m.promptId());
            case ExecutionError m -> Optional.of(m.promptId());
            case ExecutionInterrupted m -> Optional.of(m.promptId());
            case Preview m -> m.promptId();
            case Status _,Greeting _,FeatureFlags _,Other _ -> Optional.empty();
        };
    }
}

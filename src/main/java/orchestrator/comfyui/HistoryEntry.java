package orchestrator.comfyui;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What ComfyUI remembers of a finished prompt: the truth about how it ended.
 *
 * @param lastMessage
 *            name of the last message, such as {@code execution_success}; empty when there is none
 * @param outputs
 *            files of all nodes, cached ones with their old names included, also those finished before an error
 * @param failure
 *            of the node that failed; empty unless {@code outcome} is FAILED and ComfyUI told it
 * @param started
 *            by the server's clock
 */
public record HistoryEntry(String promptId, Outcome outcome, String lastMessage, List<OutputFile> outputs,
        Optional<NodeFailure> failure, Optional<Instant> started, Optional<Instant> ended) {

    public enum Outcome {
        SUCCEEDED, FAILED, INTERRUPTED
    }

    /** Files of type {@code output}. */
    public List<OutputFile> results() {
        return outputs.stream().filter(OutputFile::isResult).toList();
    }

    /** An entry for a prompt that told its success and its files, but whose real one was cleared away. */
    public static HistoryEntry succeeded(String promptId, List<OutputFile> outputs) {
        return new HistoryEntry(promptId, Outcome.SUCCEEDED, "execution_success", outputs, Optional.empty(),
                Optional.empty(), Optional.empty());
    }

    static HistoryEntry of(String promptId, JsonNode entry) {
        var status = entry.path("status");
        var last = "";
        var failure = Optional.<NodeFailure>empty();
        var times = new ArrayList<Instant>();
        for (JsonNode message : status.path("messages").values()) {
            last = Json.scalar(message.path(0));
            var data = message.path(1);
            if (data.path("timestamp").canConvertToLong())
                times.add(Instant.ofEpochMilli(data.path("timestamp").longValue()));
            if (last.equals("execution_error"))
                failure = Optional.of(NodeFailure.of(data));
        }
        var outputs = new ArrayList<OutputFile>();
        entry.path("outputs").forEachEntry((node, output) -> outputs.addAll(OutputFile.of(node, output)));
        return new HistoryEntry(promptId, outcome(last, status), last, List.copyOf(outputs), failure,
                times.stream().findFirst(), times.stream().reduce((first, second) -> second));
    }

    /** The status word is "error" for an interruption too, and can be stale (protocol 1.3): the messages decide. */
    private static Outcome outcome(String lastMessage, JsonNode status) {
        return switch (lastMessage) {
            case "execution_success" -> Outcome.SUCCEEDED;
            case "execution_interrupted" -> Outcome.INTERRUPTED;
            case "execution_error" -> Outcome.FAILED;
            default -> status.path("completed").asBoolean(false) || Json.string(status, "status_str").equals("success")
                    ? Outcome.SUCCEEDED
                    : Outcome.FAILED;
        };
    }
}

package orchestrator.comfyui;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/**
 * A file that ComfyUI says it has written. The names are as the server gave them ({@code \} in a Windows subfolder
 * included) and go back to it verbatim; they are not safe as paths of ours.
 *
 * @param type
 *            {@code output}, {@code temp} or {@code input}
 */
public record OutputFile(String filename, String subfolder, String type, String nodeId) {

    /** True for a result, false for a preview or an intermediate picture (protocol, trap 30). */
    public boolean isResult() {
        return type.equals("output");
    }

    /** Every object with a file name in every array of a node's output: the key differs by node (protocol 4.2). */
    static List<OutputFile> of(String nodeId, JsonNode output) {
        var files = new ArrayList<OutputFile>();
        for (JsonNode list : output.values())
            if (list.isArray())
                for (JsonNode entry : list)
                    if (entry.path("filename").isString() && !entry.path("filename").stringValue().isEmpty())
                        files.add(new OutputFile(entry.path("filename").stringValue(), Json.string(entry, "subfolder"),
                                Json.optional(entry, "type").orElse("output"), nodeId));
        return List.copyOf(files);
    }
}

package orchestrator.workflow;

import orchestrator.models.ModelIndex;

import java.util.Map;

/**
 * Where a graph is to run.
 *
 * @param engine     address of the ComfyUI, as the models list knows it
 * @param models     what that ComfyUI lists
 * @param filePrefix {@code filename_prefix} of the results
 * @param uploads    for each start image as the request names it, the name under which this ComfyUI has it
 */
public record Target(String engine, ModelIndex models, String filePrefix, Map<String, String> uploads) {

    public Target {
        uploads = Map.copyOf(uploads);
    }
}

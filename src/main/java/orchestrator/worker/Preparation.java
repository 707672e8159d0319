package orchestrator.worker;

import orchestrator.comfyui.Graph;
import orchestrator.job.JobError;

import java.util.Map;

/** What a job comes to on one ComfyUI. */
sealed interface Preparation {

    /** @param provenance what the pictures carry about their making, written into them by ComfyUI */
    record Ready(Graph graph, Map<String, Object> provenance) implements Preparation {}

    /** This ComfyUI cannot run it, nor would it later. */
    record Impossible(JobError error) implements Preparation {}
}

package orchestrator.workflow;

import orchestrator.comfyui.Graph;

import java.util.List;

/** What a request comes to on one ComfyUI. */
public sealed interface Plan {

    /** {@code output} is the id of the node whose files are the result. */
    record Ready(Graph graph, String output) implements Plan {}

    /** That ComfyUI lacks something the model needs. */
    record Lacking(List<FieldProblem> problems) implements Plan {}
}

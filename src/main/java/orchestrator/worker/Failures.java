package orchestrator.worker;

import orchestrator.comfyui.NodeFailure;
import orchestrator.comfyui.NodeProblem;
import orchestrator.comfyui.Submission;
import orchestrator.job.JobError;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ComfyUI's words for a failure as one of ours. */
final class Failures {

    private Failures() {
    }

    /** A node raised an exception while it ran. */
    static JobError of(Optional<NodeFailure> failure) {
        return failure.map(Failures::of).orElseGet(() -> JobError.of("execution-error",
                "ComfyUI failed and did not say why.", Map.of("node", "", "message", "")));
    }

    /** The graph was turned down before it ran. */
    static JobError of(Submission.Refused refused) {
        return refused.problems().stream().findFirst()
                .map(problem -> of(problem, refused.problems()))
                .orElseGet(() -> JobError.of("refused", "ComfyUI refused the graph: " + refused.message(),
                        Map.of("message", refused.message())).withDetails(lines(refused)));
    }

    /** Part of the graph was turned down; ours has one output, so all of it is. */
    static JobError of(List<NodeProblem> problems) {
        return problems.isEmpty()
                ? JobError.of("refused", "ComfyUI refused a part of the graph.")
                : of(problems.getFirst(), problems);
    }

    static JobError outputMissing(String file) {
        return JobError.of("output-missing", "ComfyUI finished but the file " + file + " cannot be had.",
                Map.of("file", file));
    }

    static JobError lost() {
        return JobError.of("lost", "ComfyUI restarted or dropped the job while it ran.");
    }

    private static JobError of(NodeFailure failure) {
        List<String> details = new ArrayList<>(failure.message().lines().toList());
        details.addAll(failure.traceback());
        String first = failure.message().lines().findFirst().orElse(failure.exceptionType());
        if (failure.outOfMemory()) {
            return new JobError("gpu-memory", "Not enough video memory in " + failure.nodeType() + ".",
                    Map.of("node", failure.nodeType()), details);
        }
        return new JobError("execution-error", failure.nodeType() + " failed: " + first,
                Map.of("node", failure.nodeType(), "message", first), details);
    }

    private static JobError of(NodeProblem problem, List<NodeProblem> all) {
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("field", problem.input().orElse(problem.classType()));
        args.put("value", problem.received().orElse(""));
        args.put("allowed", String.join(", ", problem.allowed().stream().limit(20).toList()));
        String code = problem.type().equals("missing_node_type") ? "node-missing" : "invalid-value";
        return new JobError(code, problem.classType() + ": " + problem.message() + " " + problem.details(), args,
                all.stream().map(each -> each.classType() + ": " + each.message() + " " + each.details()).toList());
    }

    private static List<String> lines(Submission.Refused refused) {
        return (refused.type() + "\n" + refused.message() + "\n" + refused.details()).lines().toList();
    }
}

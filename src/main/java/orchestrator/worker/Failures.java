package orchestrator.worker;

import orchestrator.comfyui.NodeFailure;
import orchestrator.comfyui.NodeProblem;
import orchestrator.comfyui.Submission;
import orchestrator.job.ImageParams;
import orchestrator.job.JobError;
import orchestrator.job.JobRequest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ComfyUI's words for a failure as one of ours. */
final class Failures {

    /** ComfyUI's own disk has no room. */
    static final String DISK_FULL = "engine-disk-full";

    private static final String LOST = "lost";
    private static final int MULTIPLE = 64;

    /** Inputs that name a model file, and the folder each is looked for in. */
    private static final Map<String, String> MODEL_FOLDERS = Map.of("ckpt_name", "checkpoints", "unet_name",
            "diffusion_models", "lora_name", "loras", "vae_name", "vae", "control_net_name", "controlnet", "clip_name",
            "text_encoders", "clip_name1", "text_encoders", "clip_name2", "text_encoders", "clip_name3",
            "text_encoders", "model_name", "upscale_models");

    private Failures() {
    }

    /** A node raised an exception while it ran. */
    static JobError of(Optional<NodeFailure> failure, JobRequest request) {
        return failure.map(told -> of(told, request)).orElseGet(() -> JobError.of("execution-error",
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

    static JobError noOutput() {
        return JobError.of("output-missing", "ComfyUI finished and told of no file.", Map.of("file", ""));
    }

    /** @param attempt from 1 */
    static JobError lost(int attempt) {
        return JobError.of(LOST, "ComfyUI restarted or dropped the job while it ran.", Map.of("n", attempt + 1));
    }

    static JobError stalled(Duration silence) {
        return JobError.of("stalled", "No progress for " + silence.toSeconds() + " s, so the job was stopped.",
                Map.of("t", silence.toSeconds()));
    }

    static JobError poison() {
        return JobError.of("poison",
                "Orchestrator itself ended three times while it handled this job, so the job was set aside.");
    }

    /** What is told when there are no more tries. */
    static JobError last(JobError error) {
        return error.code().equals(LOST)
                ? JobError.of("tries-used-up", "ComfyUI stopped four times on this job, so it was set aside.")
                : error;
    }

    private static JobError of(NodeFailure failure, JobRequest request) {
        List<String> details = new ArrayList<>(failure.message().lines().toList());
        details.addAll(failure.traceback());
        String first = failure.message().lines().findFirst().orElse(failure.exceptionType());
        if (failure.outOfMemory()) {
            return new JobError(JobError.GPU_MEMORY, "Not enough video memory in " + failure.nodeType() + ".",
                    smaller(failure.nodeType(), request), details);
        }
        if (failure.diskFull()) {
            return new JobError(DISK_FULL, "The disk of ComfyUI is full: " + first,
                    Map.of("node", failure.nodeType(), "message", first), details);
        }
        return new JobError("execution-error", failure.nodeType() + " failed: " + first,
                Map.of("node", failure.nodeType(), "message", first), details);
    }

    // Three quarters of each side is a little over half of the pixels.
    private static Map<String, Object> smaller(String node, JobRequest request) {
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("node", node);
        switch (request.params()) {
            case ImageParams image -> {
                image.width().ifPresent(width -> args.put("w", smaller(width)));
                image.height().ifPresent(height -> args.put("h", smaller(height)));
            }
        }
        return args;
    }

    private static int smaller(int side) {
        return Math.max(MULTIPLE, side * 3 / 4 / MULTIPLE * MULTIPLE);
    }

    private static JobError of(NodeProblem problem, List<NodeProblem> all) {
        Optional<String> folder = problem.input().map(MODEL_FOLDERS::get)
                .filter(_ -> problem.type().equals("value_not_in_list"));
        if (folder.isPresent()) {
            String name = problem.received().orElse("");
            return JobError.of("model-missing", "ComfyUI no longer has the model " + name + ".",
                    Map.of("m", name, "d", folder.get()));
        }
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

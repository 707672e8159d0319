package orchestrator.web;

import orchestrator.job.ImageParams;
import orchestrator.job.JobRequest;
import orchestrator.job.JobType;
import orchestrator.models.ModelIndex;
import orchestrator.workflow.FieldProblem;
import orchestrator.workflow.Resolution;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads what a client asks to be made, and says everything that is wrong with it at once. */
final class JobRequests {

    /** Jobs one request may make. */
    static final int MAX_COUNT = 100;

    private final Function<JobRequest, Resolution> resolve;

    /**
     * @param resolve fills in what a well-formed request leaves open, or says what its model does not take
     */
    JobRequests(Function<JobRequest, Resolution> resolve) {
        this.resolve = resolve;
    }

    /** One request for each job, with seeds s, s+1, and so on. {@link Problem} 422 otherwise. */
    List<JobRequest> read(JsonNode body) {
        Fields fields = Fields.of(body, Set.of("type", "model", "prompt", "params", "count"));
        int count = fields.integer("count", 1, MAX_COUNT).orElse(1);
        JobRequest first = request(fields);
        return IntStream.range(0, count).mapToObj(n -> following(first, n)).toList();
    }

    /** The request of a job that is changed: everything is there, the seed too. */
    JobRequest readOne(JsonNode body) {
        return request(Fields.of(body, Set.of("type", "model", "prompt", "params")));
    }

    private JobRequest request(Fields fields) {
        JobType type = type(fields);
        String model = fields.text("model", 1_000).filter(text -> !text.isBlank())
                .orElseGet(() -> fields.missing("model", "Choose a model."));
        String prompt = fields.prompt("prompt", JobRequest.MAX_PROMPT).filter(text -> !text.isBlank())
                .orElseGet(() -> fields.missing("prompt", "Write a prompt."));
        JobRequest request = switch (type) {
            case IMAGE -> new JobRequest(model, prompt, ImageFields.read(fields.object("params", ImageFields.NAMES)));
        };
        return switch (resolve.apply(request)) {
            case Resolution.Resolved(JobRequest full) when fields.errors().isEmpty() -> full;
            case Resolution.Resolved _ -> throw Problem.invalid(fields.errors());
            case Resolution.Refused(List<FieldProblem> problems) -> throw Problem.invalid(both(fields, problems));
        };
    }

    // What is wrong with the form of a field is said once, not again by what stands in its place.
    private static List<BadField> both(Fields fields, List<FieldProblem> problems) {
        List<BadField> all = new ArrayList<>(fields.errors());
        Set<String> named = all.stream().map(BadField::pointer).collect(Collectors.toSet());
        problems.stream().filter(problem -> !named.contains(problem.pointer()))
                .map(problem -> new BadField(problem.pointer(), problem.code(), problem.detail(), problem.args()))
                .forEach(all::add);
        return all;
    }

    private static JobType type(Fields fields) {
        Optional<String> word = fields.text("type", 100);
        Optional<JobType> type = word.flatMap(JobType::of);
        if (type.isEmpty() && !fields.hasError("type")) {
            List<String> words = java.util.Arrays.stream(JobType.values()).map(JobType::word).toList();
            List<String> near = ModelIndex.nearest(word.orElse(""), words.stream());
            fields.error("type", "unknown-type", "type is one of " + String.join(", ", words) + (near.isEmpty()
                    ? "."
                    : "; did you mean " + near.getFirst() + "?"), Map.of("allowed", words, "near", near));
        }
        return type.orElse(JobType.IMAGE);
    }

    private static JobRequest following(JobRequest first, int n) {
        return switch (first.params()) {
            case ImageParams image -> new JobRequest(first.model(), first.prompt(),
                    n == 0 ? image : image.withSeed(image.seed().orElseThrow().plus(n)));
        };
    }
}

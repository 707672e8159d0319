package orchestrator.workflow;

import orchestrator.job.JobRequest;

import java.util.List;

/** What became of a request. */
public sealed interface Resolution {

    /** Everything is said: full paths of models, every default, the seed. Resolved again it stays the same. */
    record Resolved(JobRequest request) implements Resolution {}

    /** Every field that is wrong, at once. */
    record Refused(List<FieldProblem> problems) implements Resolution {}
}

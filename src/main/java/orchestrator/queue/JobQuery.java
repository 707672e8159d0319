package orchestrator.queue;

import orchestrator.job.JobType;
import orchestrator.job.Status;

import java.util.Optional;
import java.util.Set;

/**
 * Which jobs a list shows.
 *
 * @param statuses all when empty
 * @param text     sought in id, model and the beginning of the prompt, any case
 * @param inOrder  in the order they will run, instead of newest first
 * @param limit    1 to {@link #MAX_LIMIT}
 * @param after    what the page before gave as its end; of a list in the same order
 */
public record JobQuery(Set<Status> statuses, Optional<JobType> type, Optional<String> text, boolean inOrder, int limit,
        Optional<JobCursor> after) {

    public static final int MAX_LIMIT = 1_000;

    public static JobQuery all() {
        return new JobQuery(Set.of(), Optional.empty(), Optional.empty(), false, MAX_LIMIT, Optional.empty());
    }

    public static JobQuery of(Status... statuses) {
        return new JobQuery(Set.of(statuses), Optional.empty(), Optional.empty(), false, MAX_LIMIT, Optional.empty());
    }

    boolean admits(JobSummary job) {
        return (statuses.isEmpty() || statuses.contains(job.status())) && type.map(job.type()::equals).orElse(true)
                && job.matches(text);
    }
}

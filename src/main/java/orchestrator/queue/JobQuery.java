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
 * @param ended    finished within this time
 * @param limit    1 to {@link #MAX_LIMIT}
 * @param after    what the page before gave as its end; of a list in the same order
 */
public record JobQuery(Set<Status> statuses, Optional<JobType> type, Optional<String> text, Optional<Span> ended,
        JobOrder order, int limit, Optional<JobCursor> after) {

    public static final int MAX_LIMIT = 1_000;

    public static JobQuery all() {
        return of();
    }

    public static JobQuery of(Status... statuses) {
        return new JobQuery(Set.of(statuses), Optional.empty(), Optional.empty(), Optional.empty(),
                JobOrder.NEWEST_FIRST, MAX_LIMIT, Optional.empty());
    }

    /** The same jobs, sorted otherwise and only so many of them. */
    public JobQuery sorted(JobOrder other, int most) {
        return new JobQuery(statuses, type, text, ended, other, most, after);
    }

    /** The same list, from a later place on. */
    public JobQuery from(JobCursor cursor) {
        return new JobQuery(statuses, type, text, ended, order, limit, Optional.of(cursor));
    }

    boolean admits(JobSummary job) {
        return (statuses.isEmpty() || statuses.contains(job.status())) && type.map(job.type()::equals).orElse(true)
                && job.matches(text) && ended.map(span -> job.ended().map(span::holds).orElse(false)).orElse(true);
    }
}

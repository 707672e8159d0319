package orchestrator.worker;

import orchestrator.queue.JobSummary;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose turn it is on one engine. The order holds, but for this: loading a checkpoint takes long, so a job whose
 * checkpoint is loaded may pass a few others of its priority, if none of them has waited for long.
 *
 * @param job    the one to take
 * @param passed those it goes before
 */
record Turn(JobSummary job, List<JobSummary> passed) {

    private static final int PASSES = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    Turn {
        passed = List.copyOf(passed);
    }

    /**
     * @param able   the jobs this engine could take, in order; only the first few are looked at
     * @param loaded the model that the engine used last
     */
    static Optional<Turn> of(Stream<JobSummary> able, Optional<String> loaded, Instant now) {
        Iterator<JobSummary> jobs = able.iterator();
        if (!jobs.hasNext()) {
            return Optional.empty();
        }
        JobSummary first = jobs.next();
        List<JobSummary> passed = new ArrayList<>();
        JobSummary job = first;
        while (job.place().priority() == first.place().priority()) {
            if (loaded.filter(job.model()::equals).isPresent()) {
                return Optional.of(new Turn(job, passed));
            }
            passed.add(job);
            if (!isNew(job, now) || passed.size() > PASSES || !jobs.hasNext()) {
                break;
            }
            job = jobs.next();
        }
        return Optional.of(new Turn(first, List.of()));
    }

    // One from the future is as old as any: the clock was set back.
    private static boolean isNew(JobSummary job, Instant now) {
        Duration waited = Duration.between(job.created(), now);
        return !waited.isNegative() && waited.compareTo(PATIENCE) <= 0;
    }
}

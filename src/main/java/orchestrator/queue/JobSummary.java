package orchestrator.queue;

import orchestrator.job.Job;
import orchestrator.job.JobState;
import orchestrator.job.JobType;
import orchestrator.job.Place;
import orchestrator.job.Status;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What lists and filters need of a job, kept in memory; the rest is read when it is asked for.
 *
 * @param prompt    its beginning
 * @param likeness  see {@link orchestrator.job.JobRequest#likeness}
 * @param inDoubt   whether an engine may still hold something of it
 * @param failedOn  the engine that its last attempt failed on
 * @param needsRoom whether it ran out of memory and wants an engine for itself
 */
public record JobSummary(String jobId, long rev, JobType type, String model, String prompt, String likeness,
        Instant created, Place place, JobState state, boolean inDoubt, Optional<String> failedOn, boolean needsRoom) {

    private static final int PROMPT_START = 200;
    /** No pause between two tries is this long: a time beyond it was written before the clock was set back. */
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    static final Comparator<JobSummary> NEWEST_FIRST = JobCursor.by(JobOrder.NEWEST_FIRST);
    static final Comparator<JobSummary> LAST_ENDED_FIRST = JobCursor.by(JobOrder.LAST_ENDED_FIRST);
    static final Comparator<JobSummary> IN_ORDER = JobCursor.by(JobOrder.AS_THEY_RUN);

    public static JobSummary of(Job job) {
        String prompt = job.request().prompt();
        int end = prompt.length() <= PROMPT_START
                ? prompt.length()
                : prompt.offsetByCodePoints(0, Math.min(
                        PROMPT_START, prompt.codePointCount(0, prompt.length())));
        return new JobSummary(job.jobId(), job.rev(), job.request().type(), job.request().model().intern(),
                prompt.substring(0, end), job.request().likeness().intern(), job.submission().created(), job.place(),
                lean(job.state()),
                job.state() instanceof JobState.Held || !job.trail().unsettled().isEmpty(), job.trail().failedOn(),
                job.trail().needsRoom());
    }

    public Status status() {
        return state.status();
    }

    /** When it finished; empty while it has not. */
    Optional<Instant> ended() {
        return state instanceof JobState.Final done ? Optional.of(done.finished()) : Optional.empty();
    }

    boolean isWaiting() {
        return state instanceof JobState.Waiting;
    }

    boolean isDue(Instant now) {
        return state instanceof JobState.Waiting waiting
                && waiting.notBefore().map(at -> !at.isAfter(now) || at.isAfter(now.plus(BELIEVED))).orElse(true);
    }

    boolean matches(Optional<String> text) {
        return text.isEmpty() || contains(jobId, text.get()) || contains(model, text.get())
                || contains(prompt, text.get());
    }

    private static boolean contains(String where, String what) {
        return where.toLowerCase(Locale.ROOT).contains(what.toLowerCase(Locale.ROOT));
    }

    // What the engine said can be long; it stays in the file.
    private static JobState lean(JobState state) {
        return state instanceof JobState.Failed failed
                ? new JobState.Failed(failed.started(), failed.finished(), failed.error().withDetails(List.of()))
                : state;
    }
}

package orchestrator.job;

import java.util.Map;
import java.util.Optional;

/**
 * A job as it stands on disk.
 *
 * @param jobId lower-case letters, digits and dashes, at most 64; also the name of its file
 * @param rev   grows by one at each change, 1 at first
 * @param extra fields a newer version wrote, kept when the file is written again
 */
public record Job(String jobId, long rev, JobRequest request, Submission submission, Place place, JobState state,
        Trail trail, Map<String, Object> extra) {

    public Job {
        extra = Map.copyOf(extra);
    }

    public static Job queued(String jobId, JobRequest request, Submission submission, Place place) {
        return new Job(jobId, 1, request, submission, place, new JobState.Waiting(Optional.empty()),
                Trail.EMPTY, Map.of());
    }

    public Status status() {
        return state.status();
    }

    public Job with(JobState next) {
        return new Job(jobId, rev, request, submission, place, next, trail, extra);
    }

    public Job with(Trail next) {
        return new Job(jobId, rev, request, submission, place, state, next, extra);
    }

    public Job with(Place next) {
        return new Job(jobId, rev, request, submission, next, state, trail, extra);
    }

    public Job with(JobRequest next) {
        return new Job(jobId, rev, next, submission, place, state, trail, extra);
    }

    public Job revised() {
        return new Job(jobId, rev + 1, request, submission, place, state, trail, extra);
    }
}

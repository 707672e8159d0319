package orchestrator.queue;

import orchestrator.job.JobRequest;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A user's change of a job that waits.
 *
 * @param position from 1, among those of its priority
 */
public record JobEdit(Optional<JobRequest> request, OptionalInt priority, OptionalInt position) {}

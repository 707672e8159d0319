package orchestrator.event;

import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.Output;

import java.util.List;
import java.util.Optional;

/** What has happened. */
public sealed interface Event {

    /** A job changed its state, or came, or was edited. */
    record JobChanged(Job job) implements Event {}

    /** A job's record is gone. */
    record JobRemoved(String jobId) implements Event {}

    /** A job is complete, its results are on disk. */
    record JobComplete(String jobId, List<Output> output) implements Event {}

    /** A run failed. {@code attempt} counts from 1. */
    record RunFailed(String jobId, JobError error, int attempt, boolean willRetry) implements Event {}

    /** A run came on. Current only: the next one makes it worthless. */
    record Progressed(String jobId, Progress progress) implements Event {}

    /** A new preview picture of a run. Current only. {@code version} grows. */
    record Previewed(String jobId, long version) implements Event {}

    /** What lies in the output folder changed. Ids of the canvas. */
    record CanvasChanged(List<String> added, List<String> removed, List<String> changed) implements Event {}

    /** The models list has to be asked again. */
    record ModelsChanged() implements Event {}

    /** What is known of an engine changed; empty when the pause of the queue did. */
    record EngineChanged(Optional<String> engine) implements Event {}
}

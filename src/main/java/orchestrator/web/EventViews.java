package orchestrator.web;

import orchestrator.event.Event;
import orchestrator.event.Progress;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events as the stream tells them. */
final class EventViews {

    private final JobViews jobs;

    EventViews(JobViews jobs) {
        this.jobs = jobs;
    }

    String name(Event event) {
        return switch (event) {
            case Event.JobChanged _,Event.JobRemoved _ -> "job";
            case Event.JobComplete _ -> "complete";
            case Event.RunFailed _ -> "error";
            case Event.Progressed _ -> "progress";
            case Event.Previewed _ -> "preview";
            case Event.CanvasChanged _ -> "canvas";
            case Event.ModelsChanged _ -> "models";
            case Event.EngineChanged _ -> "engine";
        };
    }

    Map<String, Object> data(Event event) {
        return switch (event) {
            case Event.JobChanged(var job) -> jobs.of(job);
            case Event.JobRemoved(var jobId) -> JobViews.map("jobId", jobId, "removed", true);
            case Event.JobComplete(var jobId, var output) ->
                JobViews.map("jobId", jobId, "output", jobs.outputs(output));
            case Event.RunFailed(var jobId, var error, var attempt, var willRetry) ->
                JobViews.map("jobId", jobId, "code",
                        error.code(), "message", error.message(), "args", error.args(), "attempt", attempt, "willRetry",
                        willRetry);
            case Event.Progressed(var jobId, var progress) -> progress(jobId, progress);
            case Event.Previewed(var jobId, var version) ->
                JobViews.map("jobId", jobId, "url", "/api/jobs/" + jobId + "/preview?v=" + version);
            case Event.CanvasChanged(var added, var removed, var changed) ->
                JobViews.map("added", added, "removed", removed, "changed", changed);
            case Event.ModelsChanged _ -> Map.of();
            case Event.EngineChanged(var engine) -> JobViews.map("engine", engine);
        };
    }

    /** The job an event is about; empty when it is about none. */
    static Optional<String> jobId(Event event) {
        return switch (event) {
            case Event.JobChanged(var job) -> Optional.of(job.jobId());
            case Event.JobRemoved(var jobId) -> Optional.of(jobId);
            case Event.JobComplete(var jobId, List<?> _) -> Optional.of(jobId);
            case Event.RunFailed failed -> Optional.of(failed.jobId());
            case Event.Progressed progressed -> Optional.of(progressed.jobId());
            case Event.Previewed previewed -> Optional.of(previewed.jobId());
            case Event.CanvasChanged _,Event.ModelsChanged _,Event.EngineChanged _ -> Optional.empty();
        };
    }

    private static Map<String, Object> progress(String jobId, Progress progress) {
        return JobViews.map("jobId", jobId, "percent", progress.percent(), "eta", progress.eta(), "etaLow",
                progress.etaLow(), "etaHigh", progress.etaHigh(), "late",
                progress.late() ? Optional.of(true) : Optional.empty(), "stage", progress.stage(), "step",
                progress.step(), "steps", progress.steps());
    }
}

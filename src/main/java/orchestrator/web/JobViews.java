package orchestrator.web;

import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.engine.Wait;
import orchestrator.event.Progress;
import orchestrator.job.Job;
import orchestrator.job.JobState;
import orchestrator.job.Output;
import orchestrator.queue.JobQueue;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A job as the API tells it: what is on disk, and what is known of it at this moment. */
final class JobViews {

    private static final int DONE = 100;

    private final JobQueue queue;
    private final Engines engines;
    private final Function<Output, Map<String, Object>> outputs;

    /** @param outputs a result as an item of the canvas: id, name, url, thumbnailUrl, type */
    JobViews(JobQueue queue, Engines engines, Function<Output, Map<String, Object>> outputs) {
        this.queue = queue;
        this.engines = engines;
        this.outputs = outputs;
    }

    Map<String, Object> of(Job job) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("jobId", job.jobId());
        view.put("type", job.request().type());
        state(job, view);
        view.put("model", job.request().model());
        view.put("prompt", job.request().prompt());
        view.put("params", job.request().params());
        view.put("output", outputs(job.trail().output()));
        if (job.state() instanceof JobState.Failed failed) {
            view.put("error", failed.error());
        }
        view.put("notes", job.trail().notes());
        view.put("attempts", job.trail().attempts());
        job.submission().group().ifPresent(group -> view.put("group", group));
        view.put("priority", job.place().priority());
        view.put("created", job.submission().created());
        started(job.state()).ifPresent(at -> view.put("started", at));
        if (job.state() instanceof JobState.Final done) {
            view.put("finished", done.finished());
        }
        view.put("rev", job.rev());
        return view;
    }

    List<Map<String, Object>> outputs(List<Output> all) {
        return all.stream().filter(Output::fetched).map(outputs).toList();
    }

    private void state(Job job, Map<String, Object> view) {
        view.put("status", job.status());
        switch (job.state()) {
            case JobState.Waiting waiting -> {
                Optional<Integer> position = queue.position(job.jobId());
                view.put("stage", "waiting");
                wait(job.jobId(), waiting).ifPresent(reason -> view.put("wait", reason));
                position.ifPresent(place -> view.put("position", place));
                view.put("progress", 0);
            }
            case JobState.Next _ -> {
                view.put("stage", "next");
                engines.wait(job.jobId()).ifPresent(reason -> view.put("wait", reason));
                view.put("progress", 0);
            }
            case JobState.Running _ -> running(job.jobId(), view);
            case JobState.Complete _ -> view.put("progress", DONE);
            case JobState.Failed _ -> view.put("progress", percent(job.jobId()));
            case JobState.Cancelled _ -> {
                if (!job.trail().unsettled().isEmpty()) {
                    view.put("stage", "stopping");
                }
                view.put("progress", percent(job.jobId()));
            }
        }
    }

    private void running(String jobId, Map<String, Object> view) {
        Optional<Progress> progress = engines.progress(jobId);
        view.put("stage", progress.map(Progress::stage).orElse("loading"));
        view.put("progress", percent(jobId));
        progress.ifPresent(known -> {
            if (known.steps() > 0) {
                view.put("step", known.step());
                view.put("steps", known.steps());
            }
            known.eta().ifPresent(eta -> view.put("eta", eta));
            known.etaLow().ifPresent(eta -> view.put("etaLow", eta));
            known.etaHigh().ifPresent(eta -> view.put("etaHigh", eta));
            if (known.late()) {
                view.put("late", true);
            }
        });
    }

    private int percent(String jobId) {
        return engines.progress(jobId).map(Progress::percent).map(percent -> Math.min(percent, DONE - 1)).orElse(0);
    }

    // Empty while nothing but the jobs before it keeps a job from running.
    private Optional<Wait> wait(String jobId, JobState.Waiting waiting) {
        if (queue.counts().paused()) {
            return Optional.of(Wait.of("pause"));
        }
        Optional<Wait> told = engines.wait(jobId);
        if (told.isPresent()) {
            return told;
        }
        if (waiting.notBefore().isPresent()) {
            return Optional.of(new Wait("back", Map.of("until", waiting.notBefore().get().toString())));
        }
        List<EngineState> all = engines.all();
        if (all.stream().noneMatch(EngineState::online)) {
            return Optional
                    .of(new Wait("comfy", Map.of("a", all.stream().map(EngineState::id).findFirst().orElse(""))));
        }
        return Optional.empty();
    }

    private static Optional<Instant> started(JobState state) {
        return switch (state) {
            case JobState.Open open -> open.started();
            case JobState.Final done -> done.started();
        };
    }

    /** Pairs that are there, in order; for answers made of few. */
    static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] instanceof Optional<?> maybe) {
                String name = (String) pairs[i];
                maybe.ifPresent(value -> map.put(name, value));
            } else {
                map.put((String) pairs[i], pairs[i + 1]);
            }
        }
        return map;
    }
}

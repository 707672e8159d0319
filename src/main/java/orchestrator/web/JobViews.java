package orchestrator.web;

import orchestrator.engine.Engines;
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
import java.util.function.Supplier;

/** A job as the API tells it: what is on disk, and what is known of it at this moment. */
final class JobViews {

    private static final int DONE = 100;

    private final JobQueue queue;
    private final Engines engines;
    private final Waits waits;
    private final Function<Output, Map<String, Object>> outputs;
    private final Supplier<Outlook> outlooks;

    /**
     * @param outlooks give what is to come of the queue at that moment
     * @param outputs a result as an item of the canvas: id, name, url, thumbnailUrl, type
     */
    JobViews(JobQueue queue, Engines engines, Waits waits, Supplier<Outlook> outlooks,
            Function<Output, Map<String, Object>> outputs) {
        this.queue = queue;
        this.engines = engines;
        this.waits = waits;
        this.outlooks = outlooks;
        this.outputs = outputs;
    }

    /** What is to come of the queue; good for one answer. */
    Outlook outlook() {
        return outlooks.get();
    }

    /** Without a look at the whole queue: when a job starts is left out. */
    Map<String, Object> of(Job job) {
        return of(job, id -> Optional.of(new Outlook.Turn(queue.position(id), Optional.empty())));
    }

    Map<String, Object> of(Job job, Outlook outlook) {
        return of(job, outlook::of);
    }

    private Map<String, Object> of(Job job, Function<String, Optional<Outlook.Turn>> turns) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("jobId", job.jobId());
        view.put("type", job.request().type());
        state(job, turns, view);
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
        if (job.state() instanceof JobState.Held held) {
            held.holder().ifPresent(holder -> view.put("worker", holder.worker()));
        }
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

    private void state(Job job, Function<String, Optional<Outlook.Turn>> turns, Map<String, Object> view) {
        view.put("status", job.status());
        waits.of(job).ifPresent(reason -> view.put("wait", reason));
        switch (job.state()) {
            case JobState.Waiting _ -> {
                Optional<Outlook.Turn> turn = turns.apply(job.jobId());
                view.put("stage", "waiting");
                turn.flatMap(Outlook.Turn::position).ifPresent(place -> view.put("position", place));
                turn.flatMap(Outlook.Turn::startsIn).ifPresent(seconds -> view.put("startsIn", seconds));
                view.put("progress", 0);
            }
            case JobState.Next _ -> {
                view.put("stage", "next");
                turns.apply(job.jobId()).flatMap(Outlook.Turn::startsIn)
                        .ifPresent(seconds -> view.put("startsIn", seconds));
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

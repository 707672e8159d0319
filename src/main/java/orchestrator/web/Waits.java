package orchestrator.web;

import orchestrator.engine.Availability;
import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.engine.Placement;
import orchestrator.engine.Wait;
import orchestrator.job.Job;
import orchestrator.job.JobState;
import orchestrator.job.Sending;
import orchestrator.models.ModelList;
import orchestrator.queue.JobQueue;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why a job does not get on at this moment. */
final class Waits {

    /** States of an engine that are reasons of their own; any other one is simply out of reach. */
    private static final Set<String> TELLING = Set.of("stuck", "failing");

    private final JobQueue queue;
    private final Engines engines;
    private final ModelList models;
    private final InstantSource time;

    Waits(JobQueue queue, Engines engines, ModelList models, InstantSource time) {
        this.queue = queue;
        this.engines = engines;
        this.models = models;
        this.time = time;
    }

    /** Empty while nothing but the jobs before it keeps a job from running. */
    Optional<Wait> of(Job job) {
        return switch (job.state()) {
            case JobState.Waiting waiting -> waiting(job, waiting);
            case JobState.Held _ -> engines.wait(job.jobId()).or(() -> inside(job));
            case JobState.Final _ -> Optional.empty();
        };
    }

    private Optional<Wait> waiting(Job job, JobState.Waiting waiting) {
        if (queue.counts().paused()) {
            return Optional.of(Wait.of("pause"));
        }
        Optional<Wait> told = engines.wait(job.jobId());
        if (told.isPresent()) {
            return told;
        }
        if (waiting.notBefore().filter(at -> at.isAfter(time.instant())).isPresent()) {
            return Optional.of(new Wait("back", Map.of("until", waiting.notBefore().get().toString())));
        }
        return inside(job).or(() -> nowhere(job));
    }

    // An engine has or had it, and cannot be asked.
    private Optional<Wait> inside(Job job) {
        return job.trail().unsettled().stream().map(Sending::engine)
                .filter(engine -> engines.get(engine).map(state -> !state.online()).orElse(true)).findFirst()
                .map(engine -> away(engine, "check"));
    }

    private Optional<Wait> nowhere(Job job) {
        if (engines.all().isEmpty()) {
            return Optional.of(new Wait("comfy", Map.of("a", "")));
        }
        boolean any = engines.all().stream().anyMatch(EngineState::online);
        return switch (engines.place(job.jobId(), job.rev(), models.now().enginesWith(job.request().model()))) {
            case Placement.Open _,Placement.Nowhere _ -> Optional.empty();
            case Placement.OutOfReach(String engine) -> Optional.of(away(engine, any ? "host" : "comfy"));
        };
    }

    private Wait away(String engine, String otherwise) {
        String code = engines.get(engine).map(EngineState::availability)
                .map(state -> state instanceof Availability.Offline(String why, var _) ? why : otherwise)
                .filter(TELLING::contains).orElse(otherwise);
        return new Wait(code, Map.of("a", engine));
    }
}

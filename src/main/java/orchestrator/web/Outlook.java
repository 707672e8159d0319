package orchestrator.web;

import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.job.JobState;
import orchestrator.job.Sending;
import orchestrator.models.ModelList;
import orchestrator.models.Search;
import orchestrator.queue.JobQueue;
import orchestrator.queue.JobSummary;
import orchestrator.queue.Refused;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When each waiting job begins, as far as earlier runs tell: one walk over the queue, made at the first question, that
 * gives each job to the engine that is free first.
 */
final class Outlook {

    private final JobQueue queue;
    private final Engines engines;
    private final ModelList models;
    private final InstantSource time;
    private final Map<String, Turn> turns = new HashMap<>();
    private final Map<String, Set<String>> enginesOfModel = new HashMap<>();
    private boolean walked;

    /**
     * @param position from 1 among those that wait; empty for one that an engine has already
     * @param startsIn whole seconds; empty when anything before it takes nobody knows how long
     */
    record Turn(Optional<Integer> position, Optional<Integer> startsIn) {}

    Outlook(JobQueue queue, Engines engines, ModelList models, InstantSource time) {
        this.queue = queue;
        this.engines = engines;
        this.models = models;
        this.time = time;
    }

    /** Empty for a job that did not wait when the walk was made. */
    Optional<Turn> of(String jobId) {
        if (!walked) {
            walked = true;
            walk();
        }
        return Optional.ofNullable(turns.get(jobId));
    }

    private void walk() {
        List<JobSummary> open = queue.open();
        List<EngineLine> lines = engines.all().stream().filter(EngineState::online)
                .map(state -> new EngineLine(state, engines.times())).toList();
        open.stream().filter(job -> job.state() instanceof JobState.Held)
                .sorted(Comparator.comparing(job -> job.state() instanceof JobState.Next))
                .forEach(job -> held(job, lines));
        lines.forEach(EngineLine::othersToo);
        boolean paused = queue.counts().paused();
        int position = 0;
        for (JobSummary job : open) {
            if (job.state() instanceof JobState.Waiting waiting) {
                position++;
                turns.put(job.jobId(), new Turn(Optional.of(position), paused
                        ? Optional.empty()
                        : startsIn(job, waiting, lines)));
            }
        }
    }

    private void held(JobSummary job, List<EngineLine> lines) {
        Optional<EngineLine> line = engineOf(job.jobId())
                .flatMap(engine -> lines.stream().filter(one -> one.is(engine)).findFirst());
        if (job.state() instanceof JobState.Running) {
            line.ifPresent(one -> one.runs(job, engines.progress(job.jobId())));
        } else {
            // One that was claimed this moment has no engine yet: nobody's line is known.
            turns.put(job.jobId(), new Turn(Optional.empty(), line.flatMap(EngineLine::freeIn)));
            line.ifPresentOrElse(one -> one.holds(job), () -> lines.forEach(EngineLine::unknown));
        }
    }

    private Optional<String> engineOf(String jobId) {
        try {
            return queue.get(jobId).trail().lastSending().filter(sending -> !sending.gone()).map(Sending::engine);
        } catch (Refused.NoSuchJob removedMeanwhile) {
            return Optional.empty();
        }
    }

    private Optional<Integer> startsIn(JobSummary job, JobState.Waiting waiting, List<EngineLine> lines) {
        if (job.inDoubt() || engines.wait(job.jobId()).isPresent()) {
            return Optional.empty();
        }
        List<EngineLine> able = lines.size() == 1
                ? lines
                : lines.stream().filter(line -> line.isAmong(enginesOf(job.model()))).toList();
        if (able.isEmpty()) {
            return Optional.empty();
        }
        if (able.stream().anyMatch(line -> line.freeIn().isEmpty())) {
            able.forEach(EngineLine::unknown);
            return Optional.empty();
        }
        EngineLine first = able.stream().min(Comparator.comparing(line -> line.freeIn().orElseThrow())).orElseThrow();
        double notBefore = waiting.notBefore().map(at -> Duration.between(time.instant(), at).toMillis() / 1000.0)
                .orElse(0.0);
        return Optional.of(first.takes(job, notBefore));
    }

    private Set<String> enginesOf(String model) {
        return enginesOfModel.computeIfAbsent(model, path -> {
            Set<String> ids = new HashSet<>();
            if (models.find(path) instanceof Search.Found(var file)) {
                engines.all().stream().map(EngineState::id).filter(id -> file.nameOn(id).isPresent())
                        .forEach(ids::add);
            }
            return ids;
        });
    }
}

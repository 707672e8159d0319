package orchestrator.web;

import orchestrator.engine.EngineState;
import orchestrator.engine.LearnedTimes;
import orchestrator.event.Progress;
import orchestrator.queue.JobSummary;

import java.util.Optional;
import java.util.Set;

/** The work before an engine, while {@link Outlook} fills it up. */
final class EngineLine {

    private final EngineState engine;
    private final LearnedTimes times;
    private double seconds;
    private boolean known = true;
    private int inside;
    private String loaded = "";

    EngineLine(EngineState engine, LearnedTimes times) {
        this.engine = engine;
        this.times = times;
    }

    boolean is(String id) {
        return engine.id().equals(id);
    }

    boolean isAmong(Set<String> ids) {
        return ids.contains(engine.id());
    }

    /** Whole seconds; empty when unknown. */
    Optional<Integer> freeIn() {
        return known ? Optional.of((int) Math.round(seconds)) : Optional.empty();
    }

    void unknown() {
        known = false;
    }

    /** It works on this one. */
    void runs(JobSummary job, Optional<Progress> progress) {
        loaded = job.model();
        // Its files are being fetched: the engine has gone on.
        if (progress.map(Progress::stage).filter("fetching"::equals).isPresent()) {
            return;
        }
        inside++;
        Optional<Integer> left = progress.flatMap(Progress::eta);
        known &= left.isPresent();
        seconds += left.orElse(0);
    }

    /** It has this one in its own queue. */
    void holds(JobSummary job) {
        inside++;
        takes(job, 0);
    }

    /** It takes this one next. In how many seconds, if that was known. @param notBefore seconds from now */
    int takes(JobSummary job, double notBefore) {
        double starts = Math.max(seconds, notBefore);
        Optional<Double> whole = times.run(engine.id(), job.model(), job.likeness(), !job.model().equals(loaded));
        known &= whole.isPresent();
        seconds = starts + whole.orElse(0.0);
        loaded = job.model();
        return (int) Math.round(starts);
    }

    /** What others have inside takes nobody knows how long. @see EngineState#queue */
    void othersToo() {
        known &= engine.queue() <= inside;
    }
}

package orchestrator.remote;

import orchestrator.event.Event;
import orchestrator.queue.JobSummary;
import orchestrator.worker.Consent;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All jobs that are borrowed now. The server has its say through them in what is begun here. */
final class Errands implements Consent {

    private final Map<String, Errand> all = new ConcurrentHashMap<>();
    private final Bell changed;

    /** @param changed rung whenever there may be room for another one */
    Errands(Bell changed) {
        this.changed = changed;
    }

    void add(Errand errand) {
        all.put(errand.jobId(), errand);
    }

    void remove(Errand errand) {
        all.remove(errand.jobId(), errand);
        changed.ring();
    }

    boolean has(String jobId) {
        return all.containsKey(jobId);
    }

    int size() {
        return all.size();
    }

    Optional<Errand> of(String jobId) {
        return Optional.ofNullable(all.get(jobId));
    }

    /** Something happened here. Must not wait. */
    void hear(Event event) {
        switch (event) {
            case Event.JobChanged(var job) -> {
                of(job.jobId()).ifPresent(Errand::ring);
                changed.ring();
            }
            case Event.Progressed(String jobId, var progress) -> {
                of(jobId).ifPresent(Errand::ring);
                // ComfyUI has gone on to the next.
                if (progress.stage().equals("fetching")) {
                    changed.ring();
                }
            }
            case Event.Previewed(String jobId, long _) -> of(jobId).ifPresent(Errand::ring);
            case Event.EngineChanged _ -> changed.ring();
            case Event.JobRemoved _,Event.JobComplete _,Event.RunFailed _ -> {}
            case Event.CanvasChanged _,Event.ModelsChanged _ -> {}
        }
    }

    @Override
    public boolean mayBegin(JobSummary job) {
        return job.rev() == Standing.FRESH && has(job.jobId());
    }

    @Override
    public boolean maySend(String jobId, String promptId) throws InterruptedException {
        Optional<Errand> errand = of(jobId);
        return errand.isPresent() && errand.get().maySend(promptId);
    }
}

package orchestrator.worker;

import orchestrator.comfyui.ComfyException;
import orchestrator.comfyui.QueueState;
import orchestrator.job.Job;
import orchestrator.job.JobRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Prompts that were given up because ComfyUI did not seem to have got them. A request that was cut off may still land
 * long after, and would run for nobody.
 */
final class Strays {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final Duration REMEMBERED = Duration.ofHours(1);

    /** @param request what the prompt was to make */
    private record Stray(String jobId, JobRequest request, long since) {}

    private final Map<String, Stray> all = new ConcurrentHashMap<>();

    void add(String promptId, Job job) {
        all.values().removeIf(stray -> System.nanoTime() - stray.since() > REMEMBERED.toNanos());
        all.put(promptId, new Stray(job.jobId(), job.request(), System.nanoTime()));
    }

    void remove(String promptId) {
        all.remove(promptId);
    }

    /** The prompts given up for a job. */
    List<String> of(String jobId) {
        return all.entrySet().stream().filter(entry -> entry.getValue().jobId().equals(jobId)).map(Map.Entry::getKey)
                .toList();
    }

    /** Whether a prompt given up makes what its job asks for now. */
    boolean isFor(String promptId, Job job) {
        Stray stray = all.get(promptId);
        return stray != null && stray.jobId().equals(job.jobId()) && stray.request().equals(job.request());
    }

    /**
     * Withdraws those that have turned up. One that no run of ours looks out for would run for nobody; also when another
     * engine has its job now.
     */
    void sweep(ComfyLink link, Slots slots) {
        if (all.isEmpty()) {
            return;
        }
        try {
            withdraw(link, slots);
        } catch (ComfyException why) {
            LOG.debug("it cannot be asked for strays now", why);
        }
    }

    private void withdraw(ComfyLink link, Slots slots) throws ComfyException {
        QueueState inside = link.client().queue();
        for (Map.Entry<String, Stray> entry : all.entrySet()) {
            String jobId = entry.getValue().jobId();
            if (inside.contains(entry.getKey()) && !slots.has(jobId)) {
                LOG.warn("{}: a prompt given up before has turned up, and is withdrawn", jobId);
                link.cancel(entry.getKey());
            }
        }
    }
}

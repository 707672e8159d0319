package orchestrator.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Prompts that were given up because ComfyUI did not seem to have got them. A request that was cut off may still land
 * long after, and would run for nobody.
 */
final class Strays {

    private static final Duration REMEMBERED = Duration.ofHours(1);

    private record Stray(String jobId, long since) {}

    private final Map<String, Stray> all = new ConcurrentHashMap<>();

    void add(String promptId, String jobId) {
        all.values().removeIf(stray -> System.nanoTime() - stray.since() > REMEMBERED.toNanos());
        all.put(promptId, new Stray(jobId, System.nanoTime()));
    }

    void remove(String promptId) {
        all.remove(promptId);
    }

    /** The prompts given up for a job. */
    List<String> of(String jobId) {
        return all.entrySet().stream().filter(entry -> entry.getValue().jobId().equals(jobId)).map(Map.Entry::getKey)
                .toList();
    }

    /** Prompt to job. */
    Map<String, String> all() {
        Map<String, String> jobs = new ConcurrentHashMap<>();
        all.forEach((promptId, stray) -> jobs.put(promptId, stray.jobId()));
        return Map.copyOf(jobs);
    }
}

package orchestrator;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Where the product was killed, and over which jobs. */
final class KillLedger {

    private final Map<String, Integer> kills = new TreeMap<>();
    private final Map<String, Integer> states = new TreeMap<>();
    private final Map<String, Integer> suspected = new HashMap<>();
    private final Set<String> disturbed = new HashSet<>();

    /** @param where a failure point, or words for another moment */
    void killed(String where) {
        kills.merge(where, 1, Integer::sum);
    }

    /** Looks at what the dead one left. */
    void examine(Collection<JobOnDisk> jobs, StandInStory story) {
        for (JobOnDisk job : jobs) {
            states.merge(state(job), 1, Integer::sum);
            if (job.isHeld() || !job.unsettled().isEmpty()) {
                disturbed.add(job.id());
                if (job.isOpen() && !isAtRest(job, story)) {
                    suspected.merge(job.id(), 1, Integer::sum);
                }
            }
        }
    }

    /** In how many kills a job may have been what the product was sending, collecting or settling. */
    int suspected(String jobId) {
        return suspected.getOrDefault(jobId, 0);
    }

    /** The jobs that a kill found on their way, so that others may have gone first after it. */
    Set<String> disturbed() {
        return disturbed;
    }

    int at(List<String> points) {
        return points.stream().mapToInt(point -> kills.getOrDefault(point, 0)).sum();
    }

    Map<String, Integer> kills() {
        return kills;
    }

    /** How often a job was seen in each state after a kill. */
    Map<String, Integer> states() {
        return states;
    }

    // It was known to run, and it did: nothing was done for it but wait.
    private static boolean isAtRest(JobOnDisk job, StandInStory story) {
        return job.isRunning() && !job.unsettled().isEmpty() && story.isAlive(job.unsettled().getLast());
    }

    private static String state(JobOnDisk job) {
        String state = job.isHeld() && !job.isRunning() ? "next" : job.status();
        return job.attempts() == 0 ? state : state + " after " + job.attempts();
    }
}

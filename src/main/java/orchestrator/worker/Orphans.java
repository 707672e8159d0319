package orchestrator.worker;

import orchestrator.job.Job;
import orchestrator.job.JobState;
import orchestrator.job.Sending;
import orchestrator.queue.Claims;
import orchestrator.queue.Lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Set;

/**
 * Jobs that were sent to an engine nobody drives any more, because it was taken out of the settings. Nobody will ever
 * learn what became of them there, so they go back to the queue.
 */
public final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");

    private Orphans() {
    }

    /** Lets go of everything sent to engines other than these. To be called before any of them is driven. */
    public static void release(Claims claims, Set<String> engines) {
        for (Job job : claims.inDoubt()) {
            List<Sending> lost = job.trail().unsettled().stream()
                    .filter(sending -> !engines.contains(sending.engine())).toList();
            if (!lost.isEmpty()) {
                claims.adopt(job.jobId()).ifPresent(lease -> release(lease, lost));
            }
        }
    }

    private static void release(Lease lease, List<Sending> lost) {
        try (lease) {
            for (Sending sending : lost) {
                LOG.warn("{}: {} is no longer driven, so what it does with the job is left alone", lease.job().jobId(),
                        sending.engine());
                lease.gone(sending.promptId());
            }
            if (lease.job().state() instanceof JobState.Held && lease.job().trail().unsettled().isEmpty()) {
                lease.putBack();
            }
        }
    }
}

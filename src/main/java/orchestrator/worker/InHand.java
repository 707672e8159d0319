package orchestrator.worker;

import orchestrator.file.Marks;
import orchestrator.job.Crash;
import orchestrator.queue.Claims;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Which jobs are being sent, or collected, at this moment. A job that is still marked at the next start was in hand
 * when our process died; when that happens again and again, the job is the likely reason.
 */
public final class InHand {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");

    private final Marks marks;

    public InHand(Marks marks) {
        this.marks = marks;
    }

    /** Writes into each job what its mark tells, and clears the marks. To be called before anything runs. */
    public void count(Claims claims, InstantSource time) {
        marks.all().forEach((jobId, word) -> {
            during(word).ifPresent(during -> claims.adopt(jobId).ifPresent(lease -> {
                try (lease) {
                    if (lease.crashed(new Crash(time.instant(), during))) {
                        LOG.warn("{}: the last process died while it was {} this job", jobId, word);
                    }
                }
            }));
            marks.clear(jobId);
        });
    }

    void take(String jobId, Crash.During during) {
        marks.set(jobId, during.name().toLowerCase(Locale.ROOT));
    }

    void release(String jobId) {
        marks.clear(jobId);
    }

    private static Optional<Crash.During> during(String word) {
        return Arrays.stream(Crash.During.values()).filter(value -> value.name().equalsIgnoreCase(word)).findFirst();
    }
}

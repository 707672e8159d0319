package orchestrator.worker;

import orchestrator.file.Marks;
import orchestrator.job.Crash;
import orchestrator.queue.Claims;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which jobs are being sent, or collected, at this moment. A job that is still marked at the next start was in hand
 * when our process died; when that happens again and again, the job is the likely reason.
 */
public final class InHand {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

    private final Marks marks;
    /** Each with whether it is suspected. */
    private final Map<String, Boolean> held = new HashMap<>();

    public InHand(Marks marks) {
        this.marks = marks;
    }

    /** Writes into each job what its mark tells, and clears the marks. To be called before anything runs. */
    public void count(Claims claims, InstantSource time) {
        marks.all().forEach((jobId, word) -> {
            // First, or a death in the midst of this would count one twice.
            marks.clear(jobId);
            during(word).ifPresent(during -> claims.adopt(jobId).ifPresent(lease -> {
                try (lease) {
                    if (lease.crashed(new Crash(time.instant(), during))) {
                        LOG.warn("{}: the last process died while it was {} this job", jobId, word);
                    }
                }
            }));
        });
    }

    /**
     * One that was in hand when our process died is taken alone, so that the next death tells which of them it was. None
     * waits for long: one that is stuck must not hold up the others.
     */
    synchronized void take(String jobId, Crash.During during, boolean suspected) throws InterruptedException {
        long until = System.nanoTime() + LONG_ENOUGH.toNanos();
        for (long left = LONG_ENOUGH.toMillis(); left > 0 && (suspected
                ? !held.isEmpty()
                : held.containsValue(true)); left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        marks.set(jobId, during.name().toLowerCase(Locale.ROOT));
        held.put(jobId, suspected);
    }

    synchronized void release(String jobId) {
        held.remove(jobId);
        notifyAll();
        marks.clear(jobId);
    }

    private static Optional<Crash.During> during(String word) {
        return Arrays.stream(Crash.During.values()).filter(value -> value.name().equalsIgnoreCase(word)).findFirst();
    }
}

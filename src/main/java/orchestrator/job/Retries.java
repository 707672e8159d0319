package orchestrator.job;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a run is tried again: at most three times, after about 2, 8 and 30 seconds. */
public final class Retries {

    public static final int MAX_ATTEMPTS = 4;

    private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(2), Duration.ofSeconds(8),
            Duration.ofSeconds(30));
    private static final double JITTER = 0.2;

    private Retries() {
    }

    /**
     * The pause before the next attempt, or empty when there is none left.
     *
     * @param attempts those that count, this one included
     * @param before   what happened until then: for want of memory it is tried again only once
     */
    public static Optional<Duration> after(int attempts, JobError error, Trail before, RandomGenerator random) {
        boolean twice = error.code().equals(JobError.GPU_MEMORY) && before.ranOut();
        if (attempts >= MAX_ATTEMPTS || twice) {
            return Optional.empty();
        }
        double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
        return Optional.of(Duration.ofMillis((long) (PAUSES.get(attempts - 1).toMillis() * factor)));
    }
}

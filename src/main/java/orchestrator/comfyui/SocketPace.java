package orchestrator.comfyui;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Times of a {@link ComfySocket}.
 *
 * @param ping
 *            between pings of ours; two without a pong and the connection is dead
 * @param greeting
 *            for connecting, and again for the greeting
 * @param close
 *            waited for the other side's part in closing, before the connection is cut
 * @param firstRetry
 *            before the first new connection; doubles with each that fails
 * @param lastRetry
 *            longest wait between two
 */
public record SocketPace(Duration ping, Duration greeting, Duration close, Duration firstRetry, Duration lastRetry) {
    public static final SocketPace USUAL = new SocketPace(Duration.ofSeconds(20), Duration.ofSeconds(10),
            Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** The wait before attempt {@code failures + 1}: half of it fixed, half by chance, so that many do not crowd. */
    Duration retry(int failures, RandomGenerator chance) {
        var full = firstRetry.multipliedBy(1L << Math.min(failures, 16));
        var capped = full.compareTo(lastRetry) > 0 ? lastRetry : full;
        return Duration.ofNanos((long) (capped.toNanos() * (0.5 + chance.nextDouble() / 2)));
    }
}

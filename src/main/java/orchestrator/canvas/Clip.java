package orchestrator.canvas;

import java.time.Duration;
import java.util.Optional;

/**
 * What the header of a video says of it.
 *
 * @param width    pixels; 0 where it is not said
 * @param height   pixels; 0 where it is not said
 * @param complete whether the file is as long as its header says, and has its index
 */
record Clip(int width, int height, Optional<Duration> duration, boolean complete) {

    private static final double MAX_SECONDS = 1e7;
    private static final int MAX_SIDE = 100_000;

    static final Clip UNKNOWN = new Clip(0, 0, Optional.empty(), false);

    Clip withSize(double newWidth, double newHeight) {
        boolean plausible = newWidth >= 1 && newHeight >= 1 && newWidth <= MAX_SIDE && newHeight <= MAX_SIDE;
        return plausible ? new Clip((int) newWidth, (int) newHeight, duration, complete) : this;
    }

    Clip withSeconds(double seconds) {
        boolean plausible = seconds > 0 && seconds <= MAX_SECONDS;
        return plausible
                ? new Clip(width, height, Optional.of(Duration.ofMillis(Math.round(seconds * 1000))), complete)
                : this;
    }

    Clip asComplete(boolean is) {
        return new Clip(width, height, duration, is);
    }
}

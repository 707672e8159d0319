package orchestrator.crew;

import java.time.Duration;

/** How long somebody may still be silent. It is counted in what was listened to, never by the clock. */
final class Patience {

    private final Duration whole;
    private long left;

    Patience(Duration whole) {
        this.whole = whole;
        heard();
    }

    synchronized void heard() {
        left = whole.toNanos();
    }

    /** Whether it is over after that much more silence. */
    synchronized boolean pass(Duration silence) {
        left -= silence.toNanos();
        return left <= 0;
    }
}

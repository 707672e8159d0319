package orchestrator.remote;

import java.time.Duration;

/** Wakes one who waits. A ring while nobody waits is not lost. */
final class Bell {

    private boolean rung;

    synchronized void ring() {
        rung = true;
        notifyAll();
    }

    /** Waits for the next ring, at most so long. */
    synchronized void await(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toMillis(); !rung && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        rung = false;
    }
}

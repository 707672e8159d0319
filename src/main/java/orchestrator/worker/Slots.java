package orchestrator.worker;

/**
 * The places in one ComfyUI's own queue that are ours: one prompt running and one next, so that the GPU has no gap. The
 * next one is sent when the one before has begun, not earlier, so that the order stays ours for as long as possible.
 */
final class Slots {

    private static final int PLACES = 2;

    private final Runnable changed;
    private int inside;
    private int begun;

    /** @param changed called whenever a place may have become free */
    Slots(Runnable changed) {
        this.changed = changed;
    }

    /** One run's place, from the claim of its job until its prompt has left ComfyUI. */
    final class Slot {

        private boolean began;
        private boolean left;

        void begin() {
            synchronized (Slots.this) {
                if (began || left) {
                    return;
                }
                began = true;
                begun++;
            }
            changed.run();
        }

        void leave() {
            synchronized (Slots.this) {
                if (left) {
                    return;
                }
                left = true;
                inside--;
                begun -= began ? 1 : 0;
            }
            changed.run();
        }
    }

    synchronized boolean isFree() {
        return inside < PLACES && inside == begun;
    }

    synchronized Slot take() {
        inside++;
        return new Slot();
    }
}

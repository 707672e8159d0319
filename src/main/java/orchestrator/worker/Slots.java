package orchestrator.worker;

import orchestrator.queue.Lease;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The places in one ComfyUI's own queue that are ours: one prompt running and one next, so that the GPU has no gap. The
 * next one is sent when the one before has begun, not earlier, so that the order stays ours for as long as possible.
 */
final class Slots {

    private static final int PLACES = 2;

    private final Runnable changed;
    private final List<Slot> taken = new ArrayList<>();

    /** @param changed called whenever a place may have become free */
    Slots(Runnable changed) {
        this.changed = changed;
    }

    /** One run's place, from the claim of its job until its prompt has left ComfyUI. */
    final class Slot {

        private final Lease lease;
        private final boolean alone;
        private boolean began;

        private Slot(Lease lease, boolean alone) {
            this.lease = lease;
            this.alone = alone;
        }

        void begin() {
            synchronized (Slots.this) {
                if (began || !taken.contains(this)) {
                    return;
                }
                began = true;
            }
            changed.run();
        }

        void leave() {
            synchronized (Slots.this) {
                if (!taken.remove(this)) {
                    return;
                }
            }
            changed.run();
        }
    }

    synchronized boolean isFree() {
        return taken.size() < PLACES && taken.stream().allMatch(slot -> slot.began && !slot.alone);
    }

    synchronized boolean isEmpty() {
        return taken.isEmpty();
    }

    /** Whether a job has one of the places. */
    synchronized boolean has(String jobId) {
        return taken.stream().anyMatch(slot -> slot.lease.job().jobId().equals(jobId));
    }

    /** The run that waits inside ComfyUI for its turn. */
    synchronized Optional<Lease> next() {
        return taken.stream().filter(slot -> !slot.began).map(slot -> slot.lease).findFirst();
    }

    /** @param alone whether nothing else of ours may be inside meanwhile */
    synchronized Slot take(Lease lease, boolean alone) {
        Slot slot = new Slot(lease, alone);
        taken.add(slot);
        return slot;
    }
}

package orchestrator.worker;

import orchestrator.file.DurableFiles;
import orchestrator.queue.Lease;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;

/**
 * How the bytes of one result come in, over all tries. It is over when so little that is new has come for so long; what
 * a later try brings once more is not new. A trickle counts as nothing: a picture would take days.
 */
final class Arrival {

    private static final long TRICKLE = 1024;

    private final Duration patience;
    private final Lease lease;
    private long furthest;
    private long here;
    private long since = System.nanoTime();
    private Duration fruitless = Duration.ZERO;

    Arrival(Duration patience, Lease lease) {
        this.patience = patience;
        this.lease = lease;
    }

    /** A try is ended from our side. */
    static final class GivenUp extends IOException {

        private GivenUp(String why) {
            super(why);
        }
    }

    boolean isOver() {
        return fruitless.compareTo(patience) >= 0;
    }

    /** Where the bytes of the next try go. */
    WritableByteChannel into(DurableFiles.Draft draft) {
        here = 0;
        since = System.nanoTime();
        return new Channel(draft);
    }

    /** A try ended without the file, although ComfyUI answered. The next one comes after the pause. */
    void failed(Duration pause) throws InterruptedException {
        long took = System.nanoTime() - since;
        // One try alone proves nothing: a process that was itself asleep has heard no byte either.
        fruitless = fruitless.plusNanos(Math.min(took, patience.toNanos() / 2)).plus(pause);
        Thread.sleep(pause);
    }

    private void came(int bytes) throws GivenUp {
        here += bytes;
        if (here >= furthest + TRICKLE) {
            furthest = here;
            since = System.nanoTime();
            fruitless = Duration.ZERO;
        }
        if (!lease.holds()) {
            throw new GivenUp("it is no longer wanted");
        }
        if (fruitless.plusNanos(System.nanoTime() - since).compareTo(patience) >= 0) {
            throw new GivenUp("fewer than " + TRICKLE + " new bytes in " + patience.toSeconds() + " s");
        }
    }

    private final class Channel implements WritableByteChannel {

        private final DurableFiles.Draft draft;

        private Channel(DurableFiles.Draft draft) {
            this.draft = draft;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int length = bytes.remaining();
            draft.write(bytes);
            came(length);
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // The draft is closed by the one who opened it.
        }
    }
}

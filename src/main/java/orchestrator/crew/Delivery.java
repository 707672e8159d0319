package orchestrator.crew;

import orchestrator.file.DurableFiles;
import orchestrator.job.Output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** A result on its way from a worker. Nothing of it is left when this is closed, unless it was kept. */
public final class Delivery implements AutoCloseable {

    private final CrewRooms rooms;
    private final Loan loan;
    private final Output named;
    private final DurableFiles.Draft draft;
    private long size;

    Delivery(CrewRooms rooms, Loan loan, Output named) throws IOException {
        this.rooms = rooms;
        this.loan = loan;
        this.named = named;
        this.draft = rooms.files().draft();
    }

    /** @throws Declined.Stale the job is no longer the worker's */
    public void write(ByteBuffer bytes) throws IOException {
        size += bytes.remaining();
        draft.write(bytes);
        // A large one takes longer than the term, and each byte of it is a word of its worker.
        loan.patience().heard();
        mustHold();
    }

    /**
     * Looks at what came and attaches it to the job. It is on the device when this returns.
     *
     * @throws Declined.Damaged it is not what it was said to be
     * @throws Declined.Stale   the job is no longer the worker's; nothing was kept
     */
    public void keep() throws IOException {
        draft.force();
        if (!rooms.canvas().isWhole(draft.file(), named.file())) {
            throw new Declined.Damaged();
        }
        loan.step(() -> {
            mustHold();
            try {
                rooms.canvas().keep(draft, named.file());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            return loan.lease().named(Deliveries.with(loan.job(), named.fetched(size)));
        });
    }

    @Override
    public void close() throws IOException {
        draft.close();
    }

    private void mustHold() {
        if (!loan.lease().holds()) {
            throw new Declined.Stale();
        }
    }
}

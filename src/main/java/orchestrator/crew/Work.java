package orchestrator.crew;

import orchestrator.event.Progress;
import orchestrator.job.Crash;
import orchestrator.job.Job;
import orchestrator.job.JobState;
import orchestrator.queue.Lease;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a worker may do with the job it holds. Each call is a sign of life. */
public final class Work {

    private final CrewRooms rooms;
    private final Loan loan;
    private final Ends ends;

    Work(CrewRooms rooms, Loan loan, Ends ends) {
        this.rooms = rooms;
        this.loan = loan;
        this.ends = ends;
    }

    public Job job() {
        return loan.job();
    }

    /** Shown with every later call. */
    public String token() {
        return loan.holder().token();
    }

    /** What the user wants of the run. */
    public Lease.Wish wish() {
        return loan.lease().wish();
    }

    /** The results that are here, by their numbers. */
    public List<Integer> kept() {
        return Deliveries.kept(loan.job());
    }

    /** A graph is about to be sent; it may be when this returns and the wish is to go on. */
    public void sends(String promptId) {
        loan.step(() -> job().trail().holds(promptId) || loan.lease().send(loan.holder().engine(), promptId)
                .isPresent());
    }

    /** How far the run is. */
    public void progressed(Progress now) {
        loan.step(() -> {
            loan.lease().started();
            if (job().state() instanceof JobState.Running) {
                rooms.engines().progressed(job().jobId(), now);
            }
            return null;
        });
    }

    /** What it looks like. */
    public void previewed(byte[] image, String mime) {
        loan.step(() -> {
            if (job().state() instanceof JobState.Running) {
                rooms.engines().previewed(job().jobId(), image, mime);
            }
            return null;
        });
    }

    /**
     * The run is over, and the token with it.
     *
     * @param crashes when the worker's process died with the job in hand
     * @throws Declined.Incomplete not all of its results are here; the run goes on
     */
    public void ends(Outcome outcome, List<Crash> crashes) {
        ends.told(loan, outcome, crashes);
    }

    /**
     * A result is about to come in.
     *
     * @param n    from 0
     * @param mime its media type; what we do not know is kept as {@code bin}
     */
    public Delivery delivers(int n, String mime) throws IOException {
        return new Deliveries(rooms).begin(loan, n, mime);
    }

    /** A picture the job starts from. @throws Declined.NoPicture there is none of that name */
    public Path picture(String reference) {
        if (!job().request().params().pictures().containsValue(reference)) {
            throw new Declined.NoPicture();
        }
        return rooms.canvas().inputs().file(reference).orElseThrow(Declined.NoPicture::new);
    }
}

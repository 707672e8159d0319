package orchestrator.crew;

import orchestrator.job.Holder;
import orchestrator.job.Job;
import orchestrator.queue.Lease;

import java.time.Duration;
import java.util.function.Supplier;

/** A job that a worker process runs: our own lease of it, and the token that opens it. */
final class Loan {

    private final Lease lease;
    private final Holder holder;
    private final Patience patience;
    private boolean over;

    Loan(Lease lease, Holder holder, Duration term) {
        this.lease = lease;
        this.holder = holder;
        this.patience = new Patience(term);
    }

    Lease lease() {
        return lease;
    }

    Job job() {
        return lease.job();
    }

    Holder holder() {
        return holder;
    }

    Patience patience() {
        return patience;
    }

    /** Takes a step of the worker's, alone with the job. @throws Declined.Stale it was taken from the worker */
    synchronized <T> T step(Supplier<T> step) {
        if (over) {
            throw new Declined.Stale();
        }
        return step.get();
    }

    /** Takes the last step; when it fails there may be another. */
    synchronized void end(Runnable step) {
        if (!over) {
            step.run();
            over = true;
            lease.close();
        }
    }
}

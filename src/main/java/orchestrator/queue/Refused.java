package orchestrator.queue;

import orchestrator.job.Status;

/** What the caller asked for cannot be done, and asking again in the same way will not help. */
public abstract sealed class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private Refused(String message) {
        super(message, null, false, false);
    }

    /** There is no job of that id. */
    public static final class NoSuchJob extends Refused {

        private static final long serialVersionUID = 1;

        NoSuchJob() {
            super("There is no such job.");
        }
    }

    /** The job's state does not allow it. */
    public static final class WrongState extends Refused {

        private static final long serialVersionUID = 1;

        private final Status status;

        WrongState(Status status, String message) {
            super(message);
            this.status = status;
        }

        public Status status() {
            return status;
        }
    }

    /** Somebody changed the job since the caller looked. */
    public static final class Stale extends Refused {

        private static final long serialVersionUID = 1;

        private final long rev;

        Stale(long rev) {
            super("The job has changed since you read it; read it again.");
            this.rev = rev;
        }

        public long rev() {
            return rev;
        }
    }

    /** The same key came with another request before. */
    public static final class KeyReused extends Refused {

        private static final long serialVersionUID = 1;

        KeyReused() {
            super("This Idempotency-Key was used for another request; take a new one.");
        }
    }

    /** As many jobs wait as may. */
    public static final class QueueFull extends Refused {

        private static final long serialVersionUID = 1;

        QueueFull(int limit) {
            super("There are " + limit + " jobs waiting; let some finish first.");
        }
    }
}

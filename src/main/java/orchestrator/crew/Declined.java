package orchestrator.crew;

import java.util.List;

/** What a worker asked for cannot be. */
public abstract sealed class Declined extends RuntimeException {

    private static final long serialVersionUID = 1;

    private Declined(String message) {
        super(message, null, false, false);
    }

    /** Another worker drives that ComfyUI. */
    public static final class Taken extends Declined {

        private static final long serialVersionUID = 1;

        Taken(String other) {
            super("The worker " + other + " drives that ComfyUI already. End that one first.");
        }
    }

    /** The worker has not said which ComfyUI it drives. */
    public static final class Unannounced extends Declined {

        private static final long serialVersionUID = 1;

        Unannounced() {
            super("Announce the worker and what its ComfyUI offers first.");
        }
    }

    /** The worker has something to do, and another engine that could run the job has not. */
    public static final class Later extends Declined {

        private static final long serialVersionUID = 1;

        Later() {
            super("Another engine could run it at once. Ask again when yours has nothing to do.");
        }
    }

    /** The job is no longer the caller's. */
    public static final class Stale extends Declined {

        private static final long serialVersionUID = 1;

        Stale() {
            super("This token is no longer good: the job was taken from its worker. Drop it.");
        }
    }

    /** No graph was said to be sent, so there can be no result. */
    public static final class Unsent extends Declined {

        private static final long serialVersionUID = 1;

        Unsent() {
            super("Tell the promptId first.");
        }
    }

    /** The results told of are not all here. */
    public static final class Incomplete extends Declined {

        private static final long serialVersionUID = 1;

        private final transient List<Integer> kept;

        Incomplete(List<Integer> kept) {
            super("Not every output is here. Send those that are missing.");
            this.kept = kept;
        }

        /** Those that are here, by their numbers. */
        public List<Integer> kept() {
            return kept;
        }
    }

    /** A result is not what it was said to be. */
    public static final class Damaged extends Declined {

        private static final long serialVersionUID = 1;

        Damaged() {
            super("The output is damaged, cut short, or of another type than told. Send it again.");
        }
    }

    /** There is no such picture among those that the job starts from. */
    public static final class NoPicture extends Declined {

        private static final long serialVersionUID = 1;

        NoPicture() {
            super("The job starts from no such picture, or it is gone.");
        }
    }
}

package orchestrator.canvas;

/** Why a file cannot be what a job starts from. */
public final class Unusable extends Exception {

    private static final long serialVersionUID = 1;

    private final Fault fault;

    /** The kinds of trouble. */
    public enum Fault {
        /** There is no such file. */
        MISSING,
        /** It is neither PNG nor JPEG nor WebP, or holds something else behind its picture. */
        FOREIGN,
        /** It is one of these, but cut short, or broken in its structure. */
        DAMAGED,
        /** Over {@link StillPicture#MAX_SIDE} or {@link StillPicture#MAX_PIXELS}. */
        TOO_LARGE,
        /** It holds more than one picture: ComfyUI would make a batch of them. */
        ANIMATED
    }

    Unusable(Fault fault) {
        // No stack: this is a verdict about a file, not a fault of ours.
        super(fault.name(), null, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}

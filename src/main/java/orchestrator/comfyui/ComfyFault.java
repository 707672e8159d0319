package orchestrator.comfyui;

/** Something answered, but not as a ComfyUI does on this call: a status of 400 and up, HTML, broken or huge JSON. */
public final class ComfyFault extends ComfyException {
    private final int status;

    ComfyFault(int status, String message) {
        super(message, null);
        this.status = status;
    }

    /** The HTTP status, 200 too when the body made no sense. */
    public int status() {
        return status;
    }
}

package orchestrator.comfyui;

/** ComfyUI gave no whole answer: it is down, busy starting, cut off or too slow. Worth another try later. */
public final class ComfyUnreachable extends ComfyException {
    private final transient Trouble trouble;

    ComfyUnreachable(Trouble trouble, Throwable cause) {
        super(trouble.kind() + ": " + trouble.detail(), cause);
        this.trouble = trouble;
    }

    public Trouble trouble() {
        return trouble;
    }
}

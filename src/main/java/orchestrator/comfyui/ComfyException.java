package orchestrator.comfyui;

/** A call to ComfyUI brought no usable answer. */
public abstract sealed class ComfyException extends RuntimeException permits ComfyUnreachable, ComfyFault {
    ComfyException(String message, Throwable cause) {
        super(message, cause);
    }
}

package orchestrator.comfyui;

import java.util.List;

/** What became of a prompt that was sent to ComfyUI. */
public sealed interface Submission {
    /**
     * In ComfyUI's queue.
     *
     * @param promptId
     *            the id the server uses; one that ignores ours answers with its own
     * @param number
     *            place in its queue, smaller runs first; starts at 0 with each start of the server
     */
    record Accepted(String promptId, double number) implements Submission {}

    /** In ComfyUI's queue, but without the outputs that have these problems: to be withdrawn by the caller. */
    record AcceptedInPart(String promptId, List<NodeProblem> problems) implements Submission {}

    /**
     * ComfyUI will not run this graph, now or later (400).
     *
     * @param type
     *            ComfyUI's code for the whole, such as {@code prompt_outputs_failed_validation}
     */
    record Refused(String type, String message, String details, List<NodeProblem> problems) implements Submission {}

    /** Surely not received. */
    record Unreachable(Trouble trouble) implements Submission {}

    /**
     * Perhaps received: look the prompt up before it is sent again.
     *
     * @param serverFault
     *            true for an answer of 500 and up, false for a time-out or a cut
     */
    record Unknown(String detail, boolean serverFault) implements Submission {}

    /** Not received, because the other side is not, or not openly, a ComfyUI: something for the owner to mend. */
    record Misconfigured(int status, Hint hint, String detail) implements Submission {}

    enum Hint {
        /** 401, 403: a login, or a proxy that passes an Origin on. */
        LOGIN,
        /** 404, 405, a redirect or an HTML page: not the address of a ComfyUI. */
        ADDRESS,
        /** 413: the graph is larger than the server or a proxy admits. */
        TOO_LARGE,
        /** Any other answer that a ComfyUI does not give. */
        ANSWER
    }
}

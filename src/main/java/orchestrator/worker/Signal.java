package orchestrator.worker;

import orchestrator.comfyui.ComfyMessage;

/** What wakes the thread of a run. */
sealed interface Signal {

    /** The engine told something about this run's prompt. */
    record Told(ComfyMessage message) implements Signal {}

    /** The user wants something else of the run. */
    record Wished() implements Signal {}

    /** The socket was lost or is there again: what it would have told is to be asked for. */
    record Reconnected() implements Signal {}
}

package orchestrator.worker;

import orchestrator.comfyui.HistoryEntry;

/** How a sending ended, as far as ComfyUI is concerned. */
sealed interface Ending {

    /** ComfyUI finished it, well or badly. */
    record Finished(HistoryEntry entry) implements Ending {}

    /**
     * ComfyUI no longer knows it and did not finish it.
     *
     * @param ran     whether it had begun
     * @param arrived whether ComfyUI is known to have had it
     */
    record Lost(boolean ran, boolean arrived) implements Ending {}

    /** It ran and gave no sign of life for too long; ComfyUI no longer has it. */
    record Stalled() implements Ending {}

    /** An earlier sending of the same job, given up before, was found ahead of it. */
    record Overtaken(String promptId) implements Ending {}

    /** It was taken out of ComfyUI's queue before it began. */
    record Withdrawn() implements Ending {}

    /** The user's stop has been carried out. {@code arrived} tells whether ComfyUI is known to have had it. */
    record Stopped(boolean arrived) implements Ending {}
}

package orchestrator.worker;

import orchestrator.comfyui.HistoryEntry;

/** How a sending ended, as far as ComfyUI is concerned. */
sealed interface Ending {

    /** ComfyUI finished it, well or badly. */
    record Finished(HistoryEntry entry) implements Ending {}

    /** ComfyUI no longer knows it and did not finish it. {@code ran} tells whether it had begun. */
    record Lost(boolean ran) implements Ending {}

    /** It was taken out of ComfyUI's queue before it began, as the user wished. */
    record Withdrawn() implements Ending {}

    /** The user's stop has been carried out. */
    record Stopped() implements Ending {}
}

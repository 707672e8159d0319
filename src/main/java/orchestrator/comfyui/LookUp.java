package orchestrator.comfyui;

import java.util.Optional;

/** Where a prompt is at this moment, from history, queue, and history again (protocol 2.5). */
public sealed interface LookUp {
    record Finished(HistoryEntry entry) implements LookUp {}

    record Running() implements LookUp {}

    /**
     * @param ahead
     *            how many pending prompts run before it; the running one is not counted
     * @param behind
     *            the one that runs; empty when none does
     */
    record Pending(int ahead, Optional<String> behind) implements LookUp {}

    /** Neither in history nor in the queue. Lost only when it is absent again at least 5 s later. */
    record Absent() implements LookUp {}
}

package orchestrator.demo;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one ComfyUI process holds in memory, lost when it is restarted.
 *
 * @param loaded the model files that need no loading any more
 */
record Memory(History history, PromptQueue queue, NodeCache cache, Running running, Set<String> loaded) {

    /** @param sockets hear how long the queue is */
    static Memory empty(Sockets sockets) {
        History history = new History();
        return new Memory(history,
                new PromptQueue(history, remaining -> sockets.broadcast("status", Telling.status(remaining))),
                new NodeCache(), new Running(),
                ConcurrentHashMap.newKeySet());
    }

    /** The prompt that runs, as others need to know it. */
    static final class Running {
        private Optional<String> client = Optional.empty();
        private Optional<String> node = Optional.empty();
        private boolean busy;
        private boolean interrupted;
        private boolean freeing;

        /** The flag is global, and cleared only here: an interrupt that comes earlier is lost. */
        synchronized void begin(Optional<String> clientId) {
            client = clientId;
            node = Optional.empty();
            interrupted = false;
            busy = true;
        }

        synchronized void end() {
            client = Optional.empty();
            node = Optional.empty();
            busy = false;
        }

        synchronized void at(String id) {
            node = Optional.of(id);
        }

        synchronized void interrupt() {
            interrupted = true;
        }

        synchronized boolean isInterrupted() {
            return interrupted;
        }

        /** The flag, lowered by looking at it. */
        synchronized boolean takeInterrupt() {
            boolean was = interrupted;
            interrupted = false;
            return was;
        }

        /** The node that runs for that client. */
        synchronized Optional<String> nodeOf(String clientId) {
            return client.filter(clientId::equals).flatMap(id -> node);
        }

        /** @return whether it can be done at once */
        synchronized boolean free() {
            freeing = busy;
            return !busy;
        }

        synchronized boolean takeFree() {
            boolean was = freeing;
            freeing = false;
            return was;
        }
    }
}

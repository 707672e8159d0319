package orchestrator.demo;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What reached the demo and what became of it, in order; a test asks it, or waits for it, instead of sleeping. */
public final class DemoLog {
    private static final Duration HANG_GUARD = Duration.ofSeconds(30);

    /** Something that happened. */
    public sealed interface Entry {}

    /**
     * A {@code POST /prompt} with a graph.
     *
     * @param number the place in the order, NaN when it was refused
     * @param status the HTTP status that was meant for it, also when the answer never left
     * @param body   the whole body, as JSON text
     */
    public record PromptPosted(String promptId, double number, int status, Optional<String> clientId, String body)
            implements
                Entry {
        /** Whether it went into the queue. */
        public boolean accepted() {
            return !Double.isNaN(number);
        }

        /** The value of an input of a node of that class, as text; empty when there is none. */
        public Optional<String> input(String classType, String name) {
            return Json.read(body).path("prompt").values().stream()
                    .filter(node -> node.path("class_type").asString("").equals(classType))
                    .map(node -> node.path("inputs").path(name)).filter(JsonNode::isValueNode).map(JsonNode::asString)
                    .findFirst();
        }
    }

    /** A prompt began to run. */
    public record PromptStarted(String promptId) implements Entry {}

    /** A prompt is in the history. @param outcome {@code success}, {@code error} or {@code interrupted} */
    public record PromptEnded(String promptId, String outcome) implements Entry {}

    /** {@code POST /interrupt}. @param promptId absent when it was meant for whatever runs */
    public record InterruptPosted(Optional<String> promptId) implements Entry {}

    /** {@code POST /queue} with {@code delete}. */
    public record QueueDeleted(List<String> promptIds) implements Entry {}

    /** {@code POST /queue} with {@code clear}. */
    public record QueueCleared() implements Entry {}

    /** {@code POST /free}. */
    public record FreePosted(boolean unloadModels, boolean freeMemory) implements Entry {}

    /** {@code GET /view}. */
    public record FileViewed(String type, String subfolder, String filename) implements Entry {}

    /** {@code GET /object_info} for all classes. */
    public record CatalogueAsked() implements Entry {}

    /** {@code POST /upload/image}. @param name the name it was given */
    public record FileUploaded(String type, String subfolder, String name) implements Entry {}

    /** A socket was opened under this client id. */
    public record SocketOpened(String clientId) implements Entry {}

    /** A socket of this client id is gone. */
    public record SocketClosed(String clientId) implements Entry {}

    /** A scripted hold was reached. @param point a step number or the name of a point */
    public record Held(String promptId, String point) implements Entry {}

    private final List<Entry> entries = new ArrayList<>();

    DemoLog() {
    }

    synchronized void add(Entry entry) {
        entries.add(entry);
        notifyAll();
    }

    /** Everything so far, oldest first. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Everything of one kind so far, oldest first. */
    public synchronized <E extends Entry> List<E> all(Class<E> kind) {
        return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Waits until the n-th (from 1) prompt was posted. */
    public PromptPosted awaitPrompt(int n) {
        return awaitNth(PromptPosted.class, n);
    }

    /** Waits until that prompt runs. */
    public PromptStarted awaitRunning(String promptId) {
        return await(PromptStarted.class, started -> started.promptId().equals(promptId));
    }

    /** Waits until that prompt is in the history. */
    public PromptEnded awaitEnded(String promptId) {
        return await(PromptEnded.class, ended -> ended.promptId().equals(promptId));
    }

    /** Waits until a prompt stands at a hold. */
    public Held awaitHeld(String promptId) {
        return await(Held.class, held -> held.promptId().equals(promptId));
    }

    /** Waits until the n-th (from 1) entry of a kind is there. */
    public <E extends Entry> E awaitNth(Class<E> kind, int n) {
        return waitFor(kind, entry -> true, n);
    }

    /** Waits for the first entry of a kind that fits, past ones included. */
    public <E extends Entry> E await(Class<E> kind, Predicate<E> fits) {
        return waitFor(kind, fits, 1);
    }

    private synchronized <E extends Entry> E waitFor(Class<E> kind, Predicate<E> fits, int n) {
        long deadline = System.nanoTime() + HANG_GUARD.toNanos();
        while (true) {
            Optional<E> found = entries.stream().filter(kind::isInstance).map(kind::cast).filter(fits).skip(n - 1L)
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException("No " + kind.getSimpleName() + " number " + n + " within "
                        + HANG_GUARD.toSeconds() + " s; seen: " + entries);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a " + kind.getSimpleName(), e);
            }
        }
    }
}

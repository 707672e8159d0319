package orchestrator.demo;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * What waits and what runs. Ends up in {@link History} in one step, under one lock, as in ComfyUI; the same lock keeps
 * what is told of the queue's length in step with what happens to it.
 */
final class PromptQueue {
    private record Waiting(QueuedPrompt prompt, double number, long arrival) {}

    private final PriorityQueue<Waiting> pending = new PriorityQueue<>(
            Comparator.comparingDouble(Waiting::number).thenComparingLong(Waiting::arrival));
    private final List<QueuedPrompt> running = new ArrayList<>();
    private final History history;
    private final IntConsumer told;
    private long arrivals;
    private long counter;

    /** @param told hears how many wait and run, after each change */
    PromptQueue(History history, IntConsumer told) {
        this.history = history;
        this.told = told;
    }

    /** The number of the next prompt: its own if it brings one, else the counter, negative when it wants the front. */
    synchronized JsonNode nextNumber(Optional<Double> own, boolean front) {
        if (own.isPresent()) {
            return Json.object().put("n", own.get()).get("n");
        }
        long number = front ? -counter : counter;
        counter++;
        return Json.object().put("n", number).get("n");
    }

    synchronized void put(QueuedPrompt prompt) {
        pending.add(new Waiting(prompt, prompt.number().doubleValue(), arrivals++));
        told.accept(remaining());
        notifyAll();
    }

    /** Waits for a prompt and makes it the running one. */
    synchronized QueuedPrompt take() throws InterruptedException {
        while (pending.isEmpty()) {
            wait();
        }
        QueuedPrompt next = pending.remove().prompt();
        running.add(next);
        told.accept(remaining());
        return next;
    }

    /** Moves the running prompt to the history; a scripted fault leaves out the entry. */
    synchronized void done(QueuedPrompt prompt, Optional<History.Entry> entry) {
        running.remove(prompt);
        entry.ifPresent(history::put);
        told.accept(remaining());
    }

    /** Unknown ids and the running prompt are passed over, and nothing is told if nothing was dropped. */
    synchronized void delete(Set<String> ids) {
        List<Waiting> seen = new ArrayList<>();
        // One entry for each id: of a prompt sent twice the second one stays.
        ids.forEach(id -> pending.stream().filter(w -> w.prompt().id().equals(id)).min(pending.comparator())
                .ifPresent(seen::add));
        if (pending.removeAll(seen)) {
            told.accept(remaining());
        }
    }

    synchronized void clear() {
        pending.clear();
        told.accept(remaining());
    }

    synchronized int remaining() {
        return pending.size() + running.size();
    }

    synchronized boolean isRunning(String id) {
        return running.stream().anyMatch(prompt -> prompt.id().equals(id));
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(List.copyOf(running), pending.stream().map(Waiting::prompt).toList());
    }

    /** @param pending in heap order, which is not the running order */
    record Snapshot(List<QueuedPrompt> running, List<QueuedPrompt> pending) {}
}

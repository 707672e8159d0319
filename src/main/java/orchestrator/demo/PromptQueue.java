package orchestrator.demo;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/** What waits and what runs. Ends up in {@link History} in one step, under one lock, as in ComfyUI. */
final class PromptQueue {
    private record Waiting(QueuedPrompt prompt, double number, long arrival) {}

    private final PriorityQueue<Waiting> pending = new PriorityQueue<>(
            Comparator.comparingDouble(Waiting::number).thenComparingLong(Waiting::arrival));
    private final List<QueuedPrompt> running = new ArrayList<>();
    private final History history;
    private long arrivals;
    private long counter;

    PromptQueue(History history) {
        this.history = history;
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
        notifyAll();
    }

    /** Waits for a prompt and makes it the running one. */
    synchronized QueuedPrompt take() throws InterruptedException {
        while (pending.isEmpty()) {
            wait();
        }
        QueuedPrompt next = pending.remove().prompt();
        running.add(next);
        return next;
    }

    /** Moves the running prompt to the history; a scripted fault leaves out the entry. */
    synchronized void done(QueuedPrompt prompt, Optional<History.Entry> entry) {
        running.remove(prompt);
        entry.ifPresent(history::put);
    }

    /** @return how many were dropped; unknown ids and the running prompt are passed over */
    synchronized int delete(Set<String> ids) {
        int before = pending.size();
        List<Waiting> seen = new ArrayList<>();
        // One entry for each id: of a prompt sent twice the second one stays.
        ids.forEach(id -> pending.stream().filter(w -> w.prompt().id().equals(id)).min(pending.comparator())
                .ifPresent(seen::add));
        pending.removeAll(seen);
        return before - pending.size();
    }

    synchronized void clear() {
        pending.clear();
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

package orchestrator.worker;

import orchestrator.comfyui.ComfyException;
import orchestrator.comfyui.ComfyMessage;
import orchestrator.comfyui.LookUp;
import orchestrator.job.JobState;
import orchestrator.queue.Lease;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Follows one prompt inside ComfyUI to its end. What the socket tells is a hint to look; history and queue are the
 * truth.
 */
final class PromptWatch {

    /** What the run does while its prompt is inside. */
    interface Follower {

        /** The prompt was seen, or is still to be seen, alive. */
        void alive(boolean running);

        void told(ComfyMessage message);

        /** ComfyUI cannot be asked just now. */
        void unreachable(ComfyException why);
    }

    private final ComfyLink link;
    private final String promptId;
    private final Lease lease;
    private final Pace pace;
    private final Follower follower;
    private final BlockingQueue<Signal> signals;
    private boolean running;
    private long lookedAt = System.nanoTime();
    private long toldAt = System.nanoTime();
    private Optional<Long> absentSince = Optional.empty();
    private boolean surelyArrived;

    PromptWatch(ComfyLink link, String promptId, Lease lease, Pace pace, Follower follower) {
        this.link = link;
        this.promptId = promptId;
        this.lease = lease;
        this.pace = pace;
        this.follower = follower;
        this.running = lease.job().state() instanceof JobState.Running;
        this.signals = link.listen(promptId);
        lease.onWish(() -> signals.add(new Signal.Wished()));
    }

    /** ComfyUI has confirmed that it took the prompt, so its absence means that it is gone. */
    PromptWatch arrived() {
        surelyArrived = true;
        return this;
    }

    /** Follows a prompt that ComfyUI has, or may have. */
    Ending follow() throws InterruptedException {
        boolean look = false;
        while (true) {
            if (lease.wish() == Lease.Wish.STOP) {
                return stop();
            }
            if (lease.wish() == Lease.Wish.GIVE_BACK && !running) {
                Optional<Ending> withdrawn = withdraw();
                if (withdrawn.isPresent()) {
                    return withdrawn.get();
                }
            }
            if (look || since(lookedAt).compareTo(pace.poll()) >= 0) {
                Optional<Ending> ending = look();
                if (ending.isPresent()) {
                    return ending.get();
                }
            }
            look = listen(absentSince.isPresent() ? pace.absent() : pace.poll());
        }
    }

    // Whether what was heard deserves a look at the truth.
    private boolean listen(Duration atMost) throws InterruptedException {
        Signal signal = signals.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (signal == null) {
            if (running && since(toldAt).compareTo(pace.silence()) >= 0) {
                toldAt = System.nanoTime();
                link.socket().reconnect();
            }
            return true;
        }
        return switch (signal) {
            case Signal.Wished() -> false;
            case Signal.Reconnected() -> true;
            case Signal.Told(ComfyMessage message) -> {
                toldAt = System.nanoTime();
                yield hear(message);
            }
        };
    }

    private boolean hear(ComfyMessage message) {
        if (message instanceof ComfyMessage.ExecutionStart || message instanceof ComfyMessage.Executing
                || message instanceof ComfyMessage.ProgressState) {
            seen(true);
        }
        follower.told(message);
        // The history is written after "success" but before this one.
        return message instanceof ComfyMessage.Executing executing && executing.isEnd()
                || message instanceof ComfyMessage.ExecutionError error && !error.blocked()
                || message instanceof ComfyMessage.ExecutionInterrupted;
    }

    private Optional<Ending> look() {
        lookedAt = System.nanoTime();
        try {
            return switch (link.client().lookUp(promptId)) {
                case LookUp.Finished(var entry) -> Optional.of(new Ending.Finished(entry));
                case LookUp.Running() -> seen(true);
                case LookUp.Pending(int _) -> seen(false);
                case LookUp.Absent() -> absent();
            };
        } catch (ComfyException why) {
            // Silence is no proof of absence: both looks have to be answered.
            follower.unreachable(why);
            return Optional.empty();
        }
    }

    private Optional<Ending> seen(boolean nowRunning) {
        absentSince = Optional.empty();
        running |= nowRunning;
        follower.alive(running);
        return Optional.empty();
    }

    private Optional<Ending> absent() {
        if (absentSince.isPresent() && since(absentSince.get()).compareTo(pace.absent()) >= 0) {
            return Optional.of(new Ending.Lost(running));
        }
        absentSince = Optional.of(absentSince.orElse(lookedAt));
        return Optional.empty();
    }

    private Optional<Ending> withdraw() {
        try {
            link.client().deletePending(java.util.List.of(promptId));
            return switch (link.client().lookUp(promptId)) {
                // A request that was cut off may still land.
                case LookUp.Absent() -> surelyArrived ? Optional.of(new Ending.Withdrawn()) : absent();
                case LookUp.Finished(var entry) -> Optional.of(new Ending.Finished(entry));
                case LookUp.Running() -> seen(true);
                case LookUp.Pending(int _) -> seen(false);
            };
        } catch (ComfyException why) {
            follower.unreachable(why);
            return Optional.empty();
        }
    }

    /** Ends the prompt, asking again until ComfyUI no longer has it. */
    Ending stop() throws InterruptedException {
        while (true) {
            Duration pause = pace.stop();
            try {
                link.client().cancel(promptId);
                LookUp where = link.client().lookUp(promptId);
                if (where instanceof LookUp.Finished || where instanceof LookUp.Absent && surelyArrived) {
                    return new Ending.Stopped();
                }
                if (where instanceof LookUp.Absent) {
                    // A request that was cut off may still land.
                    surelyArrived = true;
                    pause = pace.absent();
                }
            } catch (ComfyException why) {
                follower.unreachable(why);
            }
            awaitEnd(pause);
        }
    }

    private void awaitEnd(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); left > 0; left = until - System.nanoTime()) {
            Signal signal = signals.poll(left, TimeUnit.NANOSECONDS);
            if (signal instanceof Signal.Told(ComfyMessage.Executing executing) && executing.isEnd()) {
                return;
            }
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}

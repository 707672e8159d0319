package orchestrator.worker;

import orchestrator.comfyui.ComfyException;
import orchestrator.comfyui.ComfyMessage;
import orchestrator.comfyui.HistoryEntry;
import orchestrator.comfyui.LookUp;
import orchestrator.comfyui.OutputFile;
import orchestrator.job.JobState;
import orchestrator.queue.Lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

        /** The prompt runs. */
        void running();

        /** The prompt waits inside, behind the one that runs there. */
        void pending(Optional<String> behind);

        void told(ComfyMessage message);

        /** ComfyUI cannot be asked just now. */
        void unreachable(ComfyException why);

        /** How long the node that runs may give no sign of life. */
        Duration patience();

        /** It gave none for so long. */
        void silent(String promptId);
    }

    private final ComfyLink link;
    private final String promptId;
    private final Lease lease;
    private final Pace pace;
    private final Follower follower;
    private final BlockingQueue<Signal> signals;
    private final List<OutputFile> files = new ArrayList<>();
    private boolean running;
    private boolean succeeded;
    private boolean stalled;
    private boolean idle;
    private boolean surelyArrived;
    private long lookedAt = System.nanoTime();
    private long toldAt = System.nanoTime();
    /** Silence we have listened to: a process that was itself asleep has heard none. */
    private Duration silence = Duration.ZERO;
    private Optional<Long> absentSince = Optional.empty();

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
        // Of one that was left behind, or whose sending was cut off, nobody knows where it is.
        boolean look = !surelyArrived;
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
        return switch (signal) {
            case null -> {
                // Only an open socket could have told.
                silence = link.socket().connected() ? silence.plus(atMost) : silence;
                if (running && since(toldAt).compareTo(pace.silence()) >= 0) {
                    toldAt = System.nanoTime();
                    link.socket().reconnect();
                }
                yield true;
            }
            case Signal.Wished() -> false;
            case Signal.Reconnected() -> true;
            case Signal.Told(ComfyMessage message) -> {
                toldAt = System.nanoTime();
                silence = Duration.ZERO;
                yield hear(message);
            }
        };
    }

    private boolean hear(ComfyMessage message) {
        if (message instanceof ComfyMessage.ExecutionStart || message instanceof ComfyMessage.Executing
                || message instanceof ComfyMessage.ProgressState) {
            seenRunning();
        }
        if (message instanceof ComfyMessage.Executed executed) {
            files.addAll(executed.files());
        }
        succeeded |= message instanceof ComfyMessage.ExecutionSuccess;
        follower.told(message);
        // The history is written after "success" but before this one.
        return message instanceof ComfyMessage.Executing executing && executing.isEnd()
                || message instanceof ComfyMessage.ExecutionError error && !error.blocked()
                || message instanceof ComfyMessage.ExecutionInterrupted;
    }

    private Optional<Ending> look() {
        lookedAt = System.nanoTime();
        try {
            Optional<Ending> ending = judge(link.client().lookUp(promptId));
            if (ending.isPresent()) {
                return ending;
            }
            return (running || idle) && silence.compareTo(follower.patience()) >= 0 ? stall() : strays();
        } catch (ComfyException why) {
            // Silence is no proof of absence: both looks have to be answered.
            follower.unreachable(why);
            return Optional.empty();
        }
    }

    // A running one is interrupted, and may be deaf to that; one that waits behind nothing is taken out.
    private Optional<Ending> stall() {
        follower.silent(promptId);
        if (!running) {
            return withdraw();
        }
        stalled = true;
        link.cancel(promptId);
        return Optional.empty();
    }

    private Optional<Ending> judge(LookUp where) {
        idle = where instanceof LookUp.Pending(int _, var ahead) && ahead.isEmpty();
        return switch (where) {
            case LookUp.Finished(var entry) -> Optional.of(finished(entry));
            case LookUp.Running() -> seenRunning();
            case LookUp.Pending(int _, var behind) -> {
                absentSince = Optional.empty();
                surelyArrived = true;
                // Nobody expects a word of it while another one runs.
                silence = idle ? silence : Duration.ZERO;
                follower.pending(behind);
                yield Optional.empty();
            }
            case LookUp.Absent() -> absent();
        };
    }

    private Ending finished(HistoryEntry entry) {
        return stalled && entry.outcome() == HistoryEntry.Outcome.INTERRUPTED
                ? new Ending.Stalled()
                : new Ending.Finished(entry);
    }

    private Optional<Ending> seenRunning() {
        absentSince = Optional.empty();
        surelyArrived = true;
        running = true;
        follower.running();
        return Optional.empty();
    }

    private Optional<Ending> absent() {
        if (absentSince.isEmpty() || since(absentSince.get()).compareTo(pace.absent()) < 0) {
            absentSince = Optional.of(absentSince.orElse(lookedAt));
            return Optional.empty();
        }
        if (succeeded && !files.isEmpty()) {
            // Somebody cleared the history; what it would have said was told before.
            return Optional.of(new Ending.Finished(HistoryEntry.succeeded(promptId, List.copyOf(files))));
        }
        return Optional.of(stalled ? new Ending.Stalled() : new Ending.Lost(running, running || surelyArrived));
    }

    // A sending given up before may turn up after all. If this one has not begun, the earlier one is as good.
    private Optional<Ending> strays() {
        for (String stray : link.strays().of(lease.job().jobId())) {
            boolean asGood = !running && link.strays().isFor(stray, lease.job());
            switch (link.client().lookUp(stray)) {
                case LookUp.Absent() -> {}
                case LookUp.Running() when asGood -> {
                    return Optional.of(new Ending.Overtaken(stray));
                }
                case LookUp.Pending _,LookUp.Running() -> link.cancel(stray);
                case LookUp.Finished(var entry) when asGood
                        && entry.outcome() == HistoryEntry.Outcome.SUCCEEDED -> {
                    return Optional.of(new Ending.Overtaken(stray));
                }
                case LookUp.Finished _ -> link.strays().remove(stray);
            }
        }
        return Optional.empty();
    }

    private Optional<Ending> withdraw() {
        try {
            link.client().deletePending(List.of(promptId));
            LookUp where = link.client().lookUp(promptId);
            // A request that was cut off may still land.
            return where instanceof LookUp.Absent && surelyArrived
                    ? Optional.of(new Ending.Withdrawn())
                    : judge(where);
        } catch (ComfyException why) {
            follower.unreachable(why);
            return Optional.empty();
        }
    }

    /** Ends the prompt, asking again until ComfyUI no longer has it. */
    Ending stop() throws InterruptedException {
        boolean lookedTwice = surelyArrived;
        while (true) {
            Duration pause = pace.stop();
            try {
                link.cancel(promptId);
                LookUp where = link.client().lookUp(promptId);
                if (where instanceof LookUp.Finished || where instanceof LookUp.Absent && lookedTwice) {
                    return new Ending.Stopped(surelyArrived || where instanceof LookUp.Finished);
                }
                if (where instanceof LookUp.Absent) {
                    // A request that was cut off may still land.
                    lookedTwice = true;
                    pause = pace.absent();
                } else {
                    surelyArrived = true;
                    lookedTwice = true;
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

package orchestrator.remote;

import orchestrator.job.Job;
import orchestrator.job.JobState;
import orchestrator.job.Output;
import orchestrator.queue.Refused;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One borrowed job, from its claim until the server has what became of it, on one thread. */
final class Errand {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final Duration AGAIN = Duration.ofMillis(500);
    /** Shorter than a lease. */
    private static final Duration FULL = Duration.ofSeconds(10);

    private final RemoteRooms rooms;
    private final LeaseCalls calls;
    private final Bell bell = new Bell();
    private final Telling telling;
    private final Delivering delivering;
    /** The server has taken the job from us. */
    private volatile boolean lost;
    /** The server wants it stopped, or back. */
    private volatile boolean unwanted;
    private boolean away;

    Errand(RemoteRooms rooms, LeaseCalls calls) {
        this.rooms = rooms;
        this.calls = calls;
        this.telling = new Telling(rooms.engines(), calls);
        this.delivering = new Delivering(rooms, calls);
    }

    String jobId() {
        return calls.claim().jobId();
    }

    /** Something happened to the job here. */
    void ring() {
        bell.ring();
    }

    /** The server may want something else of the job. */
    void hurry() {
        telling.hurry();
        bell.ring();
    }

    /** Whether a graph may be sent under that id. Waits for the server's word. */
    boolean maySend(String promptId) throws InterruptedException {
        while (!lost && !unwanted) {
            try {
                hear(calls.tell("promptId", promptId));
                return !lost && !unwanted;
            } catch (IOException notNow) {
                awaits(notNow);
            }
        }
        return false;
    }

    /** Until the job is off our hands, or this thread is interrupted. */
    void run() throws InterruptedException {
        while (true) {
            try {
                Optional<Job> job = job();
                if (job.isEmpty() ? isForgotten() : isOver(job.get())) {
                    calls.forget();
                    return;
                }
                away = false;
            } catch (IOException notNow) {
                awaits(notNow);
            } catch (UncheckedIOException disk) {
                awaits(disk.getCause());
            }
        }
    }

    private boolean isOver(Job job) throws IOException, InterruptedException {
        if (lost && job.state() instanceof JobState.Open) {
            cancel();
            return false;
        }
        switch (Standing.of(job, calls.claim(), unwanted || lost, rooms.time().instant())) {
            case Standing.Open _ -> bell.await(telling.keepUp(job, this::hear));
            case Standing.Done(List<Output> outputs) -> {
                return lost || unwanted ? stopped(job) : delivered(job, outputs);
            }
            case Standing.Over(Map<String, Object> outcome) -> {
                if (!lost) {
                    calls.tell("outcome", outcome);
                }
                return remove(job);
            }
            case Standing.Stopping _ -> bell.await(lost ? AGAIN : telling.keepUp(job, this::hear));
            case Standing.Stopped _ -> {
                return stopped(job);
            }
        }
        return false;
    }

    private boolean stopped(Job job) throws IOException, InterruptedException {
        if (!lost) {
            calls.tell("outcome", Map.of("status", "stopped"));
        }
        return remove(job);
    }

    private boolean delivered(Job job, List<Output> outputs) throws IOException, InterruptedException {
        switch (delivering.of(job, outputs)) {
            case DELIVERED -> {
                return remove(job);
            }
            case UNWANTED -> {
                unwanted = true;
                return false;
            }
            case LOST -> {
                LOG.warn("{}: the server no longer wants what became of it", jobId());
                lost = true;
                return false;
            }
            case NOT_YET -> bell.await(AGAIN);
        }
        return false;
    }

    private void hear(Reply reply) {
        if (reply.lost()) {
            LOG.warn("{}: it was taken from us, and is dropped", jobId());
            lost = true;
        } else if (reply.wish().equals("stop")) {
            unwanted = true;
            cancel();
        } else if (reply.wish().equals("give-back")) {
            rooms.queue().claims().recall(jobId());
            if (job().filter(job -> job.rev() == Standing.FRESH).isPresent()) {
                unwanted = true;
                cancel();
            }
        }
        bell.ring();
    }

    private Optional<Job> job() {
        try {
            return Optional.of(rooms.queue().jobs().get(jobId()));
        } catch (Refused.NoSuchJob none) {
            return Optional.empty();
        }
    }

    private void cancel() {
        try {
            rooms.queue().jobs().cancel(jobId());
        } catch (Refused ended) {
            LOG.debug("{} has ended", jobId(), ended);
        }
    }

    // Claimed by a process that died before it wrote the job down, or removed by one that died right after.
    private boolean isForgotten() throws IOException, InterruptedException {
        calls.tell("outcome", Map.of("status", "back"));
        return true;
    }

    private boolean remove(Job job) throws IOException, InterruptedException {
        for (Output output : job.trail().output()) {
            if (!output.inPlace()) {
                delivering.discard(output);
            }
        }
        try {
            cancel();
            rooms.queue().jobs().remove(jobId());
            return true;
        } catch (Refused.NoSuchJob gone) {
            return true;
        } catch (Refused stillHeld) {
            // Its run is about to let go of it. Whatever was told is told again, and found to be over.
            lost = true;
            bell.await(AGAIN);
            return false;
        }
    }

    private void awaits(IOException why) throws InterruptedException {
        if (!away) {
            LOG.warn("{}: waits for the server or the disk: {}", jobId(), why.toString());
        }
        away = true;
        bell.await(why instanceof ServerFull ? FULL : AGAIN);
    }
}

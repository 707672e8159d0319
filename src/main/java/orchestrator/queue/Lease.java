package orchestrator.queue;

import orchestrator.job.Crash;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.JobState;
import orchestrator.job.Note;
import orchestrator.job.Output;
import orchestrator.job.Sending;
import orchestrator.job.Trail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The one handle through which a running job can change. It belongs to one run on one thread, until {@link #close}.
 *
 * <p>Each step that settles or moves the job says whether the job was still this run's: after the user's stop it is
 * not, and nothing changes. Every step returns when it is safely on disk.
 */
public final class Lease implements AutoCloseable {

    /** What the user wants of the run. */
    public enum Wish {
        GO_ON,
        /** The job is wanted back in the queue, to be edited or because another one goes first. */
        GIVE_BACK,
        /** The job is cancelled on disk already; what is left is to end it in the engine. */
        STOP
    }

    private final JobTable table;
    private final List<Runnable> hooks = new ArrayList<>();
    private Job job;
    private Wish wish = Wish.GO_ON;

    Lease(JobTable table, Job job) {
        this.table = table;
        this.job = job;
    }

    /** As it stands on disk. */
    public synchronized Job job() {
        return job;
    }

    public synchronized Wish wish() {
        return wish;
    }

    /** Runs the hook whenever the user's wish changes; at once when it already has. */
    public void onWish(Runnable hook) {
        boolean late;
        synchronized (this) {
            hooks.add(hook);
            late = wish != Wish.GO_ON;
        }
        if (late) {
            hook.run();
        }
    }

    /** Writes down that a graph is about to be sent. Empty when the job is no longer to run. */
    public Optional<Sending> send(String engine, String promptId) {
        Sending sending = new Sending(job().trail().nextSending(), engine, promptId, table.now(), false);
        return step(held -> held.with(held.trail().sent(sending))) ? Optional.of(sending) : Optional.empty();
    }

    /** The engine has begun. */
    public boolean started() {
        return step(held -> held.state() instanceof JobState.Next next ? held.with(next.started(table.now())) : held);
    }

    /** The results are named; they are fetched next, under these names also after a crash. */
    public boolean named(List<Output> outputs) {
        return step(held -> held.with(held.trail().withOutput(outputs)));
    }

    /** The results are on disk. */
    public boolean complete(List<Output> outputs) {
        Instant now = table.now();
        return step(held -> {
            Trail trail = settledTrail(held).withOutput(outputs).calm();
            JobState.Running running = held.state() instanceof JobState.Running already
                    ? already
                    : new JobState.Running(now);
            return held.with(trail).with(running.complete(now));
        });
    }

    public boolean fail(JobError error) {
        Instant now = table.now();
        return step(held -> held.with(settledTrail(held).attempted())
                .with(((JobState.Open) held.state()).fail(now, error)));
    }

    /** To be tried again after a pause; this run counts as an attempt. */
    public boolean again(JobError why, Duration pause) {
        Instant now = table.now();
        return step(held -> {
            Trail trail = settledTrail(held).attempted();
            return held.with(trail.noted(note(now, why, trail)))
                    .with(((JobState.Held) held.state()).again(now.plus(pause)));
        });
    }

    /**
     * Whoever ran it is gone, and this run counts. What was sent may still be inside its engine, and is for those who
     * drive that one now to end.
     *
     * @param pause before the next attempt; empty when there is none left
     */
    public boolean abandoned(JobError why, Optional<Duration> pause) {
        Instant now = table.now();
        return step(held -> {
            Trail trail = held.trail().attempted();
            return pause.isEmpty()
                    ? held.with(trail).with(((JobState.Open) held.state()).fail(now, why))
                    : held.with(trail.noted(note(now, why, trail))).with(((JobState.Held) held.state()).again(now.plus(
                            pause.get())));
        });
    }

    // Those that failed are counted; the note names the one to come.
    private static Note note(Instant now, JobError why, Trail failed) {
        return new Note(now, Note.AGAIN, Map.of("code", why.code(), "message", why.message(), "n", failed.attempts()
                + 1));
    }

    /** Back to its place; this run counts for nothing. */
    public boolean putBack() {
        return step(held -> held.with(settledTrail(held)).with(((JobState.Held) held.state()).putBack()));
    }

    /** Back to its place, with a word about why; this run counts for nothing. */
    public boolean putBack(String code, Map<String, Object> args) {
        Note note = new Note(table.now(), code, args);
        return step(held -> held.with(settledTrail(held).noted(note)).with(((JobState.Held) held.state()).putBack()));
    }

    /** Back to its place, to be taken after a pause; this run counts for nothing. */
    public boolean putBack(Duration pause) {
        Instant until = table.now().plus(pause);
        return step(held -> held.with(settledTrail(held)).with(((JobState.Held) held.state()).putBackUntil(until)));
    }

    /** Somebody stopped it in the engine itself. */
    public boolean stoppedElsewhere() {
        Instant now = table.now();
        return step(held -> held.with(settledTrail(held).noted(new Note(now, "interrupted", Map.of())))
                .with(((JobState.Open) held.state()).cancel(now)));
    }

    /** Our process died in an earlier run of this job. */
    public boolean crashed(Crash crash) {
        return step(held -> held.with(held.trail().crashed(crash)));
    }

    /** The engine has, or had, the graph: deaths while it was being sent count no longer. */
    public void arrived() {
        if (!job().trail().arrived().equals(job().trail())) {
            step(held -> held.with(held.trail().arrived()));
        }
    }

    /** A sending believed gone is in the engine after all, and is followed again. */
    public boolean revived(String promptId) {
        return step(held -> held.with(held.trail().revived(promptId)));
    }

    /** Wants the job back in the queue if its graph has not begun to run. */
    public void recall() {
        tell(Wish.GIVE_BACK);
    }

    /** The engine surely no longer holds that prompt. Also after the user's stop. */
    public void gone(String promptId) {
        table.change(this, held -> held.trail().holds(promptId) ? held.with(held.trail().settled(promptId)) : held);
    }

    /** Gives the job free. What is unsettled stays to be looked after. */
    @Override
    public void close() {
        table.release(this);
    }

    /** Whether the job is still to be run by this lease. */
    public synchronized boolean holds() {
        return wish != Wish.STOP && job.state() instanceof JobState.Held;
    }

    synchronized void now(Job changed) {
        this.job = changed;
    }

    void tell(Wish told) {
        List<Runnable> due;
        synchronized (this) {
            if (wish == Wish.STOP) {
                return;
            }
            wish = told;
            due = List.copyOf(hooks);
        }
        due.forEach(Runnable::run);
    }

    private boolean step(UnaryOperator<Job> change) {
        return table.changeIfHeld(this, change);
    }

    private static Trail settledTrail(Job held) {
        Trail trail = held.trail();
        for (Sending sending : held.trail().unsettled()) {
            trail = trail.settled(sending.promptId());
        }
        return trail;
    }
}

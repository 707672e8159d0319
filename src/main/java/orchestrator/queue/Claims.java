package orchestrator.queue;

import orchestrator.job.Job;
import orchestrator.job.JobState;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The durable list of jobs, as those see it who run them. */
public final class Claims {

    private final JobTable table;
    private final PauseSwitch pause;

    Claims(JobTable table, PauseSwitch pause) {
        this.table = table;
        this.pause = pause;
    }

    /** Takes the first job, in order, that is due and that the caller admits. None while the queue is paused. */
    public Optional<Lease> claim(Predicate<JobSummary> admitted) {
        // One whose file somebody holds or spoils just now must not keep the others waiting.
        Set<String> passed = new HashSet<>();
        while (!pause.isOn()) {
            Instant now = table.now();
            Optional<JobSummary> first = table.index(all -> all.firstWaiting(job -> job.isDue(now) && !job.inDoubt()
                    && !passed.contains(job.jobId()) && !table.isTaken(job.jobId()) && admitted.test(job)));
            if (first.isEmpty()) {
                return Optional.empty();
            }
            Optional<Lease> lease = table.lease(first.get().jobId(),
                    job -> job.state() instanceof JobState.Waiting waiting
                            ? Optional.of(job.with(waiting.claimed()))
                            : Optional.empty());
            if (lease.isPresent()) {
                return lease;
            }
            passed.add(first.get().jobId());
        }
        return Optional.empty();
    }

    /** The jobs an engine may still hold something of, whatever their status, that no lease looks after. */
    public List<Job> inDoubt() {
        return table.index(JobIndex::inDoubt).stream().map(JobSummary::jobId).filter(id -> !table.isLeased(id))
                .map(table::find).flatMap(Optional::stream).toList();
    }

    /** A lease for a job in doubt, to look it up and go on with it. Empty when somebody has it. */
    public Optional<Lease> adopt(String jobId) {
        return table.lease(jobId, Optional::of);
    }

    /** Those that wait, in order. */
    public List<JobSummary> waiting() {
        return table.index(JobIndex::waiting);
    }

    /** How long until the next pause between two attempts is over. */
    public Optional<Duration> nextDue() {
        Instant now = table.now();
        return waiting().stream().map(JobSummary::state)
                .flatMap(state -> state instanceof JobState.Waiting(Optional<Instant> at) ? at.stream() : null)
                .filter(at -> at.isAfter(now)).min(Instant::compareTo).map(at -> Duration.between(now, at));
    }

    public boolean isPaused() {
        return pause.isOn();
    }

    /** Grows whenever something changes that could let somebody start a job. */
    public long moves() {
        return table.moves();
    }

    /** Waits until {@link #moves} has left the value seen, at most so long. */
    public void awaitMove(long seen, Duration atMost) throws InterruptedException {
        table.awaitMove(seen, atMost);
    }

    /** Lets those who wait look again, because an engine came or learned something. */
    public void wake() {
        table.wake();
    }
}

package orchestrator.queue;

import orchestrator.job.Holder;
import orchestrator.job.Job;
import orchestrator.job.JobState;
import orchestrator.job.Status;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The durable list of jobs, as those see it who run them. */
public final class Claims {

    private final JobTable table;
    private final PauseSwitch pause;

    Claims(JobTable table, PauseSwitch pause) {
        this.table = table;
        this.pause = pause;
    }

    /** Picks one of the jobs that are due, which come in order, or none. Called with the list locked. */
    @FunctionalInterface
    public interface Choice {
        Optional<JobSummary> of(Stream<JobSummary> due);
    }

    /** Takes the job that is chosen. None while the queue is paused. */
    public Optional<Lease> claim(Choice choice) {
        // One whose file somebody holds or spoils just now must not keep the others waiting.
        Set<String> passed = new HashSet<>();
        while (!pause.isOn()) {
            Optional<JobSummary> chosen = choose(choice, passed);
            if (chosen.isEmpty()) {
                return Optional.empty();
            }
            Optional<Lease> lease = table.lease(chosen.get().jobId(),
                    job -> job.state() instanceof JobState.Waiting waiting
                            ? Optional.of(job.with(waiting.claimed()))
                            : Optional.empty());
            if (lease.isPresent()) {
                // The pause may have come while the claim was being written.
                if (pause.isOn()) {
                    lease.get().recall();
                }
                return lease;
            }
            passed.add(chosen.get().jobId());
        }
        return Optional.empty();
    }

    /**
     * Lends the job to a worker process.
     *
     * @param rev    the revision that the worker saw
     * @param admits whether its engine is to run the job
     * @throws Refused.NoSuchJob  there is none of that id
     * @throws Refused.Stale      it has another revision
     * @throws Refused.WrongState it does not wait, or is not to be taken now
     */
    public Lease lend(String jobId, long rev, Holder holder, Predicate<JobSummary> admits) {
        if (table.index(all -> all.get(jobId)).isEmpty()) {
            throw new Refused.NoSuchJob();
        }
        Lease lease = table.lease(jobId, job -> Optional.of(job.with(lendable(job, rev, admits).claimed(holder))))
                .orElseThrow(() -> new Refused.WrongState(Status.QUEUED, "The job is taken already."));
        if (pause.isOn()) {
            lease.recall();
        }
        return lease;
    }

    private JobState.Waiting lendable(Job job, long rev, Predicate<JobSummary> admits) {
        if (job.rev() != rev) {
            throw new Refused.Stale(job.rev());
        }
        JobSummary summary = JobSummary.of(job);
        if (!(job.state() instanceof JobState.Waiting waiting)) {
            throw new Refused.WrongState(job.status(), "Only a waiting job can be taken.");
        }
        if (pause.isOn() || !summary.isDue(table.now()) || summary.inDoubt() || table.isTaken(job.jobId())) {
            throw new Refused.WrongState(job.status(), "The job is not to be taken yet.");
        }
        if (!admits.test(summary)) {
            throw new Refused.WrongState(job.status(), "Another engine is to run the job.");
        }
        return waiting;
    }

    /** Wants a job back in the queue if its graph has not begun to run. */
    public void recall(String jobId) {
        table.leaseOf(jobId).ifPresent(Lease::recall);
    }

    /** The job that would be taken now, left where it is. */
    public Optional<JobSummary> peek(Choice choice) {
        return pause.isOn() ? Optional.empty() : choose(choice, Set.of());
    }

    /** The jobs an engine may still hold something of, whatever their status, that no lease looks after. */
    public List<Job> inDoubt() {
        return table.index(JobIndex::inDoubt).stream().map(JobSummary::jobId).filter(id -> !table.isLeased(id))
                .map(table::findNow).flatMap(Optional::stream).toList();
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

    private Optional<JobSummary> choose(Choice choice, Set<String> passed) {
        Instant now = table.now();
        return table.index(all -> choice.of(all.inOrder().filter(job -> job.isDue(now) && !job.inDoubt()
                && !passed.contains(job.jobId()) && !table.isTaken(job.jobId()))));
    }

    /** Whether some run has that job. */
    public boolean isLeased(String jobId) {
        return table.isLeased(jobId);
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

package orchestrator.queue;

import orchestrator.event.Event;
import orchestrator.job.Job;
import orchestrator.job.JobRequest;
import orchestrator.job.JobState;
import orchestrator.job.Place;
import orchestrator.job.Submission;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** The durable list of jobs, as its users see it. Each change returns when it is safely on disk. */
public final class JobQueue {

    /** Waiting jobs beyond these are refused. */
    public static final int MAX_WAITING = 50_000;

    private static final Duration RECALL = Duration.ofSeconds(5);

    private final JobTable table;
    private final JobIds ids;
    private final PauseSwitch pause;

    JobQueue(JobTable table, JobIds ids, PauseSwitch pause) {
        this.table = table;
        this.ids = ids;
        this.pause = pause;
    }

    /**
     * Takes in one job for each request, in this order.
     *
     * <p>A repeat under the same key gives the same jobs; when a crash kept a part of them from being written, it makes
     * the rest.
     *
     * @throws Refused.KeyReused the key came with another request
     * @throws Refused.QueueFull too many wait
     * @throws UncheckedIOException the disk failed; of a group, the first ones may have been taken
     */
    public List<Job> submit(List<JobRequest> requests, Optional<IdempotencyKey> key) {
        if (key.isEmpty()) {
            return accept(requests, key, List.of());
        }
        return table.keys().once(key.get(), known -> {
            List<Job> before = known.stream().map(table::find).flatMap(Optional::stream).toList();
            return before.size() < requests.size() ? accept(requests, key, before) : before;
        });
    }

    /** Takes in a job that another list has lent, as it is; one of its id stays as it was. */
    public void borrow(Job job) {
        table.alone(job.jobId(), () -> table.find(job.jobId()).orElseGet(() -> table.write(job)));
    }

    /** @throws Refused.NoSuchJob there is none of that id */
    public Job get(String jobId) {
        return table.find(jobId).orElseThrow(Refused.NoSuchJob::new);
    }

    public JobPage list(JobQuery query) {
        return table.index(all -> all.page(query));
    }

    /** How many of the finished jobs that match ended on each day of a zone, the last day first. */
    public SequencedMap<LocalDate, Integer> days(JobQuery query, ZoneId zone) {
        return table.index(all -> all.days(query, zone));
    }

    /** All that are not finished: those that a run holds, then those that wait, each in order. */
    public List<JobSummary> open() {
        return table.index(JobIndex::open);
    }

    /** From 1, among all that wait; empty when the job does not wait. */
    public Optional<Integer> position(String jobId) {
        return table.index(all -> all.position(jobId));
    }

    public QueueCounts counts() {
        return table.index(all -> new QueueCounts(all.countWaiting() + all.countNext(), all.countRunning(), all.size(),
                pause.isOn()));
    }

    /**
     * Changes a job that waits. One that already waits inside an engine is taken out there first.
     *
     * @param ifRev the revision the caller saw, if it cares
     * @throws Refused.Stale the job has another revision
     * @throws Refused.WrongState the job does not wait
     */
    public Job edit(String jobId, OptionalLong ifRev, JobEdit edit) {
        boolean ours = table.reserve(jobId);
        try {
            Job seen = get(jobId);
            if (ifRev.isPresent() && ifRev.getAsLong() != seen.rev()) {
                throw new Refused.Stale(seen.rev());
            }
            recall(jobId);
            return table.change(jobId, job -> {
                // That it was taken out of an engine is a revision too, but nobody's change of it.
                if (ifRev.isPresent() && !isAsItWas(job, seen)) {
                    throw new Refused.Stale(job.rev());
                }
                if (!(job.state() instanceof JobState.Waiting) || table.isLeased(jobId)) {
                    throw new Refused.WrongState(job.status(), "Only a waiting job can be changed.");
                }
                Job edited = edit.request().map(job::with).orElse(job).with(place(job, edit));
                // Nobody's revision is outdated by a change that is none.
                return edited.equals(job) ? job : edited;
            });
        } finally {
            if (ours) {
                table.unreserve(jobId);
            }
        }
    }

    /**
     * Ends a job that waits or runs; one that is cancelled already stays as it is.
     *
     * @throws Refused.WrongState it is complete or has failed
     */
    public Job cancel(String jobId) {
        Job cancelled = table.change(jobId, job -> switch (job.state()) {
            case JobState.Open open -> job.with(open.cancel(table.now()));
            case JobState.Cancelled _ -> job;
            case JobState.Complete _ -> throw new Refused.WrongState(job.status(), "The job is complete already.");
            case JobState.Failed _ -> throw new Refused.WrongState(job.status(), "The job has failed already.");
        });
        table.leaseOf(jobId).ifPresent(lease -> lease.tell(Lease.Wish.STOP));
        return cancelled;
    }

    /**
     * Puts a finished job in the queue again: behind the others, or in its old place when it only ever waited.
     *
     * @throws Refused.WrongState it is not finished
     */
    public Job retry(String jobId) {
        return table.change(jobId, job -> {
            if (!(job.state() instanceof JobState.Final done)) {
                throw new Refused.WrongState(job.status(), "Only a finished job can be queued again.");
            }
            boolean undo = done instanceof JobState.Cancelled cancelled && cancelled.waited();
            Place place = undo ? job.place() : new Place(job.place().priority(), table.index(JobIndex::nextRank));
            return job.with(job.trail().fresh()).with(place).with(done.retry());
        });
    }

    /**
     * Removes the record of a finished job; its outputs stay.
     *
     * @throws Refused.WrongState it is not finished, or still being stopped
     */
    public void remove(String jobId) {
        table.alone(jobId, () -> {
            Job job = get(jobId);
            if (!job.status().isFinal()) {
                throw new Refused.WrongState(job.status(), "The job is not finished; cancel it first.");
            }
            if (table.isLeased(jobId) || !job.trail().unsettled().isEmpty()) {
                throw new Refused.WrongState(job.status(), "The job is still being stopped; try again shortly.");
            }
            table.remove(job);
            return null;
        });
    }

    /** No job starts until {@link #resume}, also after a restart. What waits inside an engine is taken out there. */
    public void pause() {
        turn(true);
        table.leases().stream().filter(lease -> lease.job().state() instanceof JobState.Next).forEach(Lease::recall);
    }

    public void resume() {
        turn(false);
    }

    private List<Job> accept(List<JobRequest> requests, Optional<IdempotencyKey> key, List<Job> before) {
        if (table.index(JobIndex::countWaiting) + requests.size() > MAX_WAITING) {
            throw new Refused.QueueFull(MAX_WAITING);
        }
        Optional<String> group = before.isEmpty()
                ? Optional.of(ids.next(table.now())).filter(_ -> requests.size() > 1)
                : before.getFirst().submission().group();
        List<Job> jobs = new ArrayList<>(before);
        for (int i = before.size(); i < requests.size(); i++) {
            Instant created = table.now();
            Submission submission = new Submission(created, group, i, key.map(IdempotencyKey::value),
                    key.map(IdempotencyKey::fingerprint));
            // A repeat may have drawn another seed: it goes on from what the first try wrote.
            JobRequest request = before.isEmpty() ? requests.get(i) : Seeds.at(before.getFirst(), i);
            Job job = Job.queued(ids.next(created), request, submission,
                    new Place(0, table.index(JobIndex::nextRank)));
            // Alone with it, or the folder's watch could hand it out before its writer is done.
            jobs.add(table.alone(job.jobId(), () -> table.write(job)));
        }
        return jobs;
    }

    private static boolean isAsItWas(Job job, Job before) {
        return job.request().equals(before.request()) && job.place().equals(before.place());
    }

    private Place place(Job job, JobEdit edit) {
        int priority = edit.priority().orElse(job.place().priority());
        if (edit.position().isPresent()) {
            return table.index(all -> all.placeAt(job.jobId(), priority, edit.position().getAsInt()));
        }
        return priority == job.place().priority()
                ? job.place()
                : new Place(priority, table.index(JobIndex::nextRank));
    }

    private void recall(String jobId) {
        Optional<Lease> inside = table.leaseOf(jobId).filter(lease -> lease.job().state() instanceof JobState.Next);
        if (inside.isEmpty()) {
            return;
        }
        inside.get().recall();
        long began = System.nanoTime();
        try {
            for (long seen = table.moves(); table.isLeased(jobId) && System.nanoTime() - began < RECALL.toNanos();) {
                table.awaitMove(seen, Duration.ofMillis(100));
                seen = table.moves();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn(boolean on) {
        try {
            pause.set(on);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        table.tell(new Event.EngineChanged(Optional.empty()));
    }
}

package orchestrator.queue;

import orchestrator.event.Event;
import orchestrator.job.Job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * All jobs: their files, the index over them, and who holds which. What the parts of this room share.
 *
 * <p>Two locks, always taken in this order: the one of a job, held while its file is written, so that jobs do not wait
 * for each other's disk; then the one of the index, held while the index and the listeners learn of it, so that events
 * come in the order of the states they tell.
 */
final class JobTable {

    private static final int STRIPES = 256;

    private final JobFolder folder;
    private final InstantSource time;
    private final Consumer<Event> listeners;
    private final ReentrantLock[] jobLocks = new ReentrantLock[STRIPES];
    private final ReentrantLock indexLock = new ReentrantLock();
    private final Condition moved = indexLock.newCondition();
    private final JobIndex index = new JobIndex();
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();
    /** What was to be written when the disk refused. */
    private final Map<String, Job> unsure = new ConcurrentHashMap<>();
    private final Set<String> reserved = ConcurrentHashMap.newKeySet();
    private final IdempotencyKeys keys = new IdempotencyKeys();
    private long moves;

    JobTable(JobFolder folder, InstantSource time, Consumer<Event> listeners) {
        this.folder = folder;
        this.time = time;
        this.listeners = listeners;
        for (int i = 0; i < STRIPES; i++) {
            jobLocks[i] = new ReentrantLock();
        }
    }

    Instant now() {
        return time.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    IdempotencyKeys keys() {
        return keys;
    }

    /** Looks into the index, alone. */
    <T> T index(Function<JobIndex, T> look) {
        return underIndexLock(() -> look.apply(index));
    }

    /**
     * The job as it stands on disk.
     *
     * @throws UncheckedIOException the disk does not give it now
     */
    Optional<Job> find(String jobId) {
        // A held job is known better by its run than by a folder that somebody may have emptied.
        Optional<Job> held = leaseOf(jobId).map(Lease::job);
        if (held.isPresent() || index(all -> all.get(jobId)).isEmpty()) {
            return held;
        }
        return switch (folder.look(folder.path(jobId))) {
            case JobFolder.Found.Readable(Job job, JobFolder.Stamp _) -> Optional.of(job);
            case JobFolder.Found.Withheld(IOException why) -> throw new UncheckedIOException(why);
            case JobFolder.Found.Unreadable _,JobFolder.Found.Newer _ -> Optional.empty();
            case JobFolder.Found.Foreign _,JobFolder.Found.Missing _ -> Optional.empty();
        };
    }

    /** The same for those who go on with another job when the disk does not give this one. */
    Optional<Job> findNow(String jobId) {
        try {
            return find(jobId);
        } catch (UncheckedIOException withheld) {
            return Optional.empty();
        }
    }

    /** Changes a job that may be changed by anybody. A step that gives back what it got changes nothing. */
    Job change(String jobId, UnaryOperator<Job> step) {
        return alone(jobId, () -> {
            Job before = find(jobId).orElseThrow(Refused.NoSuchJob::new);
            Job after = step.apply(before);
            return after == before ? before : write(after.revised());
        });
    }

    Job change(Lease lease, UnaryOperator<Job> step) {
        return change(lease.job().jobId(), step);
    }

    /** Changes a job unless the user took it from its run meanwhile. Whether it did. */
    boolean changeIfHeld(Lease lease, UnaryOperator<Job> step) {
        return alone(lease.job().jobId(), () -> {
            if (!lease.holds()) {
                return false;
            }
            change(lease, step);
            return true;
        });
    }

    /** Returns when the job is safely on disk and everybody knows of it. */
    Job write(Job job) {
        try {
            JobFolder.Stamp stamp = folder.write(job);
            unsure.remove(job.jobId());
            leaseOf(job.jobId()).ifPresent(lease -> lease.now(job));
            learn(job, stamp);
            return job;
        } catch (IOException failure) {
            unsure.put(job.jobId(), job);
            if (folder.look(folder.path(job.jobId())) instanceof JobFolder.Found.Readable(Job stands, var stamp)) {
                believe(stands, stamp);
            }
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * A file that was read. Whether it is what we wrote when the disk refused: it may have refused only after the name
     * was given, and then memory must not tell another story than the file.
     */
    boolean believe(Job stands, JobFolder.Stamp stamp) {
        Job ours = unsure.get(stands.jobId());
        if (ours == null || !Arrays.equals(JobFormat.bytes(ours), JobFormat.bytes(stands))) {
            return false;
        }
        unsure.remove(stands.jobId());
        leaseOf(stands.jobId()).ifPresent(lease -> lease.now(stands));
        learn(stands, stamp);
        return true;
    }

    /** A job whose file is there. */
    void learn(Job job, JobFolder.Stamp stamp) {
        keys.learn(job);
        underIndexLock(() -> {
            index.put(job, stamp);
            announce(new Event.JobChanged(job));
            return null;
        });
    }

    void remove(Job job) {
        try {
            folder.remove(job.jobId());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        keys.forget(job);
        forget(job.jobId());
    }

    /** A job whose file is gone. */
    void forget(String jobId) {
        unsure.remove(jobId);
        underIndexLock(() -> {
            if (index.remove(jobId)) {
                announce(new Event.JobRemoved(jobId));
            }
            return null;
        });
    }

    Optional<Lease> leaseOf(String jobId) {
        return Optional.ofNullable(leases.get(jobId));
    }

    List<Lease> leases() {
        return List.copyOf(leases.values());
    }

    /** Keeps a job from being claimed while somebody edits it. Whether nobody else did. */
    boolean reserve(String jobId) {
        return reserved.add(jobId);
    }

    void unreserve(String jobId) {
        reserved.remove(jobId);
        wake();
    }

    /** Whether a run or an editor has it. */
    boolean isTaken(String jobId) {
        return leases.containsKey(jobId) || reserved.contains(jobId);
    }

    boolean isLeased(String jobId) {
        return leases.containsKey(jobId);
    }

    /** Gives out the one lease of a job, after a first step; none when it has one or the step declines. */
    Optional<Lease> lease(String jobId, Function<Job, Optional<Job>> step) {
        return alone(jobId, () -> {
            Optional<Job> before = isLeased(jobId) ? Optional.empty() : findNow(jobId);
            Optional<Job> after = before.flatMap(step);
            if (after.isEmpty()) {
                return Optional.empty();
            }
            Job held = after.get() == before.get() ? before.get() : write(after.get().revised());
            Lease lease = new Lease(this, held);
            leases.put(jobId, lease);
            if (held.status().isFinal()) {
                lease.tell(Lease.Wish.STOP);
            }
            return Optional.of(lease);
        });
    }

    void release(Lease lease) {
        leases.remove(lease.job().jobId(), lease);
        wake();
    }

    <T> T alone(String jobId, Supplier<T> action) {
        ReentrantLock lock = jobLocks[Math.floorMod(jobId.hashCode(), STRIPES)];
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Tells listeners of something that is no job's. */
    void tell(Event event) {
        underIndexLock(() -> {
            announce(event);
            return null;
        });
    }

    /** Grows whenever something changes that could let somebody go on. */
    long moves() {
        return underIndexLock(() -> moves);
    }

    void wake() {
        underIndexLock(() -> {
            moves++;
            moved.signalAll();
            return null;
        });
    }

    void awaitMove(long seen, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        indexLock.lockInterruptibly();
        try {
            while (moves == seen && left > 0) {
                left = moved.awaitNanos(left);
            }
        } finally {
            indexLock.unlock();
        }
    }

    private void announce(Event event) {
        moves++;
        moved.signalAll();
        listeners.accept(event);
    }

    private <T> T underIndexLock(Supplier<T> action) {
        indexLock.lock();
        try {
            return action.get();
        } finally {
            indexLock.unlock();
        }
    }
}

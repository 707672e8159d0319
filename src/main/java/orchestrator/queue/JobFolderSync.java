package orchestrator.queue;

import orchestrator.file.FolderWatch;
import orchestrator.job.Job;
import orchestrator.job.JobState;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Keeps the list true to the folder: at the start, and when files are put there, edited or removed by others.
 *
 * <p>What somebody wrote into a waiting job counts. What they wrote into any other is kept aside, because a run or a
 * final state is not theirs to change.
 */
public final class JobFolderSync {

    private static final Logger LOG = LoggerFactory.getLogger(JobFolderSync.class);
    // An editor may write in pieces: what cannot be read gets this long to become whole.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final JobFolder folder;
    private final JobTable table;
    private final Map<Path, Instant> suspects = new HashMap<>();
    private final Map<String, String> left = new HashMap<>();

    JobFolderSync(JobFolder folder, JobTable table) {
        this.folder = folder;
        this.table = table;
    }

    /** The folder to be watched. */
    public Path folder() {
        return folder.folder();
    }

    /** Files that stay where they are but are not understood: name and reason. */
    public Map<String, String> leftAlone() {
        synchronized (left) {
            return Map.copyOf(left);
        }
    }

    /**
     * Reads the whole folder into the empty list.
     *
     * @param progress told how many files of how many are read
     */
    public void load(BiConsumer<Integer, Integer> progress) throws IOException {
        folder.prepare();
        List<Path> paths = folder.list();
        for (int i = 0; i < paths.size(); i++) {
            look(paths.get(i), true);
            progress.accept(i + 1, paths.size());
        }
    }

    /** Looks again at what somebody touched, and at what was not whole the last time. */
    public void look(FolderWatch.Changes changes) throws IOException {
        Collection<Path> paths = changes.everything() ? everything() : new ArrayList<>(changes.paths());
        Set<Path> due = new HashSet<>(paths);
        due.addAll(suspects.keySet());
        for (Path path : due) {
            if (folder.folder().equals(path.getParent())) {
                look(path, false);
            }
        }
    }

    /** Looks at every file and every job. */
    public void lookAtAll() throws IOException {
        look(new FolderWatch.Changes(Set.of(), true));
    }

    private Set<Path> everything() throws IOException {
        Set<Path> all = new HashSet<>();
        try {
            all.addAll(folder.list());
        } catch (java.nio.file.NoSuchFileException gone) {
            LOG.warn("The folder {} is gone; it is made again", folder.folder());
            folder.prepare();
        }
        table.index(JobIndex::ids).forEach(id -> all.add(folder.path(id)));
        return all;
    }

    private void look(Path path, boolean starting) throws IOException {
        String id = path.getFileName().toString().replaceFirst("\\.json$", "");
        try {
            table.alone(id, () -> {
                settle(path, id, starting);
                return null;
            });
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private void settle(Path path, String id, boolean starting) {
        if (!starting && isAsWritten(id)) {
            suspects.remove(path);
            return;
        }
        switch (folder.look(path)) {
            case JobFolder.Found.Readable(Job job, JobFolder.Stamp stamp) -> {
                suspects.remove(path);
                understood(path);
                accept(path, job, stamp, starting);
            }
            case JobFolder.Found.Unreadable(String reason) -> {
                if (starting || hadGrace(path)) {
                    suspects.remove(path);
                    aside(path, id, reason);
                }
            }
            case JobFolder.Found.Newer(String reason) -> leave(path, id, reason);
            case JobFolder.Found.Foreign(String reason) -> leave(path, id, reason);
            case JobFolder.Found.Withheld(IOException why) -> withheld(path, id, why);
            case JobFolder.Found.Missing() -> missing(path, id);
        }
    }

    private boolean isAsWritten(String id) {
        Optional<JobFolder.Stamp> known = table.index(all -> all.stamp(id));
        return known.isPresent() && known.equals(folder.stamp(id));
    }

    private void accept(Path path, Job job, JobFolder.Stamp stamp, boolean starting) {
        Optional<JobSummary> known = table.index(all -> all.get(job.jobId()));
        if (starting || known.isEmpty()) {
            table.learn(job, stamp);
            return;
        }
        if (table.believe(job, stamp)) {
            return;
        }
        boolean waitsAndIsNobodys = known.get().isWaiting() && !table.isLeased(job.jobId())
                && job.state() instanceof JobState.Waiting;
        if (waitsAndIsNobodys) {
            LOG.info("{} was edited in the folder", path.getFileName());
            table.write(new Job(job.jobId(), Math.max(job.rev(), known.get().rev()) + 1, job.request(), job
                    .submission(), job.place(), job.state(), job.trail(), job.extra()));
            return;
        }
        Job rightful = table.leaseOf(job.jobId()).map(Lease::job).orElseGet(() -> job.with(known.get().state()));
        aside(path, job.jobId(), "edited while " + known.get().status().word());
        table.write(rightful);
    }

    private void aside(Path path, String id, String reason) {
        try {
            folder.setAside(path, reason);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        if (!table.isLeased(id)) {
            table.forget(id);
        }
    }

    private void leave(Path path, String id, String reason) {
        synchronized (left) {
            if (!reason.startsWith("hidden")) {
                left.put(path.getFileName().toString(), reason);
            }
        }
        if (!table.isLeased(id)) {
            table.forget(id);
        }
    }

    // What is known of it stands until the disk gives it again.
    private void withheld(Path path, String id, IOException why) {
        suspects.putIfAbsent(path, table.now());
        if (table.index(all -> all.get(id)).isEmpty()) {
            leave(path, id, "cannot be read: " + why.getClass().getSimpleName());
        }
    }

    private void missing(Path path, String id) {
        suspects.remove(path);
        understood(path);
        Optional<Lease> lease = table.leaseOf(id);
        if (lease.isPresent()) {
            LOG.warn("{} was removed while its job runs; it is written again", path.getFileName());
            table.write(lease.get().job());
        } else {
            table.forget(id);
        }
    }

    private void understood(Path path) {
        synchronized (left) {
            left.remove(path.getFileName().toString());
        }
    }

    private boolean hadGrace(Path path) {
        Instant now = table.now();
        // The clock may have been set back since.
        return suspects.merge(path, now, (since, _) -> since.isAfter(now) ? now : since).plus(GRACE).isBefore(now);
    }
}

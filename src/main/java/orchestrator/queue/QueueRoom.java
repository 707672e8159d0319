package orchestrator.queue;

import orchestrator.event.Event;
import orchestrator.file.Disk;
import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The doors of this room onto one list of jobs.
 *
 * @param jobs   for users
 * @param claims for those who run jobs
 * @param sync   for the one who watches the folder
 */
public record QueueRoom(JobQueue jobs, Claims claims, JobFolderSync sync) {

    /** What the room needs from outside. */
    public record Surroundings(Disk disk, FailPoints points, InstantSource time, RandomGenerator random) {}

    /**
     * Opens the list of a home. It is empty until {@link JobFolderSync#load}.
     *
     * @param listeners are told of each change, in order; they must not wait
     */
    public static QueueRoom open(Path home, Surroundings with, Consumer<Event> listeners) {
        Path own = home.resolve(".orchestrator");
        JobFolder folder = new JobFolder(home, with.disk(), with.points(), with.time());
        PauseSwitch pause = new PauseSwitch(own.resolve("paused"), with.disk(), new DurableFiles(with.disk(), own
                .resolve("tmp"), with.points()));
        JobTable table = new JobTable(folder, with.time(), listeners);
        return new QueueRoom(new JobQueue(table, new JobIds(with.random()), pause), new Claims(table, pause),
                new JobFolderSync(folder, table));
    }
}

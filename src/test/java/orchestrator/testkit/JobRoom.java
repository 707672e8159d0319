package orchestrator.testkit;

import orchestrator.event.Event;
import orchestrator.file.Disk;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;
import orchestrator.job.ImageParams;
import orchestrator.job.Job;
import orchestrator.job.JobRequest;
import orchestrator.job.Seed;
import orchestrator.queue.Claims;
import orchestrator.queue.JobFolderSync;
import orchestrator.queue.JobQueue;
import orchestrator.queue.Lease;
import orchestrator.queue.QueueRoom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A list of jobs in a folder of a test, and the few words to use it. */
public final class JobRoom {

    public final Path home;
    public final SettableTime time = new SettableTime();
    public final List<Event> told = new CopyOnWriteArrayList<>();
    private final Disk disk;
    private final FailPoints points;
    private QueueRoom room;

    private JobRoom(Path home, Disk disk, FailPoints points) {
        this.home = home;
        this.disk = disk;
        this.points = points;
        restart();
    }

    public static JobRoom in(Path home) {
        return new JobRoom(home, new RealDisk(), FailPoints.NONE);
    }

    public static JobRoom on(Disk disk, Path home, FailPoints points) {
        return new JobRoom(home, disk, points);
    }

    /** Forgets everything that is not on disk and reads it again. */
    public JobRoom restart() {
        told.clear();
        room = QueueRoom.open(home, new QueueRoom.Surroundings(disk, points, time, new Random(7)), told::add);
        try {
            room.sync().load((_, _) -> {});
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return this;
    }

    public JobQueue queue() {
        return room.jobs();
    }

    public Claims claims() {
        return room.claims();
    }

    public JobFolderSync sync() {
        return room.sync();
    }

    public Path file(Job job) {
        return home.resolve("jobs").resolve(job.jobId() + ".json");
    }

    public Job submit(String prompt) {
        return queue().submit(List.of(asking(prompt)), Optional.empty()).getFirst();
    }

    public Lease claim() {
        return claims().claim(Stream::findFirst).orElseThrow(() -> new AssertionError("no job to claim"));
    }

    public List<String> order() {
        return claims().waiting().stream().map(job -> job.prompt()).toList();
    }

    public static JobRequest asking(String prompt) {
        return asking(prompt, 1);
    }

    public static JobRequest asking(String prompt, long seed) {
        return new JobRequest("checkpoints/dreamshaper_8.safetensors", prompt, params(seed));
    }

    public static ImageParams params(long seed) {
        return new ImageParams("", Optional.of(Seed.of(Long.toUnsignedString(seed))), Optional.of(20), Optional.of(7.0),
                Optional.empty(), Optional.of("euler"), Optional.of("normal"), Optional.of(512), Optional.of(512),
                Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Map.of());
    }
}

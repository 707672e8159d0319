package orchestrator.queue;

import orchestrator.file.Disk;
import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;
import orchestrator.job.Job;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The folder with one JSON file for each job, and the one beside it for files nobody could understand. */
final class JobFolder {

    private static final Logger LOG = LoggerFactory.getLogger(JobFolder.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}\\.json");
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'")
            .withZone(ZoneOffset.UTC);
    /** Larger files are none of ours: the largest request the API takes gives a job far below. */
    static final int MAX_BYTES = 4 << 20;

    private final Path folder;
    private final Path aside;
    private final Disk disk;
    private final DurableFiles files;
    private final InstantSource time;

    JobFolder(Path home, Disk disk, FailPoints points, InstantSource time) {
        this.folder = home.resolve("jobs");
        this.aside = home.resolve(".orchestrator").resolve("set-aside");
        this.disk = disk;
        this.files = new DurableFiles(disk, home.resolve(".orchestrator").resolve("tmp"), points);
        this.time = time;
    }

    /** Tells one state of a file from another without reading it. */
    record Stamp(long size, Instant modified) {

        static Stamp of(BasicFileAttributes attributes) {
            return new Stamp(attributes.size(), attributes.lastModifiedTime().toInstant());
        }
    }

    /** What stands under a name in the folder. */
    sealed interface Found {

        record Readable(Job job, Stamp stamp) implements Found {}

        record Newer(String reason) implements Found {}

        record Unreadable(String reason) implements Found {}

        /** Not a job file of ours: a folder, a link, a hidden or temporary file. */
        record Foreign(String reason) implements Found {}

        /** It is there, and the disk does not give it now. */
        record Withheld(IOException why) implements Found {}

        record Missing() implements Found {}
    }

    Path path(String jobId) {
        return folder.resolve(jobId + ".json");
    }

    Path folder() {
        return folder;
    }

    /** Clears what a crash left behind and makes the folders. */
    void prepare() throws IOException {
        disk.createFolders(folder);
        disk.createFolders(aside);
        files.sweep();
    }

    List<Path> list() throws IOException {
        return disk.list(folder).stream().filter(path -> !isNoise(path.getFileName().toString())).toList();
    }

    Found look(Path path) {
        String name = path.getFileName().toString();
        if (isNoise(name)) {
            return new Found.Foreign("hidden or temporary");
        }
        try {
            BasicFileAttributes attributes = disk.attributes(path);
            // Asked first, because opening a FIFO would wait for ever.
            if (!attributes.isRegularFile()) {
                return new Found.Foreign("not a regular file");
            }
            if (!name.endsWith(".json")) {
                return new Found.Foreign("not a .json file");
            }
            if (!NAME.matcher(name).matches()) {
                return new Found.Unreadable("its name is no job's");
            }
            if (attributes.size() > MAX_BYTES) {
                return new Found.Unreadable("larger than " + MAX_BYTES + " bytes");
            }
            String id = name.substring(0, name.length() - ".json".length());
            return switch (JobFormat.read(disk.read(path), id)) {
                case JobFormat.Reading.Understood understood ->
                    new Found.Readable(understood.job(), Stamp.of(attributes));
                case JobFormat.Reading.Newer newer -> new Found.Newer(newer.reason());
                case JobFormat.Reading.Unreadable unreadable -> new Found.Unreadable(unreadable.reason());
            };
        } catch (NoSuchFileException gone) {
            return new Found.Missing();
        } catch (IOException failure) {
            return new Found.Withheld(failure);
        }
    }

    Optional<Stamp> stamp(String jobId) {
        try {
            return Optional.of(Stamp.of(disk.attributes(path(jobId))));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Returns when the job is safely on disk. */
    Stamp write(Job job) throws IOException {
        Path path = path(job.jobId());
        byte[] bytes = JobFormat.bytes(job);
        try {
            files.replace(path, bytes);
        } catch (NoSuchFileException folderGone) {
            LOG.warn("The folder {} is gone; it is made again", folder);
            disk.createFolders(folder);
            files.replace(path, bytes);
        }
        return Stamp.of(disk.attributes(path));
    }

    void remove(String jobId) throws IOException {
        files.delete(path(jobId));
    }

    /** Moves a file away with the reason beside it, never over another one. */
    void setAside(Path path, String reason) throws IOException {
        String name = path.getFileName() + "." + UTC.format(time.instant());
        Path target = aside.resolve(name);
        for (int n = 2; exists(target); n++) {
            target = aside.resolve(name + "-" + n);
        }
        disk.createFolders(aside);
        files.replace(target.resolveSibling(target.getFileName() + ".reason.json"),
                ("{\"reason\":" + quoted(reason) + "}\n").getBytes(StandardCharsets.UTF_8));
        files.move(path, target);
        LOG.warn("{} was set aside in {}: {}", path.getFileName(), aside, reason);
    }

    private boolean exists(Path path) {
        try {
            disk.attributes(path);
            return true;
        } catch (IOException missing) {
            return false;
        }
    }

    private static String quoted(String text) {
        return tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(text);
    }

    private static boolean isNoise(String name) {
        return name.startsWith(".") || name.endsWith("~") || name.endsWith(".tmp") || name.endsWith(".part")
                || name.endsWith(".swp") || name.equals("4913") || name.equalsIgnoreCase("desktop.ini")
                || name.equalsIgnoreCase("Thumbs.db");
    }
}

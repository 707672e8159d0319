package orchestrator.queue;

import orchestrator.file.FolderWatch;
import orchestrator.job.Job;
import orchestrator.job.Status;
import orchestrator.testkit.JobRoom;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JobFolderSyncTest {

    @TempDir
    private Path home;
    private JobRoom room;

    @BeforeEach
    void open() {
        room = JobRoom.in(home);
    }

    @Test
    void what_a_crash_left_of_a_write_is_swept_at_the_start() throws Exception {
        Path left = home.resolve(".orchestrator/tmp/123-1-9.tmp");
        Files.writeString(left, "{ half");
        room.restart();
        assertFalse(Files.exists(left));
    }

    @Test
    void files_nobody_understands_are_set_aside_with_the_reason_and_the_others_load() throws Exception {
        Job good = room.submit("good");
        for (String name : List.of("empty", "half", "noise", "other-id", "huge")) {
            Files.writeString(home.resolve("jobs/" + name + ".json"), switch (name) {
                case "empty" -> "";
                case "half" -> Files.readString(room.file(good)).substring(0, 100);
                case "noise" -> "\u0000\u0001\u0002";
                case "other-id" -> Files.readString(room.file(good));
                default -> "x".repeat(JobFolder.MAX_BYTES + 1);
            });
        }
        room.restart();
        assertEquals(List.of("good"), room.order());
        List<String> aside = aside();
        for (String name : List.of("empty", "half", "noise", "other-id", "huge")) {
            assertEquals(2, aside.stream().filter(file -> file.startsWith(name + ".json.")).count(), name);
        }
        room.restart();
        assertEquals(aside, aside(), "once is enough");
    }

    @Test
    void files_set_aside_in_the_same_millisecond_never_replace_each_other() throws Exception {
        for (int i = 0; i < 3; i++) {
            Files.writeString(home.resolve("jobs/bad.json"), "content " + i);
            room.restart();
        }
        List<String> contents = aside().stream().filter(name -> !name.endsWith(".reason.json"))
                .map(name -> read(home.resolve(".orchestrator/set-aside").resolve(name))).sorted().toList();
        assertEquals(List.of("content 0", "content 1", "content 2"), contents);
    }

    @Test
    void a_file_of_a_newer_version_stays_untouched_and_is_told() throws Exception {
        Path newer = home.resolve("jobs/later-1.json");
        Files.writeString(newer, "{\"v\": 99, \"jobId\": \"later-1\"}");
        room.restart();
        assertEquals("{\"v\": 99, \"jobId\": \"later-1\"}", Files.readString(newer));
        assertTrue(room.sync().leftAlone().get("later-1.json").contains("99"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_pipe_a_link_and_a_folder_in_the_folder_stop_nobody() throws Exception {
        room.submit("good");
        new ProcessBuilder("mkfifo", home.resolve("jobs/pipe.json").toString()).start().waitFor();
        Files.createSymbolicLink(home.resolve("jobs/link.json"), home.resolve("elsewhere"));
        Files.createDirectory(home.resolve("jobs/folder.json"));
        room.restart();
        assertEquals(List.of("good"), room.order());
        assertEquals(Set.of("pipe.json", "link.json", "folder.json"), room.sync().leftAlone().keySet());
    }

    @Test
    void a_job_put_into_the_folder_is_taken_up() throws Exception {
        Job job = room.submit("mine");
        String text = Files.readString(room.file(job)).replace(job.jobId(), "by-hand").replace("mine", "theirs");
        Files.writeString(home.resolve("jobs/by-hand.json"), text);
        touched("by-hand");
        assertEquals("theirs", room.queue().get("by-hand").request().prompt());
    }

    @Test
    void an_edit_of_a_waiting_job_counts() throws Exception {
        Job job = room.submit("before");
        edit(job, "before", "after");
        touched(job.jobId());
        assertEquals("after", room.queue().get(job.jobId()).request().prompt());
        assertEquals(List.of("after"), room.order());
        assertEquals(job.rev() + 1, room.queue().get(job.jobId()).rev());
        assertTrue(aside().isEmpty());
    }

    @Test
    void an_edit_of_a_running_job_is_kept_aside_and_undone() throws Exception {
        Job job = room.submit("before");
        try (Lease lease = room.claim()) {
            lease.started();
            edit(job, "before", "after");
            touched(job.jobId());
            assertEquals("before", room.queue().get(job.jobId()).request().prompt());
            assertTrue(Files.readString(room.file(job)).contains("before"));
            assertEquals(2, aside().size());
        }
    }

    @Test
    void a_finished_job_cannot_be_revived_by_an_edit() throws Exception {
        Job job = room.submit("x");
        room.queue().cancel(job.jobId());
        edit(job, "\"cancelled\"", "\"queued\"");
        touched(job.jobId());
        assertEquals(Status.CANCELLED, room.queue().get(job.jobId()).status());
        assertEquals(Status.CANCELLED, room.restart().queue().get(job.jobId()).status());
    }

    @Test
    void a_half_written_edit_gets_time_to_become_whole() throws Exception {
        Job job = room.submit("before");
        String whole = Files.readString(room.file(job));
        Files.writeString(room.file(job), whole.substring(0, whole.length() / 2));
        touched(job.jobId());
        assertTrue(aside().isEmpty());
        Files.writeString(room.file(job), whole.replace("before", "after"));
        touched(job.jobId());
        assertEquals("after", room.queue().get(job.jobId()).request().prompt());

        Files.writeString(room.file(job), "{");
        touched(job.jobId());
        room.time.passes(Duration.ofSeconds(3));
        room.sync().look(new FolderWatch.Changes(Set.of(), false));
        assertEquals(2, aside().size());
        assertThrows(Refused.NoSuchJob.class, () -> room.queue().get(job.jobId()));
    }

    @Test
    void a_removed_file_leaves_the_list_unless_its_job_runs() throws Exception {
        Job waiting = room.submit("waiting");
        Files.delete(room.file(waiting));
        touched(waiting.jobId());
        assertEquals(List.of(), room.order());

        Job running = room.submit("running");
        try (Lease lease = room.claim()) {
            lease.started();
            Files.delete(room.file(running));
            touched(running.jobId());
            assertTrue(Files.exists(room.file(running)), "written again from its run");
        }
    }

    @Test
    void a_removed_folder_is_made_again_and_takes_new_jobs() throws Exception {
        Job lost = room.submit("lost");
        Job running = room.submit("running");
        room.queue().edit(running.jobId(), java.util.OptionalLong.empty(), new JobEdit(Optional.empty(),
                java.util.OptionalInt.of(1), java.util.OptionalInt.empty()));
        try (Lease lease = room.claim()) {
            lease.started();
            deleteAll(home.resolve("jobs"));
            room.sync().lookAtAll();
            assertEquals(Status.RUNNING, room.queue().get(running.jobId()).status());
            assertTrue(Files.exists(room.file(running)));
            assertThrows(Refused.NoSuchJob.class, () -> room.queue().get(lost.jobId()));
            deleteAll(home.resolve("jobs"));
            assertTrue(Files.exists(room.file(room.submit("new"))));
        }
    }

    @Test
    void our_own_writes_are_no_news() throws Exception {
        Job job = room.submit("x");
        room.told.clear();
        touched(job.jobId());
        room.sync().lookAtAll();
        assertEquals(List.of(), room.told);
    }

    private void edit(Job job, String before, String after) throws IOException {
        Path file = room.file(job);
        Files.writeString(file, Files.readString(file).replace(before, after));
        // A clock with coarse ticks could give the edit the old time.
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
    }

    private void touched(String jobId) throws IOException {
        room.sync().look(new FolderWatch.Changes(Set.of(home.resolve("jobs/" + jobId + ".json")), false));
    }

    private List<String> aside() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(".orchestrator/set-aside"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}

package orchestrator.queue;

import orchestrator.file.FailPoints;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.JobState;
import orchestrator.job.Output;
import orchestrator.job.Status;
import orchestrator.testkit.JobRoom;
import orchestrator.testkit.TamperedDisk;
import orchestrator.testkit.UnforcedDisk;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JobQueueTest {

    private static final JobError ERROR = JobError.of("execution-error", "KSampler failed");

    @TempDir
    private Path home;
    private JobRoom room;

    @BeforeEach
    void open() {
        room = JobRoom.in(home);
    }

    @Test
    void an_accepted_job_stands_in_a_file_of_its_own() throws Exception {
        Job job = room.submit("a misty fjord");
        String text = Files.readString(room.file(job));
        assertTrue(text.contains("\"status\" : \"queued\""), text);
        assertTrue(text.contains("\"prompt\" : \"a misty fjord\""), text);
        assertEquals(job, room.restart().queue().get(job.jobId()));
    }

    @Test
    void a_seed_beyond_what_a_double_holds_survives_the_file() {
        Job job = room.queue().submit(List.of(JobRoom.asking("x", -1L)), Optional.empty()).getFirst();
        assertEquals(job.request(), room.restart().queue().get(job.jobId()).request());
        assertTrue(job.request().params().toString().contains("18446744073709551615"));
    }

    @Test
    void jobs_run_in_the_order_they_came_even_when_the_clock_goes_back() {
        room.submit("first");
        room.time.passes(Duration.ofDays(-1));
        room.submit("second");
        room.time.jumpsTo(Instant.parse("1969-01-01T00:00:00Z"));
        room.submit("third");
        assertEquals(List.of("first", "second", "third"), room.order());
        assertEquals(List.of("first", "second", "third"), room.restart().order());
    }

    @Test
    void a_higher_priority_goes_first_and_a_move_writes_one_file() {
        room.submit("a");
        Job b = room.submit("b");
        Job c = room.submit("c");
        room.queue().edit(c.jobId(), OptionalLong.empty(), edit(OptionalInt.of(5), OptionalInt.empty()));
        assertEquals(List.of("c", "a", "b"), room.order());
        room.told.clear();
        room.queue().edit(b.jobId(), OptionalLong.empty(), edit(OptionalInt.empty(), OptionalInt.of(1)));
        assertEquals(List.of("c", "b", "a"), room.order());
        assertEquals(1, room.told.size());
        assertEquals(List.of("c", "b", "a"), room.restart().order());
    }

    @Test
    void a_thousand_moves_between_the_same_two_keep_their_order() {
        room.submit("first");
        room.submit("last");
        List<Job> moved = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            moved.add(room.submit("job " + i));
        }
        for (int round = 0; round < 10; round++) {
            for (Job job : moved) {
                room.queue().edit(job.jobId(), OptionalLong.empty(), edit(OptionalInt.empty(), OptionalInt.of(2)));
                assertEquals(2, room.queue().position(job.jobId()).orElseThrow());
            }
        }
        List<String> order = room.order();
        assertEquals("first", order.getFirst());
        assertEquals("last", order.getLast());
        assertEquals(order, room.restart().order());
    }

    @Test
    void only_one_of_many_gets_a_job() throws Exception {
        room.submit("wanted");
        List<Boolean> got = inParallel(50, () -> room.claims().claim(Stream::findFirst).isPresent());
        assertEquals(1, got.stream().filter(Boolean::booleanValue).count());
    }

    @Test
    void a_run_goes_from_claim_to_complete() {
        Job job = room.submit("x");
        try (Lease lease = room.claim()) {
            assertEquals(Status.QUEUED, room.queue().get(job.jobId()).status());
            var sending = lease.send("http://comfy", "id-1").orElseThrow();
            assertEquals(1, sending.n());
            assertTrue(lease.started());
            assertEquals(Status.RUNNING, room.queue().get(job.jobId()).status());
            assertTrue(lease.complete(List.of(new Output("sd15_00001.png", "/a.png", 1, 12))));
        }
        Job done = room.restart().queue().get(job.jobId());
        assertEquals(Status.COMPLETE, done.status());
        assertTrue(done.trail().unsettled().isEmpty());
        assertTrue(room.claims().inDoubt().isEmpty());
    }

    @Test
    void a_run_that_is_made_again_is_noted_with_its_number() {
        Job job = room.submit("x");
        for (int attempt = 2; attempt <= 3; attempt++) {
            try (Lease lease = room.claim()) {
                assertTrue(lease.again(ERROR, Duration.ZERO));
            }
            assertEquals(attempt, room.restart().queue().get(job.jobId()).trail().notes().getLast().args().get("n"));
        }
    }

    @Test
    void a_cancelled_job_never_ends_as_complete() {
        Job job = room.submit("x");
        try (Lease lease = room.claim()) {
            lease.send("http://comfy", "id-1");
            lease.started();
            List<String> heard = new ArrayList<>();
            lease.onWish(() -> heard.add("stop"));
            room.queue().cancel(job.jobId());
            assertEquals(List.of("stop"), heard);
            assertEquals(Lease.Wish.STOP, lease.wish());
            assertFalse(lease.complete(List.of()));
            assertFalse(lease.fail(ERROR));
            assertFalse(lease.putBack());
            assertFalse(lease.again(ERROR, Duration.ZERO));
            assertEquals(1, lease.job().trail().unsettled().size(), "what was sent is still to be ended");
            lease.gone("id-1");
        }
        Job cancelled = room.restart().queue().get(job.jobId());
        assertEquals(Status.CANCELLED, cancelled.status());
        assertTrue(cancelled.trail().unsettled().isEmpty());
    }

    @Test
    void cancel_and_finish_race_to_exactly_one_end() throws Exception {
        for (int i = 0; i < 100; i++) {
            Job job = room.submit("race " + i);
            try (Lease lease = room.claim()) {
                lease.started();
                List<Boolean> won = inParallel(2, new Callable<>() {
                    private int turn;

                    @Override
                    public Boolean call() {
                        int mine;
                        synchronized (this) {
                            mine = turn++;
                        }
                        if (mine == 0) {
                            return lease.complete(List.of());
                        }
                        try {
                            room.queue().cancel(job.jobId());
                            return true;
                        } catch (Refused.WrongState complete) {
                            return false;
                        }
                    }
                });
                assertEquals(1, won.stream().filter(Boolean::booleanValue).count());
            }
        }
    }

    @Test
    void undo_of_a_waiting_jobs_stop_gives_its_place_back() {
        room.submit("a");
        Job b = room.submit("b");
        room.submit("c");
        room.queue().cancel(b.jobId());
        assertEquals(List.of("a", "c"), room.order());
        room.restart().queue().retry(b.jobId());
        assertEquals(List.of("a", "b", "c"), room.order());
    }

    @Test
    void a_retry_of_a_failed_job_goes_behind_the_others_and_counts_anew() {
        Job a = room.submit("a");
        room.submit("b");
        try (Lease lease = room.claim()) {
            lease.send("http://comfy", "id-1");
            assertTrue(lease.fail(ERROR));
        }
        assertEquals(1, room.queue().get(a.jobId()).trail().attempts());
        room.queue().retry(a.jobId());
        assertEquals(List.of("b", "a"), room.order());
        assertEquals(0, room.queue().get(a.jobId()).trail().attempts());
        assertEquals(2, room.queue().get(a.jobId()).trail().nextSending(), "a sending's number never repeats");
    }

    @Test
    void a_job_to_be_tried_again_waits_for_its_time() {
        Job a = room.submit("a");
        try (Lease lease = room.claim()) {
            lease.again(ERROR, Duration.ofSeconds(8));
        }
        assertTrue(room.claims().claim(Stream::findFirst).isEmpty());
        assertEquals(Duration.ofSeconds(8), room.claims().nextDue().orElseThrow());
        room.restart().time.passes(Duration.ofSeconds(8));
        assertEquals(a.jobId(), room.claim().job().jobId());
    }

    @Test
    void what_cannot_be_done_is_refused_with_the_state() {
        Job job = room.submit("x");
        assertThrows(Refused.NoSuchJob.class, () -> room.queue().get("nobody"));
        assertThrows(Refused.WrongState.class, () -> room.queue().retry(job.jobId()));
        assertThrows(Refused.WrongState.class, () -> room.queue().remove(job.jobId()));
        try (Lease lease = room.claim()) {
            lease.started();
            assertEquals(Status.RUNNING, assertThrows(Refused.WrongState.class, () -> room.queue().edit(job.jobId(),
                    OptionalLong.empty(), edit(OptionalInt.of(1), OptionalInt.empty()))).status());
            lease.complete(List.of());
        }
        assertEquals(Status.COMPLETE,
                assertThrows(Refused.WrongState.class, () -> room.queue().cancel(job.jobId())).status());
        room.queue().remove(job.jobId());
        assertFalse(Files.exists(room.file(job)));
    }

    @Test
    void a_cancel_twice_changes_nothing_the_second_time() {
        Job job = room.submit("x");
        assertEquals(room.queue().cancel(job.jobId()), room.queue().cancel(job.jobId()));
    }

    @Test
    void of_a_hundred_parallel_edits_each_wins_or_is_stale() throws Exception {
        Job job = room.submit("x");
        List<Boolean> won = inParallel(100, () -> {
            long seen = room.queue().get(job.jobId()).rev();
            try {
                room.queue().edit(job.jobId(), OptionalLong.of(seen), edit(OptionalInt.of((int) seen),
                        OptionalInt.empty()));
                return true;
            } catch (Refused.Stale stale) {
                return false;
            }
        });
        long wins = won.stream().filter(Boolean::booleanValue).count();
        assertEquals(1 + wins, room.queue().get(job.jobId()).rev());
    }

    @Test
    void fifty_requests_under_one_key_make_one_job() throws Exception {
        IdempotencyKey key = new IdempotencyKey("k", "same");
        List<String> ids = inParallel(50, () -> room.queue().submit(List.of(JobRoom.asking("x")), Optional.of(key))
                .getFirst().jobId());
        assertEquals(1, new HashSet<>(ids).size());
        assertEquals(1, room.restart().queue().list(JobQuery.all()).total());
        assertEquals(ids.getFirst(), room.queue().submit(List.of(JobRoom.asking("x")), Optional.of(key)).getFirst()
                .jobId());
        assertThrows(Refused.KeyReused.class, () -> room.queue().submit(List.of(JobRoom.asking("y")),
                Optional.of(new IdempotencyKey("k", "other"))));
    }

    @Test
    void a_try_that_the_disk_refused_does_not_hold_its_key() throws Exception {
        orchestrator.testkit.FailingDisk disk = new orchestrator.testkit.FailingDisk(Integer.MAX_VALUE,
                "No space left on device");
        JobRoom full = JobRoom.on(disk, home.resolve("full"), orchestrator.file.FailPoints.NONE);
        disk.breakNow();
        assertThrows(java.io.UncheckedIOException.class, () -> full.queue().submit(List.of(JobRoom.asking("x")),
                Optional.of(new IdempotencyKey("k", "one"))));
        assertEquals(0, full.queue().list(JobQuery.all()).total());
        disk.mend();
        full.queue().submit(List.of(JobRoom.asking("y")), Optional.of(new IdempotencyKey("k", "two")));
        assertEquals(1, full.queue().list(JobQuery.all()).total());
    }

    @Test
    void a_wish_that_comes_after_another_one_is_heard_too() {
        Job job = room.submit("x");
        try (Lease lease = room.claim()) {
            List<Lease.Wish> heard = new ArrayList<>();
            lease.onWish(() -> heard.add(lease.wish()));
            lease.tell(Lease.Wish.GIVE_BACK);
            room.queue().cancel(job.jobId());
            assertEquals(List.of(Lease.Wish.GIVE_BACK, Lease.Wish.STOP), heard);
        }
    }

    @Test
    void a_group_cut_short_by_a_crash_is_made_whole_by_the_repeat() throws Exception {
        IdempotencyKey key = new IdempotencyKey("k", "same");
        List<Job> first = room.queue().submit(List.of(JobRoom.asking("x", 10), JobRoom.asking("x", 11),
                JobRoom.asking("x", 12)), Optional.of(key));
        Files.delete(room.file(first.get(2)));
        List<Job> repeat = room.restart().queue().submit(List.of(JobRoom.asking("x", 90), JobRoom.asking("x", 91),
                JobRoom.asking("x", 92)), Optional.of(key));
        assertEquals(List.of("10", "11", "12"), repeat.stream()
                .map(job -> ((orchestrator.job.ImageParams) job.request().params()).seed().orElseThrow().toString())
                .toList());
        assertEquals(1, repeat.stream().map(job -> job.submission().group()).distinct().count());
    }

    @Test
    void a_paused_queue_hands_out_nothing_also_after_a_restart() {
        room.submit("x");
        room.queue().pause();
        assertTrue(room.claims().claim(Stream::findFirst).isEmpty());
        assertTrue(room.restart().queue().counts().paused());
        assertTrue(room.claims().claim(Stream::findFirst).isEmpty());
        room.queue().resume();
        assertTrue(room.claims().claim(Stream::findFirst).isPresent());
    }

    @Test
    void pages_stay_right_while_jobs_come_and_go() {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            room.time.passes(Duration.ofSeconds(1));
            jobs.add(room.submit("job " + i));
        }
        List<String> seen = new ArrayList<>();
        Optional<JobCursor> after = Optional.empty();
        do {
            JobPage page = room.queue().list(new JobQuery(java.util.Set.of(), Optional.empty(), Optional.empty(),
                    Optional.empty(), JobOrder.NEWEST_FIRST, 10, after));
            page.jobs().forEach(job -> seen.add(job.prompt()));
            after = page.next().flatMap(cursor -> JobCursor.parse(cursor.text()));
            room.time.passes(Duration.ofSeconds(1));
            room.submit("new");
            room.queue().cancel(jobs.getFirst().jobId());
        } while (after.isPresent());
        assertEquals(25, seen.size());
        assertEquals("job 24", seen.getFirst());
        assertEquals("job 0", seen.getLast());
        assertTrue(JobCursor.parse("garbage").isEmpty());
    }

    @Test
    void a_search_is_taken_letter_by_letter() {
        room.submit("(a+)+$ weird");
        room.submit("plain");
        assertEquals(1, room.queue().list(searching("(A+)+$")).total());
        assertEquals(2, room.queue().list(searching("dreamshaper")).total());
        assertEquals(0, room.queue().list(searching(".*")).total());
    }

    @Test
    void ten_thousand_jobs_of_one_millisecond_keep_their_order() {
        room = JobRoom.on(new UnforcedDisk(), home, FailPoints.NONE);
        List<String> prompts = IntStream.range(0, 10_000).mapToObj(n -> "job " + n).toList();
        prompts.forEach(room::submit);
        assertEquals(prompts, room.order());
        assertEquals(prompts, room.restart().order());
        for (String prompt : prompts.subList(0, 100)) {
            try (Lease lease = room.claim()) {
                assertEquals(prompt, lease.job().request().prompt());
                lease.complete(List.of());
            }
        }
    }

    @Test
    void what_was_known_to_be_gone_changes_nothing_when_it_is_told_again() {
        Job job = room.submit("x");
        try (Lease lease = room.claim()) {
            lease.send("http://comfy", "id-1");
            lease.started();
            lease.complete(List.of());
            long rev = room.queue().get(job.jobId()).rev();
            lease.gone("id-1");
            assertEquals(rev, room.queue().get(job.jobId()).rev());
        }
    }

    @Test
    void a_clock_set_back_makes_no_pause_longer() {
        Job a = room.submit("a");
        try (Lease lease = room.claim()) {
            lease.again(ERROR, Duration.ofSeconds(30));
        }
        room.time.passes(Duration.ofSeconds(-10));
        assertTrue(room.claims().claim(Stream::findFirst).isEmpty(), "a second does not matter");
        room.time.passes(Duration.ofDays(-1));
        assertEquals(a.jobId(), room.claim().job().jobId());
    }

    @Test
    void a_file_that_the_disk_does_not_give_now_is_not_taken_for_gone() throws Exception {
        AtomicBoolean withheld = new AtomicBoolean();
        room = JobRoom.on(new TamperedDisk() {
            @Override
            public byte[] read(Path file) throws IOException {
                if (withheld.get()) {
                    throw new FileSystemException(file.toString(), null, "Too many open files");
                }
                return super.read(file);
            }
        }, home, FailPoints.NONE);
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("key", "print"));
        Job job = room.queue().submit(List.of(JobRoom.asking("x")), key).getFirst();
        withheld.set(true);
        assertThrows(UncheckedIOException.class, () -> room.queue().get(job.jobId()));
        assertThrows(UncheckedIOException.class, () -> room.queue().cancel(job.jobId()));
        assertThrows(UncheckedIOException.class, () -> room.queue().submit(List.of(JobRoom.asking("x")), key));
        assertTrue(room.claims().claim(Stream::findFirst).isEmpty());
        Files.setLastModifiedTime(room.file(job), FileTime.from(Instant.EPOCH));
        room.sync().lookAtAll();
        assertEquals(List.of("x"), room.order());
        withheld.set(false);
        assertEquals(job.jobId(), room.queue().submit(List.of(JobRoom.asking("x")), key).getFirst().jobId());
        assertEquals(1, room.queue().counts().total());
        assertEquals(job.jobId(), room.claim().job().jobId());
    }

    @Test
    void a_claim_that_died_before_sending_is_found_in_doubt() {
        Job job = room.submit("x");
        room.claim();
        assertTrue(room.claims().inDoubt().isEmpty(), "somebody has it");
        assertEquals(List.of(job.jobId()), room.restart().claims().inDoubt().stream().map(Job::jobId).toList());
        try (Lease lease = room.claims().adopt(job.jobId()).orElseThrow()) {
            assertTrue(lease.putBack());
        }
        assertEquals(new JobState.Waiting(Optional.empty()), room.queue().get(job.jobId()).state());
    }

    private static JobQuery searching(String text) {
        return new JobQuery(java.util.Set.of(), Optional.empty(), Optional.of(text), Optional.empty(),
                JobOrder.NEWEST_FIRST, 100, Optional.empty());
    }

    private static JobEdit edit(OptionalInt priority, OptionalInt position) {
        return new JobEdit(Optional.empty(), priority, position);
    }

    private static <T> List<T> inParallel(int times, Callable<T> action) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                futures.add(threads.submit(action));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}

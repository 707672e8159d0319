package orchestrator;

import orchestrator.demo.DemoLog;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whether the kill loop's own checks can fail. */
class PromisesTest {

    @TempDir
    private Path home;
    private final Witness witness = new Witness();
    private final StandInStory story = new StandInStory();
    private final KillLedger ledger = new KillLedger();
    private final List<DemoLog.Entry> log = new ArrayList<>();
    private Promises promises;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(home.resolve("output"));
        Files.createDirectories(home.resolve(".orchestrator/tmp"));
        promises = new Promises(home, witness, story, ledger);
    }

    @Test
    void nothing_is_broken_where_all_went_well() throws IOException {
        accept("a");
        accept("b");
        sent("a", 1);
        ended("a", 1);
        sent("b", 1);
        Files.writeString(home.resolve("output/a.png"), "[a]");
        JobOnDisk.All jobs = jobs(complete("a", "a.png"),
                """
                "jobId":"b","status":"running","sendings":[{"n":1,"promptId":"b-1"}]""");
        assertEquals(List.of(), promises.broken(jobs));
    }

    @Test
    void p1_an_accepted_job_that_is_gone_is_told() throws IOException {
        accept("a");
        assertBroken("P1: a ", jobs());
    }

    @Test
    void p2_outputs_that_are_missing_too_many_or_anothers_are_told() throws IOException {
        assertBroken("P2: a is complete, a.png is missing", jobs(complete("a", "a.png")));
        assertBroken("P2: a is complete with 0 outputs", jobs("""
                                                              "jobId":"a","status":"complete" """));
        assertBroken("P2: b and a both have a.png", jobs(complete("a", "a.png"), complete("b", "a.png")));
        Files.writeString(home.resolve("output/a.png"), "[b]");
        assertBrokenAtTheEnd("P2: a has another one's picture", jobs(complete("a", "a.png")));
    }

    @Test
    void p2_a_job_that_does_not_end_or_fails_without_a_reason_is_told() throws IOException {
        assertBrokenAtTheEnd("P2: a did not end", jobs(queued("a")));
        assertBrokenAtTheEnd("P2: a failed", jobs(failed("a", "execution-error", 0)));
        assertBrokenAtTheEnd("P2: a failed", jobs(failed("a", "lost", 4)));
        for (int n = 1; n <= 4; n++) {
            sent("a", n);
            story.crashed();
        }
        assertEquals(List.of(), promises.brokenAtTheEnd(jobs(failed("a", "lost", 4))));
        assertEquals(List.of(), promises.brokenAtTheEnd(jobs(failed("a", "tries-used-up", 4))));
    }

    @Test
    void p3_a_final_job_that_changes_is_told() throws IOException {
        witness.settled("a", "failed");
        assertBroken("P3: a was failed and is queued", jobs(queued("a")));
    }

    @Test
    void p4_a_file_torn_or_set_aside_is_told() throws IOException {
        Path jobs = Files.createDirectories(home.resolve("jobs"));
        Files.writeString(jobs.resolve("a.json"), "{\"jobId\":");
        Files.writeString(Files.createDirectories(home.resolve(".orchestrator/set-aside")).resolve("b.json"), "");
        assertBroken("P4: torn file a.json", JobOnDisk.All.in(jobs));
        assertBroken("P4: set aside: b.json", JobOnDisk.All.in(jobs));
    }

    @Test
    void p5_a_job_called_poison_without_three_kills_over_it_is_told() throws IOException {
        sent("a", 1);
        // It was known to run and did: such a kill is no sign.
        List.of(1, 2, 3).forEach(_ -> ledger.examine(jobs(held("a", "running")).byId().values(), story));
        assertBroken("P5: a is called poison after at most 0 kills", jobs(failed("a", "poison", 1)));
        List.of(1, 2).forEach(_ -> ledger.examine(jobs(held("a", "queued")).byId().values(), story));
        assertBroken("P5: a is called poison after at most 2 kills", jobs(failed("a", "poison", 1)));
        ledger.examine(jobs(held("a", "queued")).byId().values(), story);
        assertEquals(List.of(), promises.p5PoisonStopsNoOthers(jobs(failed("a", "poison", 1))));
    }

    @Test
    void p6_a_graph_sent_while_the_one_before_is_alive_is_told() throws IOException {
        sent("a", 1);
        sent("a", 2);
        assertBroken("P6: a was sent as ", jobs());
    }

    @Test
    void p6_a_graph_sent_again_although_the_one_before_was_done_is_told() throws IOException {
        sent("a", 1);
        ended("a", 1);
        sent("a", 2);
        assertBroken("P6: a was sent as ", jobs());
    }

    @Test
    void p6_a_graph_sent_after_the_one_before_has_died_is_none_but_deleting_what_runs_kills_nothing()
            throws IOException {
        sent("a", 1);
        story.crashed();
        sent("a", 2);
        ended("a", 2);
        story.read(log);
        story.crashed();
        log.add(posted("a", 3, "a-3"));
        log.add(new DemoLog.QueueDeleted(List.of("a-3")));
        sent("a", 4);
        assertEquals(List.of(), story.violations());
        log.add(new DemoLog.QueueDeleted(List.of("a-4")));
        sent("a", 5);
        assertBroken("P6: a was sent as ", jobs());
    }

    @Test
    void p6_a_number_that_repeats_is_told() throws IOException {
        sent("a", 1);
        ended("a", 1);
        log.add(posted("a", 1, "another-id"));
        assertBroken("P6: a was sent twice with one number", jobs());
    }

    @Test
    void p6_more_attempts_than_four_or_than_there_were_reasons_are_told() throws IOException {
        assertBroken("P6: a has 1 attempts, and only 0", jobs(failed("a", "lost", 1)));
        for (int n = 1; n <= 5; n++) {
            sent("a", n);
            story.crashed();
        }
        assertBroken("P6: a has 5 attempts", jobs(failed("a", "lost", 5)));
    }

    @Test
    void p7_a_job_that_begins_before_an_earlier_one_is_told() throws IOException {
        accept("a");
        accept("b");
        sent("b", 1);
        assertBroken("P7: b began before a", jobs(queued("a")));
        sent("a", 1);
        assertBroken("P7: b began before a", jobs());
    }

    @Test
    void p7_no_order_is_kept_between_jobs_asked_for_at_once_or_disturbed_by_a_kill() throws IOException {
        long early = witness.next();
        accept("a");
        witness.accepted("b", early);
        accept("c");
        sent("c", 1);
        ledger.examine(jobs(held("a", "queued"), held("b", "queued")).byId().values(), story);
        story.read(log);
        assertEquals(List.of("c"), story.firstStarts());
        assertEquals(List.of(), promises.p7OrderIsKept(jobs(queued("a"), queued("b"))));
    }

    @Test
    void p8_a_cancelled_job_that_goes_on_is_told() throws IOException {
        witness.cancelled("a");
        assertBroken("P8: a was cancelled and is complete", jobs("""
                                                                 "jobId":"a","status":"complete" """));
        assertBroken("P8: b is cancelled, and nobody asked for it", jobs("""
                                                                         "jobId":"b","status":"cancelled" """));
        sent("a", 1);
        assertBrokenAtTheEnd("P8: a is cancelled and still in ComfyUI", jobs("""
                                                                             "jobId":"a","status":"cancelled" """));
    }

    @Test
    void p8_an_interrupt_that_may_hit_anybody_is_told() throws IOException {
        log.add(new DemoLog.InterruptPosted(Optional.empty()));
        assertBroken("P8: an interrupt", jobs());
    }

    private void accept(String jobId) {
        witness.accepted(jobId, witness.next());
    }

    private void sent(String jobId, int n) {
        log.add(posted(jobId, n, jobId + "-" + n));
        log.add(new DemoLog.PromptStarted(jobId + "-" + n));
        story.read(log);
    }

    private void ended(String jobId, int n) {
        log.add(new DemoLog.PromptEnded(jobId + "-" + n, "success"));
    }

    private void assertBroken(String violation, JobOnDisk.All jobs) throws IOException {
        story.read(log);
        assertTrue(promises.broken(jobs).stream().anyMatch(line -> line.startsWith(violation)), () -> violation
                + " is not told");
    }

    private void assertBrokenAtTheEnd(String violation, JobOnDisk.All jobs) throws IOException {
        assertTrue(promises.brokenAtTheEnd(jobs).stream().anyMatch(line -> line.startsWith(violation)), () -> violation
                + " is not told");
    }

    private static DemoLog.PromptPosted posted(String jobId, int n, String promptId) {
        return new DemoLog.PromptPosted(promptId, n, 200, Optional.empty(),
                """
                {"prompt":{"9":{"class_type":"SaveImage","inputs":{"filename_prefix":"orch/%s/%d"}}}}""".formatted(
                        jobId, n));
    }

    private static JobOnDisk.All jobs(String... inside) {
        Map<String, JobOnDisk> byId = new TreeMap<>();
        for (String fields : inside) {
            JobOnDisk job = JobOnDisk.of("{" + fields + "}");
            byId.put(job.id(), job);
        }
        return new JobOnDisk.All(byId, List.of());
    }

    private static String queued(String jobId) {
        return """
               "jobId":"%s","status":"queued" """.formatted(jobId);
    }

    private static String held(String jobId, String status) {
        return """
               "jobId":"%s","status":"%s","stage":"next","sendings":[{"n":1,"promptId":"%s-1"}]""".formatted(jobId,
                status, jobId);
    }

    private static String complete(String jobId, String file) {
        return """
               "jobId":"%s","status":"complete","output":[{"file":"%s"}]""".formatted(jobId, file);
    }

    private static String failed(String jobId, String code, int attempts) {
        return """
               "jobId":"%s","status":"failed","error":{"code":"%s"},"attempts":%d""".formatted(jobId, code, attempts);
    }
}

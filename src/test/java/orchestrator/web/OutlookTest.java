package orchestrator.web;

import orchestrator.comfyui.NodeTimes.Measured;
import orchestrator.engine.Availability;
import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.engine.Wait;
import orchestrator.event.Progress;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.JobRequest;
import orchestrator.models.Choices;
import orchestrator.models.ModelList;
import orchestrator.queue.Lease;
import orchestrator.testkit.JobRoom;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

class OutlookTest {

    private static final Optional<Integer> NOBODY_KNOWS = Optional.empty();

    @TempDir
    private Path home;
    private final Engines engines = new Engines(_ -> {});
    private JobRoom room;
    private ModelList models;

    @BeforeEach
    void open() {
        room = JobRoom.in(home);
        models = new ModelList(List.of(home.resolve("models")), room.time, Choices.unkept());
    }

    @Test
    void each_waits_for_those_before_it_and_only_the_first_for_the_model() {
        online("gpu");
        learn("gpu", 10, 60);
        assertEquals(starts(0, 60, 110, 160), startsOf(submit(4)));
    }

    @Test
    void what_runs_and_what_is_next_count_before_those_that_wait() {
        online("gpu");
        learn("gpu", 10, 60);
        List<Job> jobs = submit(4);
        Lease running = send("gpu");
        running.started();
        engines.progressed(running.job().jobId(), left(7));
        send("gpu");
        engines.update("gpu", state -> state.withQueue(2));
        assertEquals(Stream.of(Optional.empty(), Optional.of(7), Optional.of(57), Optional.of(107)).toList(), startsOf(
                jobs));
        assertEquals(Optional.of(1), outlook().of(jobs.get(2).jobId()).orElseThrow().position());
    }

    @Test
    void a_running_job_nobody_can_time_leaves_those_after_it_unknown() {
        online("gpu");
        learn("gpu", 10, 60);
        List<Job> jobs = submit(2);
        send("gpu").started();
        assertEquals(List.of(NOBODY_KNOWS, NOBODY_KNOWS), startsOf(jobs));
    }

    @Test
    void one_that_is_only_being_fetched_keeps_nobody_waiting() {
        online("gpu");
        learn("gpu", 10, 60);
        List<Job> jobs = submit(2);
        Lease running = send("gpu");
        running.started();
        engines.progressed(running.job().jobId(), Progress.at(99, "fetching"));
        assertEquals(Optional.of(0), startsOf(jobs).getLast());
    }

    @Test
    void after_the_first_of_a_kind_nobody_knows() {
        online("gpu");
        learn("gpu", 10, 60);
        JobRequest strange = new JobRequest("checkpoints/other.safetensors", "x", JobRoom.params(1));
        Job known = room.submit("a");
        Job other = room.queue().submit(List.of(strange), Optional.empty()).getFirst();
        Job after = room.submit("b");
        assertEquals(List.of(Optional.of(0), Optional.of(60), NOBODY_KNOWS), startsOf(List.of(known, other, after)));
    }

    @Test
    void what_strangers_have_in_the_engine_takes_nobody_knows_how_long() {
        online("gpu");
        learn("gpu", 10, 60);
        engines.update("gpu", state -> state.withQueue(1));
        assertEquals(List.of(NOBODY_KNOWS), startsOf(submit(1)));
    }

    @Test
    void nothing_is_promised_while_paused_or_while_no_engine_is_there() {
        List<Job> jobs = submit(1);
        learn("gpu", 10, 60);
        assertEquals(List.of(NOBODY_KNOWS), startsOf(jobs));
        online("gpu");
        assertEquals(List.of(Optional.of(0)), startsOf(jobs));
        room.queue().pause();
        assertEquals(List.of(NOBODY_KNOWS), startsOf(jobs));
    }

    @Test
    void one_that_is_held_back_promises_nothing_and_holds_up_nobody() {
        online("gpu");
        learn("gpu", 10, 60);
        List<Job> jobs = submit(2);
        engines.waits(jobs.getFirst().jobId(), Wait.of("model"));
        assertEquals(List.of(NOBODY_KNOWS, Optional.of(0)), startsOf(jobs));
    }

    @Test
    void a_second_try_begins_not_before_its_pause_is_over() {
        online("gpu");
        learn("gpu", 10, 60);
        Job job = room.submit("a");
        try (Lease lease = send("gpu")) {
            lease.started();
            lease.again(JobError.of("lost", "gone"), Duration.ofSeconds(30));
        }
        assertEquals(List.of(Optional.of(30)), startsOf(List.of(job)));
    }

    @Test
    void two_engines_share_what_both_have_and_each_keeps_its_own() {
        online("fast");
        online("slow");
        learn("fast", 0, 10);
        learn("slow", 0, 40);
        models.engineLists("fast", Map.of("checkpoints", List.of("dreamshaper_8.safetensors")));
        models.engineLists("slow", Map.of("checkpoints", List.of("dreamshaper_8.safetensors")));
        List<Job> jobs = submit(6);
        assertEquals(starts(0, 0, 10, 20, 30, 40), startsOf(jobs));
        models.engineLists("slow", Map.of("checkpoints", List.of("another.safetensors")));
        assertEquals(starts(0, 10, 20, 30, 40, 50), startsOf(jobs));
    }

    private void online(String id) {
        engines.add(EngineState.unknown(id, false).with(new Availability.Online()));
    }

    private void learn(String engine, double lead, double total) {
        engines.times().learn(engine, JobRoom.asking("x"), new Measured(Map.of(), true, lead, total));
    }

    private List<Job> submit(int count) {
        return Stream.generate(() -> room.submit("a lake")).limit(count).toList();
    }

    private Lease send(String engine) {
        Lease lease = room.claim();
        lease.send(engine, "prompt-" + lease.job().jobId());
        return lease;
    }

    private static Progress left(int seconds) {
        return new Progress(50, "sampling", 10, 20, Optional.of(seconds), Optional.empty(), Optional.empty(), false);
    }

    private Outlook outlook() {
        return new Outlook(room.queue(), engines, models, room.time);
    }

    private List<Optional<Integer>> startsOf(List<Job> jobs) {
        Outlook outlook = outlook();
        return jobs.stream().map(job -> outlook.of(job.jobId()).flatMap(Outlook.Turn::startsIn)).toList();
    }

    private static List<Optional<Integer>> starts(Integer... seconds) {
        return Stream.of(seconds).map(Optional::of).toList();
    }
}

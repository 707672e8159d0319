package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.worker.Pace;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the socket tells is a hint: whatever becomes of it, a job ends as ComfyUI ended it. */
@Timeout(120)
class SocketTroubleTest {

    private static final int LARGER_THAN_ANY_FRAME = 64 << 20;

    @TempDir
    private Path home;
    private DemoComfy comfy;

    @BeforeEach
    void begin() {
        comfy = DemoComfy.start(new DemoOptions(0, new DemoOptions.Pace(Duration.ZERO, Duration.ofMillis(40),
                Duration.ZERO), true, Optional.empty()));
    }

    @AfterEach
    void end() {
        comfy.close();
    }

    @Test
    void cut_again_and_again_a_job_still_ends() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline();
                AutoCloseable _ = comfy.dropSocketsEvery(Duration.ofMillis(100))) {
            assertCompleteAtFirst(app, app.submit("a pier", 20));
        }
    }

    @Test
    void after_a_cut_progress_goes_on() throws Exception {
        comfy.faults().holdAtStep(3);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a pier", 20);
            comfy.log().awaitHeld(promptId());
            comfy.dropSockets();
            comfy.log().awaitNth(DemoLog.SocketOpened.class, 2);
            comfy.faults().release();
            assertCompleteAtFirst(app, id);
            List<Integer> steps = app.events().about(id, "progress").stream()
                    .map(told -> told.path("step").asInt()).toList();
            assertTrue(steps.stream().anyMatch(step -> step > 3), "nothing was told after the cut: " + steps);
        }
    }

    @Test
    void a_socket_that_has_gone_silent_holds_no_job() throws Exception {
        comfy.faults().holdAtStep(3);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a pier", 5);
            comfy.log().awaitHeld(promptId());
            comfy.faults().mute();
            comfy.faults().release();
            assertCompleteAtFirst(app, id);
        }
    }

    @Test
    void a_socket_that_never_greets_holds_no_job() throws Exception {
        comfy.faults().mute();
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            assertCompleteAtFirst(app, app.submit("a pier", 5));
        }
    }

    @Test
    void a_socket_that_was_deafened_by_the_end_of_another_is_made_anew() throws Exception {
        comfy.faults().loseReplacedSockets();
        comfy.faults().holdAtStep(3);
        try (LiveApp app = LiveApp.start(home, soonTiredOfSilence(), comfy).awaitOnline()) {
            String id = app.submit("a pier", 20);
            comfy.log().awaitHeld(promptId());
            openAndCloseAnother(comfy.log().awaitNth(DemoLog.SocketOpened.class, 1).clientId());
            comfy.log().awaitNth(DemoLog.SocketOpened.class, 3);
            int before = app.events().about(id, "progress").size();
            comfy.faults().release();
            assertCompleteAtFirst(app, id);
            assertTrue(app.events().about(id, "progress").size() > before, "the new one heard nothing");
        }
    }

    @Test
    void what_concerns_nobody_or_cannot_be_read_changes_nothing() throws Exception {
        comfy.faults().holdAtStep(3);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a pier", 30);
            comfy.log().awaitHeld(promptId());
            int before = app.await("/api/jobs/" + id, job -> job.path("progress").asInt() > 0).path("progress").asInt();
            babble(promptId(), sampler());
            comfy.faults().release();
            JsonNode job = assertCompleteAtFirst(app, id);
            assertEquals(1, job.path("output").size());
            List<JsonNode> told = app.events().about(id, "progress");
            List<Integer> percents = told.stream().map(one -> one.path("percent").asInt()).toList();
            assertEquals(percents.stream().sorted().toList(), percents);
            assertTrue(percents.stream().filter(percent -> percent > before && percent < 90).distinct().count() > 2,
                    "it does not grow: " + percents);
            assertTrue(told.stream().allMatch(one -> one.path("step").asInt() <= one.path("steps").asInt()),
                    told.toString());
        }
    }

    @Test
    void a_frame_beyond_all_measure_ends_the_connection_and_not_the_job() throws Exception {
        comfy.faults().holdAtStep(3);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a pier", 5);
            comfy.log().awaitHeld(promptId());
            comfy.say(new byte[LARGER_THAN_ANY_FRAME]);
            comfy.log().awaitNth(DemoLog.SocketClosed.class, 1);
            comfy.log().awaitNth(DemoLog.SocketOpened.class, 2);
            comfy.faults().release();
            assertCompleteAtFirst(app, id);
        }
    }

    @Test
    void ends_that_are_told_too_early_twice_or_in_another_order_end_nothing_twice() throws Exception {
        comfy.faults().holdAtStep(3);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = app.submit("a pier", 5);
            String ours = promptId();
            comfy.log().awaitHeld(ours);
            for (int i = 0; i < 2; i++) {
                told("execution_success", ours, "");
                told("executed", ours, ",\"node\":\"9\",\"output\":null");
                told("execution_error", ours, ",\"node_id\":\"3\",\"exception_message\":\"no\"");
                told("execution_interrupted", ours, ",\"node_id\":\"3\"");
                told("executing", ours, ",\"node\":null");
                told("execution_start", ours, "");
            }
            String next = app.submit("a pier at night", 5);
            comfy.faults().release();
            JsonNode job = assertCompleteAtFirst(app, id);
            told("execution_success", ours, "");
            told("executing", ours, ",\"node\":null");
            assertCompleteAtFirst(app, next);
            assertEquals(1, job.path("output").size());
            assertEquals(job, app.job(id));
            assertEquals(1, app.events().about(id, "complete").size());
            assertEquals(2, comfy.log().all(DemoLog.PromptPosted.class).size());
        }
    }

    private void babble(String ours, String sampler) {
        List.of("", "{", "[]", "null", "{\"type\":7}", "{\"type\":\"new_in_2030\",\"data\":{\"prompt_id\":\"%s\"}}",
                "{\"type\":\"progress\",\"data\":{\"prompt_id\":\"%s\",\"node\":\"%n\",\"value\":NaN,\"max\":NaN}}",
                "{\"type\":\"progress\",\"data\":{\"prompt_id\":\"%s\",\"node\":\"%n\",\"value\":5,\"max\":NaN}}",
                "{\"type\":\"progress\",\"data\":{\"prompt_id\":\"%s\",\"node\":\"%n\",\"value\":Infinity,\"max\":5}}",
                "{\"type\":\"progress\",\"data\":{\"prompt_id\":\"%s\",\"node\":\"%n\",\"value\":-1e308,\"max\":1e-308}}",
                "{\"type\":\"progress\",\"data\":{\"prompt_id\":\"%s\",\"node\":{},\"value\":\"1\",\"max\":[]}}",
                "{\"type\":\"progress_state\",\"data\":{\"prompt_id\":\"%s\",\"nodes\":{\"none\":{\"value\":1,\"max\":NaN,"
                        + "\"real_node_id\":\"%n\"}}}}",
                "{\"type\":\"executed\",\"data\":{\"prompt_id\":\"%s\",\"node\":\"9\",\"output\":{\"images\":[1,null]}}}",
                "{\"type\":\"executing\",\"data\":{\"prompt_id\":\"somebody-else\",\"node\":null}}",
                "{\"type\":\"execution_error\",\"data\":{\"prompt_id\":\"somebody-else\"}}",
                "{\"type\":\"status\",\"data\":{\"status\":{\"exec_info\":{\"queue_remaining\":\"many\"}}}}")
                .forEach(frame -> comfy.say(frame.replace("%s", ours).replace("%n", sampler)));
        comfy.say(new byte[0]);
        comfy.say(new byte[]{1, 2, 3});
        comfy.say(ByteBuffer.allocate(16).putInt(99).array());
        comfy.say(ByteBuffer.allocate(16).putInt(1).putInt(77).array());
        comfy.say(ByteBuffer.allocate(16).putInt(4).putInt(Integer.MAX_VALUE).array());
    }

    private void told(String type, String promptId, String more) {
        comfy.say("{\"type\":\"" + type + "\",\"data\":{\"prompt_id\":\"" + promptId + "\"" + more + "}}");
    }

    // As ours of a moment ago, whose end the server notices only now.
    private void openAndCloseAnother(String clientId) throws InterruptedException {
        WebSocket other = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(URI.create(
                "ws://" + comfy.address().getAuthority() + "/ws?clientId=" + clientId), new WebSocket.Listener() {
                }).join();
        comfy.log().awaitNth(DemoLog.SocketOpened.class, 2);
        other.abort();
    }

    private static Pace soonTiredOfSilence() {
        Pace quick = LiveApp.QUICK;
        return new Pace(quick.health(), quick.search(), quick.poll(), quick.absent(), quick.stop(), Duration.ofSeconds(
                2), quick.catalogue(), quick.patience());
    }

    /** The node that counts steps. */
    private String sampler() {
        return JsonMapper.shared().readTree(comfy.log().awaitPrompt(1).body()).path("prompt").propertyStream()
                .filter(node -> node.getValue().path("class_type").asString().equals("KSampler"))
                .map(Map.Entry::getKey).findFirst().orElseThrow();
    }

    private String promptId() {
        return comfy.log().awaitPrompt(1).promptId();
    }

    private static JsonNode assertCompleteAtFirst(LiveApp app, String id) throws Exception {
        JsonNode job = app.awaitStatus(id, "complete");
        assertEquals(0, job.path("attempts").asInt(), job.toString());
        return job;
    }
}

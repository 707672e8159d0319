package orchestrator.demo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every scripted fault does what it says, and nothing of it is left after {@code clear}. */
class FaultsTest {
    private final DemoComfy demo = DemoComfy.start(DemoOptions.fast());
    private final Client client = Client.connected(demo, "client");

    @AfterEach
    void close() {
        client.close();
        demo.close();
    }

    @ParameterizedTest
    @CsvSource({"NODE_ERRORS_400,400,0", "NODE_ERRORS_200,200,1", "ERROR_500,500,0", "BAD_GATEWAY_502,502,0",
            "FORBIDDEN_403,403,0", "TOO_LARGE_413,413,0", "TOO_MANY_429,429,0"})
    void a_prompt_is_answered_with(Faults.PromptFault fault, int status, int queued) {
        demo.faults().nextPrompt(fault);
        HttpResponse<byte[]> answer = client.post(Graphs.picture(), "p-1");
        assertEquals(status, answer.statusCode());
        assertEquals(queued == 1, demo.log().awaitPrompt(1).accepted());
        if (fault.name().startsWith("NODE_ERRORS")) {
            assertFalse(Client.json(answer).path("node_errors").isEmpty());
        }
        assertEquals(200, client.post(Graphs.picture(), "p-2").statusCode(), "only the next one fails");
    }

    @ParameterizedTest
    @CsvSource({"CUT_AFTER_QUEUEING,true", "CUT_BEFORE_QUEUEING,false"})
    void a_post_is_cut_without_an_answer(Faults.PromptFault fault, boolean queued) {
        demo.faults().nextPrompt(fault);
        assertThrows(UncheckedIOException.class, () -> client.post(Graphs.picture(), "p-1"));
        assertEquals(queued, demo.log().awaitPrompt(1).accepted());
        if (queued) {
            demo.log().awaitEnded("p-1");
        }
    }

    @Test
    void a_prompt_that_lands_late_comes_to_the_place_it_would_have_had() {
        demo.faults().holdAtStep(1);
        demo.faults().holdBefore("history");
        client.post(Graphs.picture("first", 1, 4, 64), "p-1");
        demo.log().awaitHeld("p-1");
        demo.faults().nextPrompt(Faults.PromptFault.LATE);
        assertThrows(UncheckedIOException.class, () -> client.post(Graphs.picture("late", 2, 4, 64), "p-2"));
        client.post(Graphs.picture("last", 3, 4, 64), "p-3");
        demo.faults().land();
        demo.interruptAsSomebodyElse();
        demo.faults().release("history");
        demo.log().awaitHeld("p-2");
        demo.faults().release();
        demo.log().awaitEnded("p-3");
    }

    @ParameterizedTest
    @CsvSource({"ERROR,RuntimeError", "OUT_OF_MEMORY,torch.OutOfMemoryError", "LONG_ERROR,RuntimeError",
            "DISK_FULL,OSError"})
    void a_run_fails_with(Faults.RunFault fault, String type) {
        demo.faults().nextRun(fault);
        JsonNode entry = client.run(Graphs.picture(), "p-1");
        assertEquals("error", entry.path("status").path("status_str").asString());
        JsonNode last = entry.path("status").path("messages").values().stream().toList().getLast();
        assertEquals("execution_error", last.get(0).asString());
        assertEquals(type, last.get(1).path("exception_type").asString());
        assertTrue(!fault.equals(Faults.RunFault.LONG_ERROR) || last.toString().length() > 20_000);
        assertEquals("success", client.run(Graphs.picture(), "p-2").path("status").path("status_str").asString());
    }

    @Test
    void a_run_succeeds_with_strange_outputs() {
        demo.faults().nextRun(Faults.RunFault.NO_OUTPUTS);
        assertTrue(client.run(graph(1), "p-1").path("outputs").isEmpty());
        demo.faults().nextRun(Faults.RunFault.TRAVERSING_NAMES);
        assertTrue(client.run(graph(2), "p-2").path("outputs").toString().contains("../../../evil.png"));
        demo.faults().nextRun(Faults.RunFault.DUPLICATE_NAMES);
        JsonNode images = client.run(graph(3), "p-3").path("outputs").path("7").path("images");
        assertEquals(2, images.size());
        assertEquals(images.get(0), images.get(1));
        demo.faults().nextRun(Faults.RunFault.NO_HISTORY);
        assertTrue(client.run(graph(4), "p-4").isMissingNode());
        demo.faults().nextRun(Faults.RunFault.FOREIGN_INTERRUPT);
        client.run(graph(5), "p-5");
        assertEquals("interrupted", demo.log().awaitEnded("p-5").outcome());
    }

    @ParameterizedTest
    @EnumSource(names = {"CUT_AT_HALF", "WRONG_LENGTH"}, value = Faults.ViewFault.class)
    void a_file_is_cut_on_its_way(Faults.ViewFault fault) {
        String path = path(client.run(Graphs.picture(), "p-1"));
        demo.faults().nextView(fault);
        UncheckedIOException cut = assertThrows(UncheckedIOException.class, () -> client.get(path));
        assertTrue(cut.getCause() instanceof IOException);
        assertEquals(200, client.get(path).statusCode());
    }

    @Test
    void a_file_is_lost_empty_of_another_type_or_endless() {
        String path = path(client.run(Graphs.picture(), "p-1"));
        demo.faults().nextView(Faults.ViewFault.LOST);
        assertEquals(404, client.get(path).statusCode());
        demo.faults().nextView(Faults.ViewFault.EMPTY);
        assertEquals(0, client.get(path).body().length);
        demo.faults().nextView(Faults.ViewFault.WRONG_TYPE);
        assertEquals("text/html", client.get(path).headers().firstValue("Content-Type").orElseThrow());
        demo.faults().nextView(Faults.ViewFault.STALLED_AT_HALF);
        CompletableFuture<HttpResponse<byte[]>> stalled = CompletableFuture.supplyAsync(() -> client.get(path));
        demo.log().awaitNth(DemoLog.FileViewed.class, 4);
        assertFalse(stalled.isDone());
    }

    @Test
    void a_held_step_gives_way_to_release_and_to_an_interrupt() {
        demo.faults().holdAtStep(2);
        client.post(graph(1), "p-1");
        assertEquals("step 2", demo.log().awaitHeld("p-1").point());
        assertEquals(1, client.json("/queue").path("queue_running").size());
        client.call("POST", "/interrupt", "{\"prompt_id\":\"p-1\"}");
        assertEquals("interrupted", demo.log().awaitEnded("p-1").outcome());
        client.post(graph(2), "p-2");
        demo.log().awaitHeld("p-2");
        demo.faults().release();
        assertEquals("success", demo.log().awaitEnded("p-2").outcome());
    }

    @Test
    void a_stuck_step_ignores_an_interrupt_until_released() {
        demo.faults().stickAtStep(1);
        client.post(graph(1), "p-1");
        demo.log().awaitHeld("p-1");
        client.call("POST", "/interrupt", "");
        assertEquals(1, client.json("/queue").path("queue_running").size());
        demo.faults().release();
        assertEquals("interrupted", demo.log().awaitEnded("p-1").outcome());
    }

    @Test
    void a_hold_before_the_history_shows_success_first_and_the_entry_later() {
        demo.faults().holdBefore("history");
        client.post(graph(1), "p-1");
        client.await(frame -> Client.type(frame).equals("execution_success"));
        demo.log().awaitHeld("p-1");
        assertTrue(client.json("/history/p-1").isEmpty());
        demo.faults().clear();
        client.awaitEnd("p-1");
        assertEquals(1, client.json("/history/p-1").size());
    }

    @Test
    void down_refuses_and_up_knows_everything_still() {
        client.run(graph(1), "p-1");
        demo.down();
        client.awaitClosed();
        assertThrows(UncheckedIOException.class, () -> client.get("/queue"));
        demo.up();
        assertEquals(1, client.json("/history/p-1").size());
    }

    @Test
    void a_restart_forgets_queue_history_and_counter_but_no_file() {
        String path = path(client.run(graph(1), "p-1"));
        demo.faults().holdAtStep(1);
        client.post(graph(2), "p-2");
        client.post(graph(3), "p-3");
        demo.log().awaitHeld("p-2");
        demo.restart();
        demo.faults().clear();
        client.awaitClosed();
        assertTrue(client.json("/history").isEmpty());
        assertEquals(0, client.json("/prompt").path("exec_info").path("queue_remaining").asInt());
        assertEquals(200, client.get(path).statusCode());
        assertEquals(0, Client.json(client.post(graph(4), "p-2")).path("number").asInt(), "and the id is free again");
        assertEquals("success", demo.log().awaitEnded("p-2").outcome());
    }

    @Test
    void a_hanging_server_answers_when_it_comes_round() {
        demo.faults().hang();
        CompletableFuture<HttpResponse<byte[]>> answer = CompletableFuture.supplyAsync(() -> client.get("/queue"));
        assertThrows(java.util.concurrent.TimeoutException.class,
                () -> answer.get(200, java.util.concurrent.TimeUnit.MILLISECONDS));
        demo.faults().clear();
        assertEquals(200, answer.join().statusCode());
    }

    @Test
    void a_deaf_socket_stays_open_and_a_new_one_hears() {
        demo.deafen();
        int before = client.heard().size();
        try (Client next = new Client(demo, "other")) {
            next.connect();
            client.post(graph(1), "p-1");
            demo.log().awaitEnded("p-1");
            next.await(
                    frame -> Client.data(frame).path("status").path("exec_info").path("queue_remaining").asInt(9) == 1);
            assertEquals(before, client.heard().size());
        }
    }

    @Test
    void the_end_of_a_replaced_socket_deafens_its_successor_when_so_told() {
        demo.faults().loseReplacedSockets();
        try (Client next = new Client(demo, "client")) {
            next.connect();
            client.close();
            demo.log().awaitNth(DemoLog.SocketClosed.class, 1);
            int before = next.heard().size();
            next.post(graph(1), "p-1");
            demo.log().awaitEnded("p-1");
            assertEquals(before, next.heard().size());
        }
    }

    @Test
    void sockets_are_dropped_once_or_again_and_again() throws Exception {
        demo.dropSockets();
        client.awaitClosed();
        try (AutoCloseable dropping = demo.dropSocketsEvery(Duration.ofMillis(20))) {
            for (int i = 2; i <= 3; i++) {
                try (Client again = new Client(demo, "client")) {
                    again.connect();
                    again.awaitClosed();
                }
            }
        }
    }

    @Test
    void somebody_else_fills_the_queue_and_interrupts() {
        demo.faults().holdAtStep(1);
        List<String> theirs = demo.occupy(3, 5);
        demo.log().awaitHeld(theirs.getFirst());
        client.post(graph(1), "p-1");
        assertEquals(4, client.json("/prompt").path("exec_info").path("queue_remaining").asInt());
        demo.interruptAsSomebodyElse();
        assertEquals("interrupted", demo.log().awaitEnded(theirs.getFirst()).outcome());
        demo.faults().clear();
        assertEquals("success", demo.log().awaitEnded("p-1").outcome());
    }

    private static JsonNode graph(long seed) {
        return Graphs.picture("the sea", seed, 4, 64);
    }

    private static String path(JsonNode entry) {
        JsonNode image = entry.path("outputs").path("7").path("images").path(0);
        return "/view?filename=" + image.path("filename").asString() + "&subfolder="
                + image.path("subfolder").asString();
    }
}

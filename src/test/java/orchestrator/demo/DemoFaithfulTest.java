package orchestrator.demo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The demo says what a real ComfyUI said: the same calls are made, and events, their order, their keys and the statuses
 * must be the same. Values are not compared. Known differences:
 * <ul>
 * <li>nodes that the recorded server had in its cache from earlier recordings run here, and are left out of the story;
 * <li>{@code current_inputs} of an error show the graph's values here, tensors there;
 * <li>{@code preview=webp} of {@code /view} gives JPEG: the JDK writes no WebP;
 * <li>the recorded machine has no embeddings, styles or GPU names of the demo, and hundreds of nodes more.
 * </ul>
 */
class DemoFaithfulTest {
    /** Values that differ by nature: the order of Python's sets, exceptions' texts, the names on offer. */
    private static final Set<String> INCOMPARABLE_DETAILS = Set.of("exception_during_inner_validation",
            "exception_during_validation");

    private DemoComfy demo;

    @BeforeEach
    void start() {
        demo = DemoComfy.start(DemoOptions.fast());
        byte[] picture = Png.encode(Painter.paint(new Subject("start", "", 1, 4, 7), 96, 64), Map.of());
        for (String input : List.of("orch/abc/start.png", "orch/abc/mask.png", "start.png", "mask.png")) {
            write("input/" + input, picture);
        }
        write("output/orch/sd15_00001_.png", picture);
    }

    @AfterEach
    void close() {
        demo.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"txt2img-sd15", "txt2img-sdxl", "txt2img-sd35-dual", "txt2img-sd35-triple",
            "txt2img-flux-dev", "txt2img-flux-schnell", "img2img-sd15", "inpaint-sd15", "outpaint-sd15", "lora-sd15",
            "controlnet-canny-sd15", "upscale"})
    void a_prompt_tells_the_same_story(String name) {
        Recording recording = Recording.of(name);
        JsonNode call = recording.calls("POST /prompt").getFirst();
        String id = call.path("body").path("prompt_id").asString();
        try (Client client = Client.connected(demo, call.path("body").path("client_id").asString())) {
            JsonNode entry = client.run(call.path("body").path("prompt"), id);
            Set<String> cached = recording.cached(id);
            assertSameStory(recording, client, id, cached);
            JsonNode recorded = recording.calls("GET /history").getFirst().path("answer").path(id);
            assertEquals(Recording.shape(recorded.path("outputs")), Recording.shape(entry.path("outputs")));
            assertEquals(Recording.shape(recorded.path("meta")), Recording.shape(entry.path("meta")));
            assertEquals(Recording.shape(recorded.path("status")), Recording.shape(entry.path("status")));
            assertEquals(messageTypes(recorded), messageTypes(entry));
        }
    }

    @Test
    void the_same_graph_again_comes_from_the_cache_with_its_old_file() {
        Recording recording = Recording.of("same-graph-twice-old-binary");
        List<JsonNode> posts = recording.calls("POST /prompt");
        try (Client client = new Client(demo, posts.getFirst().path("body").path("client_id").asString())) {
            client.connect();
            JsonNode first = Json.object();
            for (JsonNode post : posts) {
                String id = post.path("body").path("prompt_id").asString();
                JsonNode entry = client.run(post.path("body").path("prompt"), id);
                assertSameStory(recording, client, id, Set.of());
                if (post == posts.getFirst()) {
                    first = entry;
                }
                assertEquals(first.path("outputs"), entry.path("outputs"));
            }
        }
    }

    @Test
    void a_graph_that_only_previews_comes_from_the_cache() {
        Recording recording = Recording.of("canny-preview");
        JsonNode body = recording.calls("POST /prompt").getFirst().path("body");
        String id = body.path("prompt_id").asString();
        try (Client client = Client.connected(demo, body.path("client_id").asString())) {
            client.run(body.path("prompt").deepCopy(), "the-run-before");
            client.run(body.path("prompt"), id);
            assertEquals(story(recording.lines(), id, Set.of()), lastStory(client, id));
        }
    }

    @Test
    void an_error_while_running_looks_the_same() {
        Recording recording = Recording.of("error-during-run");
        JsonNode body = recording.calls("POST /prompt").getFirst().path("body");
        String id = body.path("prompt_id").asString();
        demo.faults().nextRun(Faults.RunFault.ERROR);
        try (Client client = Client.connected(demo, "erring")) {
            JsonNode entry = client.run(body.path("prompt"), id);
            JsonNode recorded = recording.calls("GET /history").getFirst().path("answer").path(id);
            assertEquals(messageTypes(recorded), messageTypes(entry));
            assertEquals(keys(recorded, "execution_error"), keys(entry, "execution_error"));
            assertEquals(Recording.shape(recorded.path("status").path("status_str")),
                    Recording.shape(entry.path("status").path("status_str")));
            List<String> story = story(client.heard(), id, Set.of());
            assertTrue(story.getLast().startsWith("executing null"), story::toString);
        }
    }

    @Test
    void bad_and_odd_prompts_are_answered_the_same() {
        Recording recording = Recording.of("validation");
        try (Client client = Client.connected(demo, "validating")) {
            for (JsonNode call : recording.calls("POST /prompt")) {
                if (call.path("body").isNull()) {
                    continue;
                }
                HttpResponse<byte[]> answer = client.call("POST", "/prompt", Json.write(call.path("body")));
                assertEquals(call.path("status").asInt(), answer.statusCode(), call::toString);
                if (answer.statusCode() != 500) {
                    JsonNode body = Client.json(answer);
                    assertEquals(call.path("answer").path("error"), body.path("error"));
                    assertEquals(faults(call.path("answer")), faults(body));
                }
            }
            assertEquals(500, client.call("POST", "/prompt", "{not json").statusCode());
            assertEquals(400, client.call("POST", "/prompt", "[]").statusCode());
        }
    }

    @Test
    void the_queue_is_numbered_ordered_and_emptied_the_same() {
        Recording recording = Recording.of("queue-order-duplicates-delete");
        demo.faults().holdBefore("execution_start");
        try (Client client = Client.connected(demo, "ordering")) {
            client.post(Graphs.picture(), "the-running-one");
            demo.log().awaitHeld("the-running-one");
            long before = -1;
            for (JsonNode call : recording.calls("POST /")) {
                String path = call.path("request").asString().substring(5);
                HttpResponse<byte[]> answer = client.call("POST", path, Json.write(call.path("body")));
                assertEquals(call.path("status").asInt(), answer.statusCode());
                if (path.equals("/prompt")) {
                    JsonNode number = Client.json(answer).path("number");
                    JsonNode recorded = call.path("answer").path("number");
                    before = before < 0 ? recorded.asLong() - number.asLong() : before;
                    assertEquals(recorded.isIntegralNumber(), number.isIntegralNumber());
                    assertEquals(recorded.doubleValue() + (!recorded.isIntegralNumber()
                            ? 0
                            : recorded.asLong() < 0 ? before : -before), number.doubleValue());
                } else {
                    assertEquals(0, answer.body().length);
                }
            }
            JsonNode queue = client.json("/api/queue");
            assertEquals(1, queue.path("queue_running").size());
            assertEquals(ids(recording.calls("GET /queue").get(2).path("answer").path("queue_pending")),
                    ids(queue.path("queue_pending")));
            demo.faults().clear();
            List<String> expected = List.of("the-running-one", "b305a506-211d-4c81-bfa8-c5798595ef76",
                    "47224230-a954-4149-a9bd-cce5b451ec4a", "242f695b-5b9c-44c4-82b4-da6b547758fe",
                    "15ef90fa-c053-441f-af74-aa7ca710f267", "e5a269cd-e057-44ba-a6f4-534c9ecf96c8",
                    "e5a269cd-e057-44ba-a6f4-534c9ecf96c8");
            demo.log().awaitNth(DemoLog.PromptEnded.class, expected.size());
            assertEquals(expected, demo.log().all(DemoLog.PromptStarted.class).stream()
                    .map(DemoLog.PromptStarted::promptId).toList());
        }
    }

    @Test
    void an_interrupted_prompt_looks_the_same() {
        Recording recording = Recording.of("interrupt-and-free");
        String id = "98f0f1ff-4ced-4083-adf4-72d7c95d3d73";
        JsonNode call = recording.calls("POST /prompt").stream()
                .filter(post -> post.path("body").path("prompt_id").asString("").equals(id)).findFirst().orElseThrow();
        demo.faults().holdAtStep(2);
        try (Client client = new Client(demo, "interrupting")) {
            client.connect();
            client.post(call.path("body").path("prompt"), id);
            demo.log().awaitHeld(id);
            client.call("POST", "/interrupt", "{\"prompt_id\":\"somebody-else\"}");
            assertTrue(demo.log().all(DemoLog.PromptEnded.class).isEmpty());
            client.call("POST", "/interrupt", "");
            client.awaitEnd(id);
            assertSameStory(recording, client, id, recording.cached(id));
            JsonNode recorded = recording.calls("GET /history/" + id).getFirst().path("answer").path(id);
            JsonNode entry = client.json("/history/" + id).path(id);
            assertEquals(recorded.path("status").path("status_str"), entry.path("status").path("status_str"));
            assertEquals(messageTypes(recorded), messageTypes(entry));
            assertEquals(recorded.path("outputs"), entry.path("outputs"));
        }
    }

    @Test
    void another_client_hears_only_how_long_the_queue_is() {
        List<String> recorded = Recording.of("another-client").lines().stream().filter(line -> line.has("ws"))
                .map(line -> Client.type(line) + Recording.shape(Client.data(line))).distinct().toList();
        try (Client mine = Client.connected(demo, "mine"); Client other = new Client(demo, "other")) {
            other.connect();
            mine.run(Graphs.picture(), "p-1");
            other.await(frame -> Client.data(frame).path("status").path("exec_info").path("queue_remaining")
                    .asInt(-1) == 0 && !Client.data(frame).has("sid"));
            assertEquals(recorded, other.heard().stream()
                    .map(line -> Client.type(line) + Recording.shape(Client.data(line))).distinct().toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reconnect-same-client", "two-sockets-one-client"})
    void a_new_socket_of_the_same_client_is_greeted_with_the_node_that_runs(String name) {
        List<JsonNode> lines = Recording.of(name).lines();
        int second = lines.indexOf(lines.stream().filter(line -> line.has("note")).findFirst().orElseThrow());
        List<String> recorded = lines.subList(second, lines.size()).stream().filter(line -> line.has("ws")).limit(2)
                .map(line -> Client.type(line) + Recording.shape(Client.data(line))).toList();
        demo.faults().holdAtStep(2);
        try (Client first = new Client(demo, "same"); Client next = new Client(demo, "same")) {
            first.connect();
            first.post(Graphs.picture(), "p-1");
            demo.log().awaitHeld("p-1");
            next.connect();
            next.await(frame -> Client.type(frame).equals("executing"));
            assertEquals(recorded, next.heard().stream()
                    .map(line -> Client.type(line) + Recording.shape(Client.data(line))).limit(2).toList());
            int before = first.heard().size();
            demo.faults().release();
            next.awaitEnd("p-1");
            assertEquals(before, first.heard().size(), "the first socket is open and silent");
        }
    }

    @Test
    void the_catalogue_answers_the_same() {
        try (Client client = new Client(demo, "looking")) {
            for (JsonNode call : Recording.of("catalogue").calls("GET ")) {
                String path = call.path("request").asString().substring(4).replace(";", "%3B");
                HttpResponse<byte[]> answer = client.get(path);
                assertEquals(call.path("status").asInt(), answer.statusCode(), path);
                boolean comparable = call.path("answer").isObject() && !call.path("answer").has("_bytes")
                        && !path.startsWith("/history");
                if (comparable) {
                    assertEquals(Recording.shape(call.path("answer")), Recording.shape(Client.json(answer)), path);
                }
            }
            assertEquals(Recording.of("catalogue").calls("GET /models").getFirst().path("answer"),
                    client.json("/models"));
            assertEquals(404, client.get("/models/unet").statusCode());
            assertEquals(404, client.get("/models/clip").statusCode());
            assertEquals(404, client.get("/api/internal/folder_paths").statusCode());
        }
    }

    private void assertSameStory(Recording recording, Client client, String id, Set<String> without) {
        List<String> recorded = story(recording.lines(), id, without);
        assertTrue(recorded.size() > 5, recorded::toString);
        assertEquals(String.join("\n", recorded), String.join("\n", story(client.heard(), id, without)));
    }

    private static List<String> story(List<JsonNode> lines, String id, Set<String> without) {
        return Recording.story(lines, id, without);
    }

    /** What came after the run before. */
    private static List<String> lastStory(Client client, String id) {
        return story(client.heard(), id, Set.of());
    }

    private static List<String> messageTypes(JsonNode entry) {
        return entry.path("status").path("messages").values().stream().map(message -> message.get(0).asString())
                .toList();
    }

    private static String keys(JsonNode entry, String type) {
        return entry.path("status").path("messages").values().stream()
                .filter(message -> message.get(0).asString().equals(type))
                .map(message -> message.get(1).propertyNames().toString()).collect(Collectors.joining());
    }

    private static List<String> ids(JsonNode items) {
        return items.values().stream().map(item -> item.get(1).asString()).sorted().toList();
    }

    /** Node by node what is wrong, in an order of its own. */
    private static Map<String, List<String>> faults(JsonNode answer) {
        Map<String, List<String>> faults = new TreeMap<>();
        answer.path("node_errors").properties().forEach(node -> faults.put(
                node.getKey() + node.getValue().path("class_type") + node.getValue().path("dependent_outputs"),
                node.getValue().path("errors").values().stream().map(DemoFaithfulTest::fault).sorted().toList()));
        return faults;
    }

    private static String fault(JsonNode error) {
        String type = error.path("type").asString();
        boolean comparable = !INCOMPARABLE_DETAILS.contains(type)
                && !error.path("details").asString().startsWith("ckpt_name");
        ObjectNode extra = (ObjectNode) error.path("extra_info").deepCopy();
        extra.remove("traceback");
        extra.remove("input_config");
        return type + "|" + error.path("message") + "|" + (comparable ? error.path("details") : "") + "|" + extra + "|"
                + error.path("extra_info").propertyNames();
    }

    private void write(String path, byte[] bytes) {
        try {
            java.nio.file.Path file = demo.storage().resolve(path);
            java.nio.file.Files.createDirectories(file.getParent());
            java.nio.file.Files.write(file, bytes);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

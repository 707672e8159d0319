package orchestrator.demo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.awt.image.BufferedImage;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the demo does when all is well. */
class DemoComfyTest {
    @TempDir
    private Path home;
    private final DemoComfy demo = DemoComfy.start(DemoOptions.fast());
    private final Client client = Client.connected(demo, "one");

    @AfterEach
    void close() {
        client.close();
        demo.close();
    }

    @Test
    void a_prompt_becomes_a_picture_that_can_be_fetched() {
        JsonNode entry = client.run(Graphs.picture(), "p-1");
        JsonNode image = entry.path("outputs").path("7").path("images").path(0);
        assertEquals("job_00001_.png", image.path("filename").asString());
        assertEquals("orch", image.path("subfolder").asString());
        assertEquals(64, fetched("job_00001_.png", "orch").getWidth());
        List<JsonNode> previews = client.heard().stream()
                .filter(frame -> frame.path("binary").path("event").asInt(0) == 4).toList();
        assertEquals(4, previews.size());
        assertTrue(Png.decode(previews.getFirst().path("binary").path("image").binaryValue()).isPresent());
        assertEquals("success", demo.log().awaitEnded("p-1").outcome());
    }

    @Test
    void a_batch_writes_as_many_files_and_the_counter_goes_on() {
        ObjectNode graph = Graphs.set(Graphs.picture(), "4", "batch_size", "3");
        assertEquals(3, client.run(graph, "p-1").path("outputs").path("7").path("images").size());
        JsonNode next = client.run(Graphs.picture("the sea", 1, 2, 64), "p-2");
        assertEquals("job_00004_.png",
                next.path("outputs").path("7").path("images").path(0).path("filename").asString());
        assertFalse(java.util.Arrays.equals(client.get("/view?filename=job_00001_.png&subfolder=orch").body(),
                client.get("/view?filename=job_00002_.png&subfolder=orch").body()));
    }

    @Test
    void a_picture_carries_the_graph_and_every_extra_key() {
        ObjectNode body = Json.object();
        body.set("prompt", Graphs.picture("маяк на закате", 3, 2, 64));
        body.put("client_id", "one").put("prompt_id", "p-1").putObject("extra_data").putObject("extra_pnginfo")
                .put("orchestrator", "灯台");
        client.call("POST", "/prompt", Json.write(body));
        client.awaitEnd("p-1");
        String file = new String(client.get("/view?filename=job_00001_.png&subfolder=orch").body(),
                StandardCharsets.ISO_8859_1);
        String prompt = chunk(file, "prompt");
        assertEquals("маяк на закате", Json.read(prompt).path("2").path("inputs").path("text").asString());
        assertFalse(prompt.codePoints().anyMatch(c -> c > 126), "escaped, as Python writes it");
        assertEquals("灯台", Json.read(chunk(file, "orchestrator")).asString());
    }

    @Test
    void an_upload_can_be_painted_over_scaled_and_outlined() throws Exception {
        BufferedImage start = Painter.paint(new Subject("spheres", "", 1, 20, 7), 96, 64);
        assertEquals("start.png", upload("start.png", Png.encode(start, Map.of())));
        assertEquals("start.png", upload("start.png", Png.encode(start, Map.of())), "the same bytes");
        assertEquals("start (1).png", upload("start.png", new byte[]{1, 2}));
        ObjectNode graph = (ObjectNode) Json
                .read("""
                      {"1":{"class_type":"LoadImage","inputs":{"image":"job/start.png"}},
                       "2":{"class_type":"UpscaleModelLoader","inputs":{"model_name":"4x-UltraSharp.pth"}},
                       "3":{"class_type":"ImageUpscaleWithModel","inputs":{"upscale_model":["2",0],"image":["1",0]}},
                       "4":{"class_type":"Canny","inputs":{"image":["1",0],"low_threshold":0.2,"high_threshold":0.4}},
                       "5":{"class_type":"SaveImage","inputs":{"images":["3",0],"filename_prefix":"large"}},
                       "6":{"class_type":"SaveImage","inputs":{"images":["4",0],"filename_prefix":"edges"}}}
                      """);
        client.run(graph, "p-1");
        assertEquals(384, fetched("large_00001_.png", "").getWidth());
        BufferedImage edges = fetched("edges_00001_.png", "");
        long white = 0;
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 96; x++) {
                assertTrue(Set.of(0, 0xffffff).contains(edges.getRGB(x, y) & 0xffffff));
                white += edges.getRGB(x, y) & 1;
            }
        }
        assertTrue(white > 40 && white < 96 * 64 / 4, "outlines, not areas: " + white);
    }

    @Test
    void a_mask_keeps_what_it_does_not_cover() {
        BufferedImage before = Pixels.plain(8, 8, 0x204060);
        BufferedImage fresh = Pixels.plain(8, 8, 0xf0e0d0);
        Value.Mask left = Masks.of(8, 8, (x, y) -> x < 4 ? 1 : 0);
        BufferedImage blended = Blend.over(before, fresh, 1, Optional.of(left));
        assertEquals(0xf0e0d0, blended.getRGB(1, 4) & 0xffffff);
        assertEquals(0x204060, blended.getRGB(6, 4) & 0xffffff);
        assertEquals(1, Masks.grow(left, 2).at(5, 0, 8, 8));
        assertEquals(0, Masks.grow(left, 2).at(6, 0, 8, 8));
    }

    @Test
    void a_view_can_be_taken_in_parts() throws Exception {
        client.run(Graphs.picture(), "p-1");
        byte[] whole = client.get("/view?filename=job_00001_.png&subfolder=orch").body();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> part = http.send(HttpRequest.newBuilder(demo.address().resolve(
                    "/api/view?filename=job_00001_.png&subfolder=orch")).header("Range", "bytes=1-3").build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertEquals(206, part.statusCode());
            assertEquals("PNG", new String(part.body(), StandardCharsets.US_ASCII));
            assertEquals("bytes 1-3/" + whole.length, part.headers().firstValue("Content-Range").orElseThrow());
        }
    }

    @Test
    void a_steady_demo_takes_as_long_as_it_was_told() {
        try (DemoComfy steady = DemoComfy.start(DemoOptions.steady(Duration.ofMillis(300)));
                Client timing = Client.connected(steady, "timing")) {
            JsonNode messages = timing.run(Graphs.picture(), "p-1").path("status").path("messages");
            long took = messages.get(2).get(1).path("timestamp").asLong()
                    - messages.get(0).get(1).path("timestamp").asLong();
            assertTrue(took >= 299, "took " + took);
        }
    }

    @Test
    void given_storage_outlives_the_demo() {
        try (DemoComfy keeping = DemoComfy.start(DemoOptions.fast().withStorage(home));
                Client saving = Client.connected(keeping, "saving")) {
            saving.run(Graphs.picture(), "p-1");
        }
        assertTrue(Files.exists(home.resolve("output/orch/job_00001_.png")));
    }

    @Test
    void every_class_on_offer_can_run() {
        Catalogue catalogue = new Catalogue(new Models());
        Set<String> unable = new HashSet<>();
        for (String type : catalogue.all().propertyNames()) {
            NodeCall call = new NodeCall(Json.object(), Map.of(), new Nowhere());
            NodeFailure failure = assertThrows(NodeFailure.class, () -> {
                List<Value> values = Nodes.run(type, call);
                throw new NodeFailure("done", "" + values);
            });
            if (failure.getMessage().startsWith("The demo cannot run")) {
                unable.add(type);
            }
        }
        assertEquals(Set.of(), unable);
    }

    /** A node that is called with nothing gets nowhere. */
    private static final class Nowhere implements NodeCall.Surroundings {
        @Override
        public Folders folders() {
            throw new NodeFailure("done", "");
        }

        @Override
        public QueuedPrompt prompt() {
            throw new NodeFailure("done", "");
        }

        @Override
        public void tick(int value, int max, Optional<Supplier<BufferedImage>> preview) {
            throw new NodeFailure("done", "");
        }

        @Override
        public void load(String name) {
            throw new NodeFailure("done", "");
        }
    }

    private BufferedImage fetched(String file, String subfolder) {
        return Png.decode(client.get("/view?filename=" + file + "&subfolder=" + subfolder).body()).orElseThrow();
    }

    private static String chunk(String file, String key) {
        int at = file.indexOf("tEXt" + key + '\0');
        int length = 0;
        for (char c : file.substring(at - 4, at).toCharArray()) {
            length = length << 8 | c;
        }
        return file.substring(at + 5 + key.length(), at + 4 + length);
    }

    private String upload(String name, byte[] bytes) throws Exception {
        String head = "--x\r\nContent-Disposition: form-data; name=\"subfolder\"\r\n\r\njob\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"" + name + "\"\r\n"
                + "Content-Type: image/png\r\n\r\n";
        HttpRequest request = HttpRequest.newBuilder(demo.address().resolve("/upload/image"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.concat(HttpRequest.BodyPublishers.ofString(head),
                        HttpRequest.BodyPublishers.ofByteArray(bytes),
                        HttpRequest.BodyPublishers.ofString("\r\n--x--\r\n")))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return Client.json(http.send(request, HttpResponse.BodyHandlers.ofByteArray())).path("name").asString();
        }
    }
}

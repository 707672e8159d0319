package orchestrator;

import orchestrator.comfyui.ComfyMessage;
import orchestrator.comfyui.ComfySocket;
import orchestrator.comfyui.SocketEvent;
import orchestrator.comfyui.SocketPace;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Graphs put straight into ComfyUI's own queue, all at once, with a previewing socket open as Orchestrator has one. */
final class DirectRun {

    private static final Duration STUCK = Duration.ofMinutes(5);

    private final URI comfy;
    private final HttpClient http;
    private final String clientId = UUID.randomUUID().toString();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    private DirectRun(URI comfy, HttpClient http) {
        this.comfy = comfy;
        this.http = http;
    }

    /**
     * Runs them once more.
     *
     * @param recorded entries of ComfyUI's history: the graphs are taken from there, with other seeds and file names,
     *                 so that nothing comes from a cache
     */
    static BenchRun repeat(URI comfy, HttpClient http, List<JsonNode> recorded) throws IOException,
            InterruptedException {
        return new DirectRun(comfy, http).run(recorded.stream().map(entry -> entry.path("prompt")).toList());
    }

    private BenchRun run(List<JsonNode> prompts) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        try (ComfySocket socket = new ComfySocket(comfy, clientId, this::hear, event -> {
            if (event instanceof SocketEvent.Connected) {
                connected.countDown();
            }
        }, SocketPace.USUAL)) {
            socket.start();
            if (!connected.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("no socket at " + comfy);
            }
            Random random = new Random();
            List<ObjectNode> bodies = new ArrayList<>();
            for (int i = 0; i < prompts.size(); i++) {
                bodies.add(body(prompts.get(i), Integer.toUnsignedLong(random.nextInt()), "bench/" + clientId + "/"
                        + i));
            }
            long began = System.nanoTime();
            for (ObjectNode body : bodies) {
                JsonNode answer = BenchApp.json(http, comfy.resolve("/prompt"), body.toString());
                if (!answer.path("node_errors").isEmpty() || !answer.has("prompt_id")) {
                    throw new AssertionError(answer.toString());
                }
            }
            List<String> ids = bodies.stream().map(body -> body.path("prompt_id").asString()).toList();
            awaitEnd(ids);
            return new BenchRun((System.nanoTime() - began) / 1e9, BenchRun.history(http, comfy, ids));
        }
    }

    private void hear(ComfyMessage message) {
        if (message instanceof ComfyMessage.Executing executing && executing.isEnd()) {
            executing.promptId().ifPresent(this::end);
        }
    }

    private synchronized void end(String promptId) {
        ended.add(promptId);
        notifyAll();
    }

    private synchronized void awaitEnd(List<String> ids) throws InterruptedException {
        long lastNews = System.nanoTime();
        for (int seen = 0; !ended.containsAll(ids);) {
            wait(1_000);
            lastNews = ended.size() > seen ? System.nanoTime() : lastNews;
            seen = ended.size();
            if (System.nanoTime() - lastNews > STUCK.toNanos()) {
                throw new AssertionError("only " + seen + " of " + ids.size() + " ended");
            }
        }
    }

    private ObjectNode body(JsonNode prompt, long seed, String prefix) {
        ObjectNode graph = (ObjectNode) prompt.path(2).deepCopy();
        graph.values().forEach(node -> {
            ObjectNode inputs = (ObjectNode) node.path("inputs");
            List.of("seed", "noise_seed").stream().filter(name -> inputs.path(name).isNumber())
                    .forEach(name -> inputs.put(name, seed));
            if (inputs.has("filename_prefix")) {
                inputs.put("filename_prefix", prefix);
            }
        });
        ObjectNode body = JsonMapper.shared().createObjectNode().put("client_id", clientId)
                .put("prompt_id", UUID.randomUUID().toString());
        body.set("prompt", graph);
        ObjectNode extra = (ObjectNode) prompt.path(3).deepCopy();
        extra.remove("client_id");
        body.set("extra_data", extra);
        return body;
    }
}

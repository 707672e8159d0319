package orchestrator.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A plain client: what it says and hears, in the order it came, in the shape the recordings have. */
final class Client implements AutoCloseable {
    private static final Duration GUARD = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final String id;
    private final List<JsonNode> heard = new ArrayList<>();
    private Optional<WebSocket> socket = Optional.empty();
    private boolean closed;

    Client(DemoComfy demo, String id) {
        this.address = demo.address();
        this.id = id;
    }

    static Client connected(DemoComfy demo, String id) {
        Client client = new Client(demo, id);
        client.connect();
        client.say("{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}");
        client.await(frame -> type(frame).equals("feature_flags"));
        return client;
    }

    void connect() {
        URI ws = URI.create(address.toString().replace("http", "ws") + "/ws?clientId=" + id);
        socket = Optional.of(http.newWebSocketBuilder().buildAsync(ws, new Ears()).join());
        await(frame -> type(frame).equals("status") && frame.path("ws").path("data").has("sid"));
    }

    String id() {
        return id;
    }

    void say(String text) {
        socket.orElseThrow().sendText(text, true).join();
    }

    /** @param raw the body as it goes out */
    HttpResponse<byte[]> call(String method, String path, String raw) {
        try {
            return http.send(HttpRequest.newBuilder(address.resolve(path)).timeout(GUARD)
                    .method(method, raw.isEmpty()
                            ? HttpRequest.BodyPublishers.noBody()
                            : HttpRequest.BodyPublishers.ofString(raw))
                    .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> get(String path) {
        return call("GET", path, "");
    }

    JsonNode json(String path) {
        return json(get(path));
    }

    static JsonNode json(HttpResponse<byte[]> answer) {
        return Json.read(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
    }

    HttpResponse<byte[]> post(JsonNode graph, String promptId) {
        ObjectNode body = Json.object();
        body.set("prompt", graph);
        return call("POST", "/prompt", Json.write(body.put("client_id", id).put("prompt_id", promptId)));
    }

    /** Posts and waits for the last word. @return the history entry */
    JsonNode run(JsonNode graph, String promptId) {
        HttpResponse<byte[]> answer = post(graph, promptId);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + new String(answer.body()));
        }
        awaitEnd(promptId);
        return json("/history/" + promptId).path(promptId);
    }

    void awaitEnd(String promptId) {
        await(frame -> type(frame).equals("executing") && data(frame).path("node").isNull()
                && data(frame).path("prompt_id").asString("").equals(promptId));
    }

    static String type(JsonNode frame) {
        return frame.path("ws").path("type").asString("");
    }

    static JsonNode data(JsonNode frame) {
        return frame.path("ws").path("data");
    }

    synchronized List<JsonNode> heard() {
        return List.copyOf(heard);
    }

    synchronized void awaitClosed() {
        waitUntil(() -> closed, "the socket to close");
    }

    synchronized JsonNode await(Predicate<JsonNode> fits) {
        waitUntil(() -> heard.stream().anyMatch(fits), "a frame");
        return heard.stream().filter(fits).findFirst().orElseThrow();
    }

    private synchronized void waitUntil(java.util.function.BooleanSupplier there, String what) {
        long end = System.nanoTime() + GUARD.toNanos();
        while (!there.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("waited in vain for " + what + "; heard " + heard);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private synchronized void hear(JsonNode frame) {
        heard.add(frame);
        notifyAll();
    }

    @Override
    public void close() {
        socket.ifPresent(WebSocket::abort);
        http.shutdownNow();
    }

    private final class Ears implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onText(WebSocket ws, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                ObjectNode frame = Json.object();
                frame.set("ws", Json.read(text.toString()));
                text.setLength(0);
                hear(frame);
            }
            ws.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket ws, ByteBuffer part, boolean last) {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
            if (last) {
                hear(binary(ByteBuffer.wrap(bytes.toByteArray())));
                bytes.reset();
            }
            ws.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
            gone();
            return null;
        }

        @Override
        public void onError(WebSocket ws, Throwable error) {
            gone();
        }

        private void gone() {
            synchronized (Client.this) {
                closed = true;
                Client.this.notifyAll();
            }
        }

        private JsonNode binary(ByteBuffer frame) {
            ObjectNode json = Json.object();
            ObjectNode content = json.putObject("binary").put("event", frame.getInt()).put("bytes", frame.limit());
            int second = frame.getInt();
            if (content.path("event").asInt() == 4) {
                byte[] metadata = new byte[second];
                frame.get(metadata);
                content.set("metadata", Json.read(new String(metadata, java.nio.charset.StandardCharsets.UTF_8)));
            } else {
                content.put("format", second);
            }
            byte[] image = new byte[frame.remaining()];
            frame.get(image);
            content.put("image", image);
            return json;
        }
    }
}

package orchestrator.comfyui;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Traffic of a real ComfyUI 0.3.64, line by line as it was recorded. */
record Recording(String name, List<JsonNode> lines) {
    private static final Path FOLDER = Path.of("src/test/resources/recordings");

    static Stream<Recording> all() {
        try (var files = Files.list(FOLDER)) {
            return files.map(Path::getFileName).map(Path::toString).filter(name -> name.endsWith(".jsonl")).sorted()
                    .map(name -> named(name.replace(".jsonl", ""))).toList().stream();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    static Recording named(String name) {
        try {
            return new Recording(name,
                    Files.readAllLines(FOLDER.resolve(name + ".jsonl")).stream().map(Json::read).toList());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    static byte[] file(String name) {
        try {
            return Files.readAllBytes(FOLDER.resolve(name));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    record Timed(Duration at, ComfyMessage message) {}

    /** All messages, parsed from the frames as they were on the wire. */
    List<Timed> messages() {
        return lines.stream().flatMap(line -> parsed(line)
                .map(message -> new Timed(Duration.ofMillis((long) (line.path("t").doubleValue() * 1000)), message))
                .stream()).toList();
    }

    record Call(String request, JsonNode body, int status, JsonNode answer) {}

    List<Call> calls() {
        return lines.stream().map(line -> line.path("http")).filter(JsonNode::isObject)
                .map(http -> new Call(http.path("request").stringValue(), http.path("body"),
                        http.path("status").intValue(0), http.path("answer")))
                .toList();
    }

    List<Call> calls(String request) {
        return calls().stream().filter(call -> call.request().startsWith(request)).toList();
    }

    private static Optional<ComfyMessage> parsed(JsonNode line) {
        if (line.has("ws"))
            return Optional.of(ComfyMessages.text(line.path("ws").toString()));
        if (line.has("binary"))
            return Optional.of(ComfyMessages.binary(frame(line.path("binary"))));
        return Optional.empty();
    }

    /** The head of the frame was kept, and the metadata; the rest of the picture was not. */
    private static ByteBuffer frame(JsonNode binary) {
        var image = HexFormat.of().parseHex(binary.path("image_head").stringValue());
        if (!binary.has("metadata"))
            return ByteBuffer.wrap(HexFormat.of().parseHex(binary.path("head").stringValue()));
        var metadata = binary.path("metadata").toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + metadata.length + image.length).putInt(binary.path("event").intValue())
                .putInt(metadata.length).put(metadata).put(image).flip();
    }
}

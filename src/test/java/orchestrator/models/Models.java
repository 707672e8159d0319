package orchestrator.models;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes model files for tests: real headers, and holes where weights would be. */
final class Models {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path root;

    private Models(Path root) {
        this.root = root;
    }

    static Models in(Path root) {
        return new Models(root);
    }

    Path root() {
        return root;
    }

    /** The names and shapes of a file of {@code models/tiny.json}. */
    static Map<String, long[]> tensorsOf(String tiny) throws IOException {
        try (InputStream json = Models.class.getResourceAsStream("/models/tiny.json")) {
            JsonNode tensors = JSON.readTree(json).path(tiny).path("tensors");
            Map<String, long[]> all = new LinkedHashMap<>();
            tensors.forEachEntry((name, shape) -> all.put(name,
                    shape.valueStream().mapToLong(JsonNode::longValue).toArray()));
            if (all.isEmpty()) {
                throw new IllegalArgumentException("no " + tiny);
            }
            return all;
        }
    }

    /** The files of {@code models/tiny.json}. */
    static List<String> all() throws IOException {
        try (InputStream json = Models.class.getResourceAsStream("/models/tiny.json")) {
            return List.copyOf(JSON.readTree(json).propertyNames());
        }
    }

    Path tiny(String tiny, String path) throws IOException {
        return tensors(path, tensorsOf(tiny));
    }

    Path tensors(String path, Map<String, long[]> tensors) throws IOException {
        return tensors(path, tensors, Map.of());
    }

    Path tensors(String path, Map<String, long[]> tensors, Map<String, String> metadata) throws IOException {
        var header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            var written = header.putObject("__metadata__");
            metadata.forEach(written::put);
        }
        long at = 0;
        for (Map.Entry<String, long[]> tensor : tensors.entrySet()) {
            long bytes = 2;
            var entry = header.putObject(tensor.getKey()).put("dtype", "F16");
            var shape = entry.putArray("shape");
            for (long dim : tensor.getValue()) {
                bytes *= dim;
                shape.add(dim);
            }
            entry.putArray("data_offsets").add(at).add(at + bytes);
            at += bytes;
        }
        return raw(path, header.toString(), at);
    }

    /** A header as it is, and so many bytes of data. */
    Path raw(String path, String header, long data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return bytes(path, text.length, text, data);
    }

    /** A header that claims a length of its own. */
    Path bytes(String path, long claimed, byte[] header, long data) throws IOException {
        byte[] length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(claimed).array();
        Path file = file(path);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(length);
            out.write(header);
            out.setLength(8L + header.length + data);
        }
        return file;
    }

    /** An empty file of that name. */
    Path empty(String path) throws IOException {
        return Files.write(file(path), new byte[0]);
    }

    static Map<String, long[]> shapes(Map<String, long[]> some) {
        return some.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a,
                LinkedHashMap::new));
    }

    private Path file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return file;
    }
}

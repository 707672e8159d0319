package orchestrator.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The results of the previous prompt. A result fits a node of the next one when class, constants and everything
 * upstream are the same; ids do not matter. An uploaded file counts by its content.
 */
final class NodeCache {
    /** @param ui what the node told of files, if it did */
    record Result(List<Value> values, Optional<ObjectNode> ui) {}

    private final Map<String, Result> results = new ConcurrentHashMap<>();

    /** The signatures of all nodes; results that none of them wants are dropped. */
    Map<String, String> open(ObjectNode graph, Folders folders) {
        Map<String, String> signatures = new HashMap<>();
        graph.propertyNames().forEach(id -> signature(id, graph, folders, signatures));
        results.keySet().retainAll(signatures.values());
        return signatures;
    }

    Optional<Result> get(String signature) {
        return Optional.ofNullable(results.get(signature));
    }

    void put(String signature, Result result) {
        results.put(signature, result);
    }

    void clear() {
        results.clear();
    }

    private static String signature(String id, ObjectNode graph, Folders folders, Map<String, String> known) {
        if (known.containsKey(id)) {
            return known.get(id);
        }
        JsonNode node = graph.path(id);
        String type = node.path("class_type").asString("");
        Map<String, String> inputs = new TreeMap<>();
        node.path("inputs").properties().forEach(input -> {
            JsonNode value = input.getValue();
            boolean link = value.isArray() && value.size() == 2 && graph.has(value.get(0).asString(""));
            inputs.put(input.getKey(), link
                    ? "<" + signature(value.get(0).asString(), graph, folders, known) + ":" + value.get(1) + ">"
                    : value.toString());
        });
        if (type.equals("LoadImage") || type.equals("LoadImageMask")) {
            byte[] content = folders.read(folders.annotated(node.path("inputs").path("image").asString("")))
                    .orElse(new byte[0]);
            inputs.put("is_changed", Integer.toHexString(java.util.Arrays.hashCode(content)));
        }
        known.put(id, digest(type + inputs));
        return known.get(id);
    }

    private static String digest(String text) {
        try {
            return java.util.HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

package orchestrator.demo;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a real ComfyUI and its client said to each other, and how to compare it: by shape, not by value. */
record Recording(List<JsonNode> lines) {
    /** The models of the machine that was recorded, and what stands in for them. */
    private static final Map<String, String> STAND_INS = Map.ofEntries(
            Map.entry("tiny-sd15.safetensors", "SD1.5/v1-5-pruned-emaonly.safetensors"),
            Map.entry("tiny-sdxl.safetensors", "SDXL/sd_xl_base_1.0.safetensors"),
            Map.entry("tiny-sd35-medium.safetensors", "sd3.5_medium.safetensors"),
            Map.entry("tiny-svd.safetensors", "svd.safetensors"),
            Map.entry("tiny-flux1-schnell.safetensors", "flux1-schnell.safetensors"),
            Map.entry("tiny-flux1-dev.safetensors", "flux1-dev.safetensors"),
            Map.entry("tiny-ae.safetensors", "ae.safetensors"),
            Map.entry("tiny-vae-sd15.safetensors", "vae-ft-mse-840000-ema-pruned.safetensors"),
            Map.entry("4x-tiny-esrgan.safetensors", "RealESRGAN_x4plus.pth"),
            Map.entry("control_v11p_sd15_canny-tiny.safetensors", "control_v11p_sd15_canny.pth"),
            Map.entry("tiny-sd15-style.safetensors", "SD1.5/add_detail.safetensors"));

    static Recording of(String name) {
        try (InputStream file = Recording.class.getResourceAsStream("/recordings/" + name + ".jsonl")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> model : STAND_INS.entrySet()) {
                text = text.replace("\"" + model.getKey() + "\"", "\"" + model.getValue() + "\"");
            }
            return new Recording(text.lines().map(Json::read).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The calls that were made, in order. */
    List<JsonNode> calls(String request) {
        return lines.stream().map(line -> line.path("http")).filter(call -> call.path("status").isNumber())
                .filter(call -> call.path("request").asString("").startsWith(request)).toList();
    }

    /** The ids of the nodes that this prompt found in the cache. */
    Set<String> cached(String promptId) {
        return lines.stream().filter(line -> Client.type(line).equals("execution_cached"))
                .filter(line -> Client.data(line).path("prompt_id").asString("").equals(promptId))
                .flatMap(line -> Client.data(line).path("nodes").values().stream()).map(JsonNode::asString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The events of one prompt as words, the repeated ticks of a sampler told once.
     *
     * @param without nodes to leave out
     */
    static List<String> story(List<JsonNode> frames, String promptId, Set<String> without) {
        List<String> words = new ArrayList<>();
        for (JsonNode frame : during(frames, promptId)) {
            word(frame, promptId, without).forEach(words::add);
        }
        return collapsed(words);
    }

    /** From the status that says it was taken from the queue to its last word. */
    private static List<JsonNode> during(List<JsonNode> frames, String promptId) {
        List<JsonNode> heard = frames.stream().filter(frame -> frame.has("ws") || frame.has("binary")).toList();
        List<Integer> own = IntStream.range(0, heard.size())
                .filter(i -> Client.data(heard.get(i)).path("prompt_id").asString("").equals(promptId)).boxed()
                .toList();
        return own.isEmpty() ? List.of() : heard.subList(own.getFirst() - 1, own.getLast() + 1);
    }

    private static List<String> word(JsonNode frame, String promptId, Set<String> without) {
        if (frame.has("binary")) {
            JsonNode metadata = frame.path("binary").path("metadata");
            return List.of("preview " + frame.path("binary").path("event") + " " + shape(metadata));
        }
        JsonNode data = Client.data(frame);
        if (Client.type(frame).equals("status")) {
            return data.has("sid") ? List.of() : List.of("status " + shape(data));
        }
        if (!data.path("prompt_id").asString("").equals(promptId)) {
            return List.of();
        }
        return switch (Client.type(frame)) {
            case "progress_state" -> {
                JsonNode last = data.path("nodes").values().stream().toList().getLast();
                String node = last.path("node_id").asString();
                yield without.contains(node)
                        ? List.of()
                        : List.of("progress_state " + node + " "
                                + last.path("state").asString() + " " + shape(last));
            }
            case "progress" -> List.of("progress " + data.path("node").asString() + " " + shape(data));
            case "executing", "executed" -> without.contains(data.path("node").asString(""))
                    ? List.of()
                    : List.of(Client.type(frame) + " " + data.path("node") + " " + shape(data));
            case "execution_cached" -> List.of("execution_cached");
            case String type -> List.of(type + " " + shape(data));
        };
    }

    private static List<String> collapsed(List<String> words) {
        List<String> out = new ArrayList<>();
        for (String word : words) {
            out.add(word);
            for (int length = 1; length <= 3 && out.size() >= 2 * length; length++) {
                List<String> end = out.subList(out.size() - length, out.size());
                if (end.equals(out.subList(out.size() - 2 * length, out.size() - length))) {
                    end.clear();
                    break;
                }
            }
        }
        return out;
    }

    /** Keys and kinds without values; of a list only its first element, if that has keys. */
    static String shape(JsonNode node) {
        if (node.isObject()) {
            return new TreeSet<>(node.propertyNames()).stream().map(key -> key + shape(node.get(key)))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (node.isArray()) {
            return node.isEmpty() || node.get(0).isValueNode() ? "[]" : "[" + shape(node.get(0)) + "]";
        }
        return node.isMissingNode() ? "" : ":" + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }
}

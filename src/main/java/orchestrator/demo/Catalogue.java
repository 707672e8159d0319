package orchestrator.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /object_info}: what nodes there are, as ComfyUI 0.3.64 describes them, with the demo's own model names. */
final class Catalogue {
    private static final Map<String, String> FOLDER_OF_INPUT = Map.ofEntries(
            Map.entry("CheckpointLoaderSimple.ckpt_name", "checkpoints"),
            Map.entry("ImageOnlyCheckpointLoader.ckpt_name", "checkpoints"),
            Map.entry("UNETLoader.unet_name", "diffusion_models"), Map.entry("CLIPLoader.clip_name", "text_encoders"),
            Map.entry("DualCLIPLoader.clip_name1", "text_encoders"),
            Map.entry("DualCLIPLoader.clip_name2", "text_encoders"),
            Map.entry("TripleCLIPLoader.clip_name1", "text_encoders"),
            Map.entry("TripleCLIPLoader.clip_name2", "text_encoders"),
            Map.entry("TripleCLIPLoader.clip_name3", "text_encoders"), Map.entry("VAELoader.vae_name", "vae"),
            Map.entry("CLIPVisionLoader.clip_name", "clip_vision"), Map.entry("LoraLoader.lora_name", "loras"),
            Map.entry("LoraLoaderModelOnly.lora_name", "loras"),
            Map.entry("ControlNetLoader.control_net_name", "controlnet"),
            Map.entry("DiffControlNetLoader.control_net_name", "controlnet"),
            Map.entry("UpscaleModelLoader.model_name", "upscale_models"),
            Map.entry("StyleModelLoader.style_model_name", "style_models"));

    private final Map<String, ObjectNode> classes = new LinkedHashMap<>();

    Catalogue(Models models) {
        recorded().properties().forEach(entry -> classes.put(entry.getKey(), (ObjectNode) entry.getValue()));
        offer(models);
    }

    /** Lists these models in every node that loads one. */
    void offer(Models models) {
        FOLDER_OF_INPUT.forEach((input, folder) -> offer(input, models.in(folder).orElseThrow()));
    }

    boolean has(String type) {
        return classes.containsKey(type);
    }

    boolean isOutput(String type) {
        return has(type) && classes.get(type).path("output_node").asBoolean();
    }

    /** The types that a node gives, slot by slot. */
    List<String> outputsOf(String type) {
        return classes.get(type).path("output").values().stream().map(JsonNode::asString).toList();
    }

    /** Every input that may be set, required ones first. */
    Map<String, Input> inputsOf(String type) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        for (String need : List.of("required", "optional")) {
            classes.get(type).path("input").path(need).properties().forEach(
                    entry -> inputs.put(entry.getKey(), new Input(need.equals("required"), entry.getValue())));
        }
        return inputs;
    }

    /** @return the description under its own name, an empty object when there is no such class */
    ObjectNode info(String type) {
        ObjectNode answer = Json.object();
        Optional.ofNullable(classes.get(type)).ifPresent(info -> answer.set(type, info));
        return answer;
    }

    ObjectNode all() {
        ObjectNode answer = Json.object();
        classes.forEach(answer::set);
        return answer;
    }

    private void offer(String input, List<String> names) {
        String[] path = input.split("\\.");
        ArrayNode spec = (ArrayNode) classes.get(path[0]).path("input").path("required").path(path[1]);
        if (spec.get(0).isArray()) {
            spec.set(0, Json.array(names));
        } else {
            ((ObjectNode) spec.get(1)).set("options", Json.array(names));
        }
    }

    private static JsonNode recorded() {
        try (InputStream resource = Catalogue.class.getResourceAsStream("object_info.json")) {
            return Json.read(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param spec the array that describes it: a type or a list of words, then options */
    record Input(boolean required, JsonNode spec) {
        /** The words of an old-style list; the new style ({@code COMBO}) is not checked by ComfyUI 0.3.64. */
        Optional<List<String>> words() {
            return Optional.of(spec.get(0)).filter(JsonNode::isArray)
                    .map(list -> list.values().stream().map(JsonNode::asString).toList());
        }

        String type() {
            return spec.get(0).isArray() ? "COMBO" : spec.get(0).asString();
        }

        Optional<JsonNode> option(String name) {
            return spec.size() < 2 ? Optional.empty() : spec.get(1).optional(name);
        }
    }
}

package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Models as a client of the whole program sees them: on disk, in ComfyUI's lists, in what is asked for. */
@Timeout(120)
class ModelsTest {

    private static final String LORA = "loras/SD1.5/add_detail.safetensors";
    // Enough of a header to be known by.
    private static final Map<String, String> SD15 = Map.of(
            "model.diffusion_model.input_blocks.0.0.weight", "[320,4,3,3]",
            "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", "[320,768]",
            "first_stage_model.decoder.conv_in.weight", "[512,4,3,3]",
            "cond_stage_model.transformer.text_model.final_layer_norm.weight", "[768]");
    private static final Map<String, String> FLUX_LORA = Map.of(
            "lora_unet_double_blocks_0_img_attn_proj.lora_down.weight", "[4,3072]");

    @TempDir
    private Path home;
    private DemoComfy comfy;

    @BeforeEach
    void begin() {
        comfy = DemoComfy.start(DemoOptions.fast());
    }

    @AfterEach
    void end() {
        comfy.close();
    }

    /** A7. */
    @Test
    void what_nobody_knows_is_refused_at_its_field_with_what_was_meant_and_all_of_it_at_once() throws Exception {
        write(home.resolve("models").resolve(LiveApp.MODEL), SD15);
        write(home.resolve("models").resolve(LORA), FLUX_LORA);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            Map<String, JsonNode> errors = refused(app,
                    """
                    {"type":"imagee","model":"%s","prompt":"a tree","stepps":1,"params":{"widht":64,"width":1001,
                     "sampler":"eular","scheduler":"karas","vae":"vae-ft-msee",
                     "loras":[{"name":"%s"},{"name":"lcm-lora-sdv1-6"}]}}""".formatted(LiveApp.MODEL, LORA));
            Map<String, String> codes = new TreeMap<>();
            errors.forEach((pointer, error) -> codes.put(pointer, error.path("code").asString()));
            assertEquals(new TreeMap<>(Map.of("/type", "unknown-type", "/stepps", "unknown-field", "/params/widht",
                    "unknown-field", "/params/width", "not-a-multiple", "/params/sampler", "invalid-value",
                    "/params/scheduler", "invalid-value", "/params/vae", "model-missing", "/params/loras/0/name",
                    "wrong-family", "/params/loras/1/name", "model-missing")), codes);
            assertEquals("image", near(errors.get("/type")));
            assertEquals("width", near(errors.get("/params/widht")));
            assertEquals("euler", near(errors.get("/params/sampler")));
            assertEquals("karras", near(errors.get("/params/scheduler")));
            assertEquals("vae/vae-ft-mse-840000-ema-pruned.safetensors", near(errors.get("/params/vae")));
            assertEquals("loras/SD1.5/lcm-lora-sdv1-5.safetensors", near(errors.get("/params/loras/1/name")));
            assertEquals("FLUX SD1.5", errors.get("/params/loras/0/name").path("args").path("type").asString() + " "
                    + errors.get("/params/loras/0/name").path("args").path("wanted").asString());
            assertEquals(1000, errors.get("/params/width").path("args").path("nearest").asInt());
            assertEquals(0, app.get("/api/jobs").path("total").asInt());
        }
    }

    @Test
    void a_model_put_into_comfyui_a_moment_ago_is_taken_at_once() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String asked = LiveApp.asking("a tree", 2).replace(LiveApp.MODEL,
                    "checkpoints/SD1.5/brand_new.safetensors");
            comfy.install("checkpoints", "SD1.5/brand_new.safetensors");
            LiveApp.Answer taken = app.call("POST", "/api/jobs", asked);
            // Who asks within a second of somebody else is answered with the next look.
            if (taken.status() == 422) {
                app.await("/api/models/list", models -> models.toString().contains("brand_new"));
                taken = app.call("POST", "/api/jobs", asked);
            }
            assertEquals(201, taken.status(), taken.toString());
            app.awaitStatus(taken.body().path("jobId").asString(), "complete");
        }
    }

    @Test
    void files_in_the_folders_of_a_comfyui_on_this_machine_are_described_and_watched() throws Exception {
        Path theirs = Files.createDirectories(comfy.models("checkpoints"));
        write(theirs.resolve("SD1.5/dreamshaper_8.safetensors"), SD15);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            app.await("/api/models/list", models -> !model(models, "checkpoints/SD1.5/dreamshaper_8.safetensors")
                    .path("guessed").asBoolean(true));
            comfy.install("checkpoints", "SD1.5/later.safetensors");
            write(theirs.resolve("SD1.5/later.safetensors"), SD15);
            JsonNode later = model(app.await("/api/models/list", models -> model(models,
                    "checkpoints/SD1.5/later.safetensors").path("engines").size() == 1),
                    "checkpoints/SD1.5/later.safetensors");
            assertEquals("SD1.5", later.path("type").asString());
            assertTrue(later.path("size").asLong() > 0, later.toString());
        }
    }

    @Test
    void what_a_user_said_of_a_model_outlives_a_restart() throws Exception {
        comfy.install("checkpoints", "odd.safetensors");
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            assertEquals(200, app.call("PATCH", "/api/models", """
                                                               {"path":"checkpoints/odd.safetensors","type":"SD1.5"}""")
                    .status());
        }
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            assertEquals("SD1.5", model(app.get("/api/models/list"), "checkpoints/odd.safetensors").path("type")
                    .asString());
        }
    }

    private static Map<String, JsonNode> refused(LiveApp app, String body) throws IOException, InterruptedException {
        LiveApp.Answer answer = app.call("POST", "/api/jobs", body);
        assertEquals(422, answer.status(), answer.toString());
        Map<String, JsonNode> byPointer = new TreeMap<>();
        answer.body().path("errors").forEach(error -> byPointer.put(error.path("pointer").asString(), error));
        return byPointer;
    }

    private static String near(JsonNode error) {
        return error.path("args").path("near").path(0).asString();
    }

    private static JsonNode model(JsonNode models, String path) {
        return models.valueStream().filter(model -> model.path("path").asString().equals(path)).findFirst()
                .orElse(JsonMapper.shared().createObjectNode());
    }

    private static void write(Path file, Map<String, String> shapes) throws IOException {
        StringBuilder header = new StringBuilder("{");
        long at = 0;
        for (Map.Entry<String, String> tensor : new TreeMap<>(shapes).entrySet()) {
            long bytes = 2;
            for (String dim : tensor.getValue().replaceAll("[\\[\\]]", "").split(",")) {
                bytes *= Long.parseLong(dim);
            }
            header.append(at == 0 ? "" : ",").append("\"%s\":{\"dtype\":\"F16\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(tensor.getKey(), tensor.getValue(), at, at + bytes));
            at += bytes;
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(file.getParent());
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
            out.write(json);
            out.setLength(8L + json.length + at);
        }
    }
}

package orchestrator.web;

import orchestrator.testkit.Pictures;
import orchestrator.testkit.Raw;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import javax.imageio.ImageIO;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelRoutesTest {

    private static final String ODD = "checkpoints/odd.ckpt";

    @TempDir
    Path home;
    private Studio studio;

    @BeforeEach
    void open() throws IOException {
        studio = Studio.in(home);
        Path checkpoints = home.resolve("models/checkpoints");
        Files.write(checkpoints.resolve("odd.ckpt"), new byte[3]);
        Files.write(checkpoints.resolve("odd.png"), Pictures.png(600, 300, Map.of()));
        Files.createDirectories(home.resolve("models/loras"));
        Files.write(home.resolve("models/loras/flux_realism.pt"), new byte[3]);
    }

    @AfterEach
    void close() {
        studio.close();
    }

    @Test
    void a_picture_beside_a_model_is_served_small() throws IOException {
        String url = model(ODD).path("thumbnail").asString();
        Raw.Answer answer = studio.get(url);
        assertEquals(200, answer.status(), answer.text());
        assertEquals("image/jpeg", answer.header("Content-Type").orElseThrow());
        assertTrue(answer.header("Cache-Control").orElseThrow().contains("immutable"));
        var small = ImageIO.read(new ByteArrayInputStream(answer.body()));
        assertEquals(List.of(256, 128), List.of(small.getWidth(), small.getHeight()));
        Files.write(home.resolve("models/checkpoints/odd.png"), Pictures.png(30, 30, Map.of()));
        studio.call("POST", "/api/models/rescan", "");
        assertNotEquals(url, model(ODD).path("thumbnail").asString());
    }

    @Test
    void a_picture_inside_a_model_is_served_small_and_one_that_is_a_trap_is_not() throws IOException {
        inside("good", Pictures.png(600, 300, Map.of()));
        inside("trap", Pictures.pngHeader(60_000, 60_000));
        Raw.Answer answer = studio.get(model("loras/good.safetensors").path("thumbnail").asString());
        assertEquals(256, ImageIO.read(new ByteArrayInputStream(answer.body())).getWidth());
        HttpServerTest.assertProblem(studio.get(model("loras/trap.safetensors").path("thumbnail").asString()), 404,
                "not-found");
    }

    @Test
    void a_model_that_can_make_no_picture_says_why() throws IOException {
        Files.write(home.resolve("models/checkpoints/sd_xl_refiner.ckpt"), new byte[3]);
        assertEquals("model-not-from-text", model("checkpoints/sd_xl_refiner.ckpt").path("reason").path("code")
                .asString());
        assertEquals("model-broken", model("checkpoints/sdxl/juggernaut.safetensors").path("reason").path("code")
                .asString());
        assertTrue(model(ODD).path("reason").isMissingNode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?path=", "?path=checkpoints/none.ckpt", "?path=checkpoints/odd.png",
            "?path=../settings.json", "?path=checkpoints%2f..%2f..%2fsecret.png", "?path=/etc/passwd",
            "?path=loras/flux_realism.pt", "?path=checkpoints%5codd.ckpt"})
    void only_a_model_of_the_list_has_a_thumbnail(String query) throws IOException {
        Files.write(home.resolve("secret.png"), Pictures.png(9, 9, Map.of()));
        HttpServerTest.assertProblem(studio.get("/api/models/thumbnail" + query), 404, "not-found");
    }

    @Test
    void a_picture_that_is_none_or_far_too_large_is_not_shown() throws IOException {
        for (byte[] bad : List.of("<script>".getBytes(), Pictures.pngHeader(60_000, 60_000), new byte[0])) {
            Files.write(home.resolve("models/checkpoints/odd.png"), bad);
            studio.call("POST", "/api/models/rescan", "");
            HttpServerTest.assertProblem(studio.get(model(ODD).path("thumbnail").asString()), 404, "not-found");
        }
    }

    @Test
    void a_guessed_family_is_set_by_hand_and_taken_back() throws IOException {
        assertTrue(model(ODD).path("guessed").asBoolean());
        Raw.Answer answer = choose(ODD, "\"SDXL\"");
        assertEquals(200, answer.status(), answer.text());
        assertEquals("SDXL", Studio.json(answer).path("type").asString());
        assertTrue(model(ODD).path("chosen").asBoolean());
        assertFalse(model(ODD).path("guessed").asBoolean());
        assertEquals(1024, model(ODD).path("defaults").path("width").asInt());
        assertEquals(200, choose(ODD, "null").status());
        assertTrue(model(ODD).path("chosen").isMissingNode());
        assertEquals("SD1.5", model(ODD).path("type").asString());
        assertEquals(200, choose(ODD, "null").status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"path\":\"checkpoints/ood.ckpt\",\"type\":\"SDXL\"}|/path|model-missing",
            "{\"path\":\"checkpoints/odd.ckpt\",\"type\":\"SDXXL\"}|/type|invalid-value",
            "{\"path\":\"checkpoints/odd.ckpt\",\"type\":\"unknown\"}|/type|invalid-value",
            "{\"path\":\"checkpoints/odd.ckpt\"}|/type|required", "{\"type\":\"SDXL\"}|/path|required",
            "{\"path\":\"checkpoints/odd.ckpt\",\"type\":\"SDXL\",\"x\":1}|/x|unknown-field"})
    void a_choice_that_makes_no_sense_is_refused_at_its_field(String body, String pointer, String code)
            throws IOException {
        Raw.Answer answer = studio.call("PATCH", "/api/models", body);
        HttpServerTest.assertProblem(answer, 422, "invalid-fields");
        JsonNode error = Studio.json(answer).path("errors").get(0);
        assertEquals(pointer + " " + code, error.path("pointer").asString() + " " + error.path("code").asString());
    }

    @Test
    void groups_are_families_first_and_then_kinds() throws IOException {
        choose(ODD, "\"FLUX\"");
        List<String> groups = new ArrayList<>(Studio.json(studio.get("/api/models/list?group=type")).propertyNames());
        assertEquals(List.of("SDXL", "FLUX", "lora"), groups);
    }

    private void inside(String name, byte[] picture) throws IOException {
        byte[] header = ("{\"__metadata__\":{\"modelspec.thumbnail\":\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(picture) + "\"}}").getBytes(StandardCharsets.UTF_8);
        Files.write(home.resolve("models/loras/" + name + ".safetensors"), ByteBuffer.allocate(8 + header.length)
                .order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).array());
    }

    private Raw.Answer choose(String path, String type) throws IOException {
        return studio.call("PATCH", "/api/models", "{\"path\":\"" + path + "\",\"type\":" + type + "}");
    }

    private JsonNode model(String path) throws IOException {
        for (JsonNode model : Studio.json(studio.get("/api/models/list"))) {
            if (model.path("path").asString().equals(path)) {
                return model;
            }
        }
        throw new AssertionError("no " + path);
    }
}

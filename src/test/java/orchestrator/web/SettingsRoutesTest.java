package orchestrator.web;

import orchestrator.testkit.Raw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SettingsRoutesTest {

    private static final String PATH = "/api/settings";

    @TempDir
    private Path home;

    @Test
    void a_patch_merges_is_kept_and_null_takes_a_choice_back() throws IOException {
        try (Studio studio = Studio.in(home)) {
            Raw.Answer first = studio.get(PATH);
            assertEquals("\"0\"", first.header("ETag").orElse("none"));
            assertEquals("{\"rev\":0,\"comfyui\":[\"http://127.0.0.1:8188\"],\"fixed\":[],\"shared\":false}",
                    first.text());
            assertEquals("[\"http://gpu:8188\",\"http://127.0.0.1:8188\"]", patch(studio,
                    "{\"comfyui\":[\"http://gpu:8188/\",\"127.0.0.1:8188\",\"gpu:8188\"]}").path("comfyui").toString());
            assertEquals("ru", patch(studio, "{\"language\":\"ru\"}").path("language").asString());
            JsonNode now = Studio.json(studio.get(PATH));
            assertEquals(2, now.path("comfyui").size());
            assertEquals("ru", now.path("language").asString());
            assertTrue(Files.readString(home.resolve(".orchestrator/settings.json")).contains("http://gpu:8188"));
            assertTrue(studio.get("/", "Accept: text/html").text().contains("<html lang=\"ru\""));
            assertEquals(1, patch(studio, "{\"comfyui\":null}").path("comfyui").size());
            assertFalse(patch(studio, "{\"language\":null}").has("language"));
            assertEquals("\"4\"", studio.get(PATH).header("ETag").orElse("none"));
        }
    }

    @Test
    void two_writers_do_not_undo_each_other() throws IOException {
        try (Studio studio = Studio.in(home)) {
            String tag = studio.get(PATH).header("ETag").orElseThrow();
            Raw.Answer one = studio.call("PATCH", PATH, "{\"language\":\"ru\"}", "If-Match: " + tag);
            assertEquals(200, one.status());
            Raw.Answer two = studio.call("PATCH", PATH, "{\"language\":\"en\"}", "If-Match: " + tag);
            HttpServerTest.assertProblem(two, 412, "stale");
            assertEquals(one.header("ETag"), two.header("ETag"));
            assertEquals("ru", Studio.json(studio.get(PATH)).path("language").asString());
        }
    }

    @Test
    void what_is_wrong_is_told_at_its_field_all_at_once_and_nothing_changes() throws IOException {
        try (Studio studio = Studio.in(home)) {
            assertEquals(Map.of("/comfyui/0", "bad-address", "/comfyui/2", "bad-address", "/language", "invalid-value",
                    "/theme", "unknown-field"),
                    refused(studio,
                            "{\"comfyui\":[\"ftp://x\",\"http://gpu:8188\",7],\"language\":\"de\",\"theme\":1}"));
            assertEquals(Map.of("/comfyui", "wrong-type"), refused(studio, "{\"comfyui\":\"http://gpu\"}"));
            assertEquals(Map.of("/comfyui", "too-many"), refused(studio, "{\"comfyui\":[" + "\"gpu\",".repeat(16)
                    + "\"gpu\"]}"));
            assertEquals("\"0\"", studio.get(PATH).header("ETag").orElse("none"));
            assertFalse(Files.exists(home.resolve(".orchestrator/settings.json")));
        }
    }

    private static JsonNode patch(Studio studio, String body) throws IOException {
        Raw.Answer answer = studio.call("PATCH", PATH, body);
        assertEquals(200, answer.status(), answer.text());
        return Studio.json(answer);
    }

    private static Map<String, String> refused(Studio studio, String body) throws IOException {
        Raw.Answer answer = studio.call("PATCH", PATH, body);
        assertEquals(422, answer.status(), answer.text());
        Map<String, String> codes = new TreeMap<>();
        Studio.json(answer).path("errors").forEach(error -> codes.put(error.path("pointer").asString(), error.path(
                "code").asString()));
        return codes;
    }
}

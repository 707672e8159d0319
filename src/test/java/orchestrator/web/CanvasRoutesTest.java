package orchestrator.web;

import orchestrator.testkit.Pictures;
import orchestrator.testkit.Raw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import javax.imageio.ImageIO;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The canvas as the API tells it, and the page that opens in the middle of it. */
class CanvasRoutesTest {

    private static final String RAW = "{\"prompt\":\"a fox\",  \"params\":{\"seed\":18446744073709551615}}";

    @TempDir
    Path home;

    @Test
    void a_place_in_a_list_is_told_by_the_snap_it_was_cut_from() throws IOException {
        try (Studio studio = filled(3)) {
            JsonNode list = Studio.json(studio.get("/api/canvas/list?limit=2"));
            String snap = list.path("snap").asString();
            String second = list.at("/items/1/id").asString();
            assertEquals(1, Studio.json(studio.get("/api/canvas/rank?snap=" + snap + "&id=" + second)).path("rank")
                    .asInt());
            assertEquals("{}", studio.get("/api/canvas/rank?snap=" + snap + "&id=nobody").text());
            assertEquals(410, studio.get("/api/canvas/rank?snap=gone&id=" + second).status());
            assertEquals(400, studio.get("/api/canvas/rank?snap=" + snap).status());
        }
    }

    @Test
    void there_are_no_sites_yet_and_asking_for_them_is_no_mistake() throws IOException {
        try (Studio studio = filled(2)) {
            assertEquals(0, Studio.json(studio.get("/api/canvas/list?type=site")).path("total").asInt(-1));
            assertEquals(400, studio.get("/api/canvas/list?type=music").status());
        }
    }

    @Test
    void the_texts_of_a_file_are_told_word_for_word() throws IOException {
        put("a.png", Pictures.png(4, 4, Map.of("orchestrator", RAW, "workflow", "{ }", "secret", "no")), 1);
        put("b.jpg", new byte[]{(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9}, 2);
        try (Studio studio = scanned()) {
            JsonNode items = Studio.json(studio.get("/api/canvas/list")).path("items");
            JsonNode texts = Studio.json(studio.get("/api/canvas/items/" + items.at("/1/id").asString() + "/texts"));
            assertEquals(RAW, texts.at("/texts/orchestrator").asString());
            assertEquals("{ }", texts.at("/texts/workflow").asString());
            assertEquals(2, texts.path("texts").size());
            String other = "/api/canvas/items/" + items.at("/0/id").asString() + "/texts";
            assertEquals(0, Studio.json(studio.get(other)).path("texts").size());
        }
    }

    @Test
    void a_large_picture_has_a_rendition_of_2048_pixels() throws IOException {
        put("wide.png", Pictures.png(5000, 100, Map.of()), 1);
        try (Studio studio = scanned()) {
            String id = Studio.json(studio.get("/api/canvas/list")).at("/items/0/id").asString();
            Raw.Answer answer = studio.get("/thumb/" + id + "?s=2048");
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(answer.body()));
            assertEquals(2048, picture.getWidth());
            assertEquals(400, studio.get("/thumb/" + id + "?s=4096").status());
        }
    }

    @Test
    void a_page_opens_around_the_item_of_its_address_and_whatever_else_it_says() throws IOException {
        try (Studio studio = filled(100)) {
            JsonNode last = Studio.json(studio.get("/api/canvas/list?offset=90&limit=1")).at("/items/0");
            String page = studio.get("/?at=" + last.path("id").asString()).text();
            assertTrue(page.contains("data-item=\"" + last.path("id").asString() + "\""));
            assertTrue(page.contains("\"offset\":70"), "from 20 before it on");
            assertTrue(studio.get("/?at=nobody").text().contains("\"offset\":0"));
            assertEquals(200, studio.get("/?type=music&sort=loud").status());
        }
    }

    private Studio filled(int count) throws IOException {
        byte[] picture = Pictures.png(4, 4, Map.of());
        for (int i = 0; i < count; i++) {
            put("p%03d.png".formatted(i), picture, i);
        }
        return scanned();
    }

    private void put(String name, byte[] bytes, int age) throws IOException {
        Path file = Files.write(Files.createDirectories(home.resolve("output")).resolve(name), bytes);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(age)));
    }

    private Studio scanned() throws IOException {
        Studio studio = Studio.in(home);
        studio.canvas.scan();
        return studio;
    }
}

package orchestrator.demo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.awt.image.BufferedImage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the demo does when all is well. */
class DemoComfyTest {
    private final DemoComfy demo = DemoComfy.start(DemoOptions.fast());

    @AfterEach
    void close() {
        demo.close();
    }

    @Test
    void a_prompt_becomes_a_picture_that_can_be_fetched() {
        try (Client client = Client.connected(demo, "one")) {
            JsonNode entry = client.run(Graphs.picture(), "p-1");
            JsonNode image = entry.path("outputs").path("7").path("images").path(0);
            assertEquals("job_00001_.png", image.path("filename").asString());
            assertEquals("orch", image.path("subfolder").asString());
            assertEquals("success", entry.path("status").path("status_str").asString());
            BufferedImage picture = Png.decode(client.get("/view?filename=job_00001_.png&subfolder=orch").body())
                    .orElseThrow();
            assertEquals(64, picture.getWidth());
            assertEquals(4, client.heard().stream().filter(frame -> frame.path("binary").path("event").asInt(0) == 4)
                    .count());
            assertTrue(demo.log().awaitEnded("p-1").outcome().equals("success"));
        }
    }
}

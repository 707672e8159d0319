package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A result of twice the memory of the process that fetches it. */
@Timeout(120)
class HugeOutputTest {

    @TempDir
    private Path home;
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void it_goes_straight_to_disk_and_is_never_decoded() throws Exception {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast());
                Child child = Child.start("--home", home.toString(), "--comfyui", comfy.address().toString(), "--port",
                        "0")) {
            comfy.faults().nextView(Faults.ViewFault.HUGE);
            URI address = child.ready();
            JsonNode job = awaitComplete(address, json(send(HttpRequest.newBuilder(address.resolve("/api/jobs")).header(
                    "Content-Type", "application/json").POST(BodyPublishers.ofString(LiveApp.asking("a mill", 2)))))
                    .path("jobId").asString());
            JsonNode file = job.path("output").get(0);
            assertEquals(0, job.path("attempts").asInt());
            assertEquals(500_000_000, file.path("size").asLong());
            assertEquals(20_000, file.path("width").asInt());
            assertTrue(file.path("thumbnailUrl").isMissingNode(), file.toString());
            String thumbnail = "/thumb/" + file.path("id").asString() + "?s=256";
            assertEquals(404, send(HttpRequest.newBuilder(address.resolve(thumbnail))).statusCode());
            assertEquals(1, json(send(HttpRequest.newBuilder(address.resolve("/api/canvas/list")))).path("total")
                    .asInt());
        }
    }

    private JsonNode awaitComplete(URI address, String id) throws Exception {
        try (Listener listener = Listener.to(http, address)) {
            for (int seen = 0;; seen = listener.awaitMore(seen, Duration.ofSeconds(60))) {
                JsonNode job = json(send(HttpRequest.newBuilder(address.resolve("/api/jobs/" + id))));
                if (job.path("status").asString().equals("complete")) {
                    return job;
                }
            }
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}

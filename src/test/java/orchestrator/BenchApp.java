package orchestrator;

import orchestrator.file.RealDisk;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The whole program as its users start it, real disk and real pace, in this process and on a folder of its own. */
record BenchApp(Path home, App app, HttpClient http) implements AutoCloseable {

    private static final Duration HANG_GUARD = Duration.ofSeconds(60);

    /** @param engine its address */
    static BenchApp start(Path home, String engine) throws IOException {
        Files.createDirectories(home);
        String[] arguments = {"--home", home.toString(), "--port", "0", "--comfyui", engine};
        if (CommandLine.parse(arguments, Map.of(), home) instanceof CommandLine.Wish.Serve(Settings settings)) {
            return new BenchApp(home, App.start(settings, App.Surroundings.real(new RealDisk(), InstantSource.system(),
                    RandomGenerator.getDefault())), HttpClient.newHttpClient());
        }
        throw new AssertionError("it would not start");
    }

    URI address() {
        return app.address();
    }

    /** Takes jobs from now on and starts none, with an engine that has told what it offers. */
    void pauseOnceOnline() throws IOException, InterruptedException {
        json(http, address().resolve("/api/queue/pause"), "{}");
        long deadline = System.nanoTime() + HANG_GUARD.toNanos();
        while (!json(http, address().resolve("/api/engines"), "").toString().contains("\"online\"")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the engine does not come");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** The id of a new job. */
    String submit(String body) throws IOException, InterruptedException {
        JsonNode answer = json(http, address().resolve("/api/jobs"), body);
        if (!answer.has("jobId")) {
            throw new AssertionError(answer.toString());
        }
        return answer.path("jobId").asString();
    }

    /** The file that the program keeps of a job. */
    JsonNode file(String jobId) throws IOException {
        return JsonMapper.shared().readTree(Files.readAllBytes(home.resolve("jobs").resolve(jobId + ".json")));
    }

    /** A GET, or a POST where there is a body. */
    static JsonNode json(HttpClient http, URI address, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(HANG_GUARD);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return JsonMapper.shared().readTree(http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    @Override
    public void close() {
        app.close();
        http.close();
    }
}

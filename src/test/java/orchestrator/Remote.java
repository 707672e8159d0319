package orchestrator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;

/** The program in another process, as its clients see it. */
final class Remote {

    private static final Duration HANG_GUARD = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(HANG_GUARD).build();
    private final URI address;

    Remote(URI address) {
        this.address = address;
    }

    Listener listen() throws IOException, InterruptedException {
        return Listener.to(http, address);
    }

    LiveApp.Answer call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path)).timeout(HANG_GUARD)
                .header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new LiveApp.Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
    }

    /** The id of a new job of so many steps. */
    String submit(String prompt, int steps) throws IOException, InterruptedException {
        LiveApp.Answer answer = call("POST", "/api/jobs", LiveApp.asking(prompt, steps));
        if (answer.status() != 201) {
            throw new AssertionError(answer.toString());
        }
        return answer.body().path("jobId").asString();
    }

    JsonNode awaitStatus(String jobId, String status) throws IOException, InterruptedException {
        return await("/api/jobs/" + jobId, job -> job.path("status").asString("").equals(status));
    }

    /** Looks again with each event, until the answer fits. */
    JsonNode await(String path, Predicate<JsonNode> fits) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + HANG_GUARD.toNanos();
        try (Listener listener = listen()) {
            while (true) {
                int seen = listener.told().size();
                JsonNode now = call("GET", path, "").body();
                if (fits.test(now)) {
                    return now;
                }
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(path + " stays " + now);
                }
                listener.awaitMore(seen, Duration.ofSeconds(1));
            }
        }
    }
}

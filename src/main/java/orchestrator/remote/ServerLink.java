package orchestrator.remote;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The server's API. Every call either brings its answer or an IOException, after which it may be made again. */
final class ServerLink {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int FULL = 507;
    /** It is there but cannot, or does not let us: later it may. */
    private static final Set<Integer> LATER = Set.of(401, 403, 408, 429);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER).build();
    private final URI server;
    private final Optional<String> token;

    ServerLink(URI server, Optional<String> token) {
        this.server = server;
        this.token = token;
    }

    URI server() {
        return server;
    }

    Reply get(String path) throws IOException, InterruptedException {
        return send(request(path).timeout(ANSWER).GET());
    }

    /** @param headers names and values in turn */
    Reply json(String method, String path, Object body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).timeout(ANSWER).header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(JsonMapper.shared().writeValueAsBytes(body)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** Sends a file of any size. It takes as long as bytes go; when none have for a while, it is given up. */
    Reply upload(String path, Path file, String mime, String lease) throws IOException, InterruptedException {
        Upload upload = new Upload(file);
        HttpRequest request = request(path).header("Content-Type", mime).header("Lease-Token", lease)
                .PUT(upload.body()).build();
        return reply(upload.await(http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())));
    }

    /** A picture that a job starts from; empty when it is gone. The stream is to be closed. */
    Optional<InputStream> picture(String jobId, String name, String lease) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request("/api/jobs/" + jobId + "/inputs/" + name).timeout(ANSWER)
                .header("Lease-Token", lease).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            return Optional.of(answer.body());
        }
        answer.body().close();
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        throw new IOException("the server answers " + answer.statusCode());
    }

    /** The event stream, open until it is closed or breaks. */
    InputStream stream() throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request("/api/jobs/stream").header("Accept", "text/event-stream")
                .GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            answer.body().close();
            throw new IOException("the server answers " + answer.statusCode());
        }
        return answer.body();
    }

    private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return reply(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    }

    private static Reply reply(HttpResponse<byte[]> answer) throws IOException {
        JsonNode body;
        try {
            body = JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException foreign) {
            throw new IOException("what answers is no Orchestrator: status " + answer.statusCode(), foreign);
        }
        if (answer.statusCode() == FULL) {
            throw new ServerFull();
        }
        if (answer.statusCode() >= 500 || LATER.contains(answer.statusCode())) {
            throw new IOException("the server answers " + answer.statusCode() + ": " + body.path("detail").asString(
                    ""));
        }
        return new Reply(answer.statusCode(), body);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }
}

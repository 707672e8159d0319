package orchestrator;

import orchestrator.demo.DemoOptions;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;
import orchestrator.testkit.Pictures;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The calls of worker processes, one by one, by a client that the server has no reason to trust. */
@Timeout(120)
class WorkerCallsTest {

    private static final String PROMPT = "11111111-2222-3333-4444-555555555555";

    private static final byte[] PICTURE = Pictures.png(8, 8, Map.of());
    private static final String TOKEN = "a token of more than thirty-two characters".replace(' ', '-');

    @TempDir
    private Path home;

    @Test
    void a_job_is_claimed_run_and_delivered_call_by_call() throws Exception {
        try (LiveApp app = LiveApp.at(home)) {
            String id = app.submit("a mill", 2);
            long rev = app.job(id).path("rev").asLong();
            assertEquals("not-announced", claim(app, id, rev).body().path("code").asString());
            announce(app, "w1", "http://127.0.0.1:9999");
            assertEquals(428, app.call("PATCH", "/api/jobs/" + id, "{\"claim\":{\"worker\":\"w1\"}}").status());
            assertEquals(412, claim(app, id, rev + 1).status());
            LiveApp.Answer claimed = claim(app, id, rev);
            assertEquals(200, claimed.status(), claimed.toString());
            String token = claimed.body().path("lease").path("token").asString();
            assertEquals("a mill", claimed.body().path("job").path("prompt").asString());
            assertEquals(409, claim(app, id, rev).status(), "it is taken");
            assertEquals(409, put(app, id, 0, "image/png", PICTURE, token).status(), "nothing was sent");
            assertEquals(200, say(app, id, token, "{\"promptId\":\"" + PROMPT + "\"}").status());
            long sent = app.job(id).path("rev").asLong();
            assertEquals("go-on", say(app, id, token, "{\"progress\":{\"percent\":40,\"stage\":\"sampling\",\"step\":1,"
                    + "\"steps\":2}}").body().path("wish").asString());
            assertEquals(40, app.job(id).path("progress").asInt());
            long running = app.job(id).path("rev").asLong();
            assertEquals(sent + 1, running, "it began");
            say(app, id, token, "{\"progress\":{\"percent\":60}}");
            assertEquals(running, app.job(id).path("rev").asLong(), "progress is no change of the job");
            assertEquals("outputs-missing", say(app, id, token, "{\"outcome\":{\"status\":\"complete\",\"outputs\":1}}")
                    .body().path("code").asString());
            assertEquals(200, put(app, id, 0, "image/png", PICTURE, token).status());
            assertEquals(200, put(app, id, 0, "image/png", PICTURE, token).status(), "sent twice is one");
            assertEquals(200, say(app, id, token, "{\"outcome\":{\"status\":\"complete\",\"outputs\":1}}").status());
            JsonNode done = app.job(id);
            assertEquals("complete", done.path("status").asString());
            assertEquals(1, done.path("output").size());
            assertEquals("stale-token", say(app, id, token, "{\"renew\":true}").body().path("code").asString());
            assertEquals(1, files());
        }
    }

    @Test
    void what_is_no_such_picture_or_no_longer_wanted_is_not_kept() throws Exception {
        try (LiveApp app = LiveApp.at(home)) {
            String id = app.submit("a mill", 2);
            announce(app, "w1", "http://127.0.0.1:9999");
            String token = claim(app, id, app.job(id).path("rev").asLong()).body().path("lease").path("token")
                    .asString();
            say(app, id, token, "{\"promptId\":\"" + PROMPT + "\"}");
            byte[] cut = Arrays.copyOf(PICTURE, PICTURE.length - 5);
            assertEquals(422, put(app, id, 0, "image/png", cut, token).status());
            assertEquals(422, put(app, id, 0, "image/jpeg", PICTURE, token).status());
            assertEquals(422, put(app, id, 0, "image/png", "<script>".getBytes(), token).status());
            assertEquals(400, put(app, id, 1_000, "image/png", PICTURE, token).status());
            assertEquals(409, put(app, id, 0, "image/png", PICTURE, "another token").status());
            assertEquals(0, files());
            app.call("DELETE", "/api/jobs/" + id, "");
            assertEquals(409, put(app, id, 0, "image/png", PICTURE, token).status());
            assertEquals("stop", say(app, id, token, "{\"renew\":true}").body().path("wish").asString());
            JsonNode welcome = announce(app, "w1", "http://127.0.0.1:9999");
            assertEquals(id, welcome.path("cancel").path(0).asString());
            say(app, id, token, "{\"outcome\":{\"status\":\"complete\",\"outputs\":1}}");
            JsonNode job = app.job(id);
            assertEquals("cancelled", job.path("status").asString());
            assertTrue(job.path("stage").isMissingNode(), "nothing is left to stop: " + job);
            assertEquals(0, files());
        }
    }

    @Test
    void a_comfyui_has_one_worker_however_it_is_called_and_what_is_wrong_is_told() throws Exception {
        try (LiveApp app = LiveApp.at(home)) {
            String id = app.submit("a mill", 2);
            announce(app, "w1", "http://127.0.0.1:9999");
            for (String same : new String[]{"http://localhost:9999", "http://127.0.0.1:9999"}) {
                assertEquals("comfyui-taken", app.call("PUT", "/api/workers/w2", offer(same)).body().path("code")
                        .asString(), same);
            }
            assertEquals(422, app.call("PUT", "/api/workers/w2", "{\"comfyui\":\"ftp://x\"}").status());
            assertEquals(400, app.call("PUT", "/api/workers/-w2", offer("http://127.0.0.1:9998")).status());
            assertEquals(422, app.call("PATCH", "/api/jobs/" + id, "{\"renew\":true,\"priority\":5}").status());
            assertEquals(400, app.call("PATCH", "/api/jobs/" + id, "{\"renew\":true}").status());
        }
    }

    @Test
    void a_worker_that_sent_nothing_costs_no_attempt_and_one_that_did_costs_one() throws Exception {
        try (LiveApp app = LiveApp.at(home)) {
            String idle = app.submit("a mill", 2);
            String sent = app.submit("a mill", 2);
            announce(app, "w1", "http://127.0.0.1:9999");
            claim(app, idle, app.job(idle).path("rev").asLong());
            String token = claim(app, sent, app.job(sent).path("rev").asLong()).body().path("lease").path("token")
                    .asString();
            say(app, sent, token, "{\"promptId\":\"" + PROMPT + "\"}");
            put(app, sent, 0, "image/png", PICTURE, token);
            assertEquals(1, app.awaitAttempts(sent, 1).path("attempts").asInt());
            JsonNode back = app.await("/api/jobs/" + idle, job -> job.path("stage").asString("").equals("waiting"));
            assertEquals(0, back.path("attempts").asInt());
            assertEquals("worker-gone", back.path("notes").path(0).path("code").asString());
            assertEquals(0, files(), "half of a set of results is none");
            assertEquals(409, say(app, sent, token, "{\"outcome\":{\"status\":\"complete\",\"outputs\":1}}").status());
        }
    }

    @Test
    void a_lease_outlives_the_server() throws Exception {
        String id;
        String token;
        try (LiveApp app = LiveApp.at(home)) {
            id = app.submit("a mill", 2);
            announce(app, "w1", "http://127.0.0.1:9999");
            token = claim(app, id, app.job(id).path("rev").asLong()).body().path("lease").path("token").asString();
            say(app, id, token, "{\"promptId\":\"" + PROMPT + "\"}");
        }
        try (LiveApp app = LiveApp.at(home)) {
            assertEquals(200, put(app, id, 0, "image/png", PICTURE, token).status());
            assertEquals(200, say(app, id, token, "{\"outcome\":{\"status\":\"complete\",\"outputs\":1}}").status());
            assertEquals("complete", app.job(id).path("status").asString());
        }
    }

    @Test
    void a_workers_token_opens_what_workers_call_and_nothing_else() throws Exception {
        Settings settings = new Settings(home, "127.0.0.1", 0, Optional.of(List.of()), false,
                List.of(home.resolve("models")), home
                        .resolve("output"),
                Optional.of(TOKEN), Optional.empty(), Optional.empty(), false);
        try (App app = App.start(settings, new App.Surroundings(new RealDisk(), FailPoints.NONE, InstantSource.system(),
                RandomGenerator.getDefault(), LiveApp.QUICK, DemoOptions.fast()))) {
            String kept = Files.readString(home.resolve(".orchestrator/worker-token"));
            String jobs = "/api/jobs";
            assertEquals(201, ask(app, TOKEN, "POST", jobs, LiveApp.asking("a mill", 2)));
            assertEquals(200, ask(app, kept, "PUT", "/api/workers/w1", offer("http://127.0.0.1:9999")));
            assertEquals(200, ask(app, kept, "GET", jobs, ""));
            assertEquals(409, ask(app, kept, "PUT", jobs + "/x/outputs/0", "{}"), "it has no such job");
            assertEquals(409, ask(app, kept, "GET", jobs + "/x/inputs/y", ""));
            for (String call : List.of("POST /api/jobs", "DELETE /api/jobs/x", "DELETE /api/jobs?status=queued",
                    "POST /api/jobs/x/retry", "POST /api/queue/pause", "GET /api/engines", "GET /api/canvas/list",
                    "POST /api/session", "GET /", "POST /api/uploads")) {
                String[] words = call.split(" ");
                int status = ask(app, kept, words[0], words[1], words[0].equals("GET") ? "" : "{}");
                assertTrue(status == 403 || words[1].equals("/api/session") && status == 401, call + " is " + status);
            }
            assertEquals(403, ask(app, kept, "PATCH", jobs + "/x", "{\"priority\":9}"), "that is for users");
            assertEquals(401, ask(app, kept + "x", "GET", jobs, ""));
        }
    }

    private static int ask(App app, String token, String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(app.address().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token).header("Lease-Token", "none")
                .method(method, HttpRequest.BodyPublishers
                        .ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static JsonNode announce(LiveApp app, String worker, String comfyui) throws Exception {
        LiveApp.Answer answer = app.call("PUT", "/api/workers/" + worker, offer(comfyui));
        assertEquals(200, answer.status(), answer.toString());
        assertFalse(answer.body().path("seconds").isMissingNode());
        return answer.body();
    }

    private static String offer(String comfyui) {
        return """
               {"comfyui":"%s","version":"0.3.60","models":{"checkpoints":["SD1.5/v1-5-pruned-emaonly.safetensors"]},
                "catalogue":{}}""".formatted(comfyui);
    }

    private static LiveApp.Answer claim(LiveApp app, String id, long rev) throws Exception {
        return app.call("PATCH", "/api/jobs/" + id,
                "{\"claim\":{\"worker\":\"w1\",\"comfyui\":\"http://127.0.0.1:9999\"}}",
                "If-Match", "\"" + rev + "\"");
    }

    private static LiveApp.Answer say(LiveApp app, String id, String token, String body) throws Exception {
        return app.call("PATCH", "/api/jobs/" + id, body, "Lease-Token", token);
    }

    private static LiveApp.Answer put(LiveApp app, String id, int n, String type, byte[] bytes, String token)
            throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(app.address().resolve(
                "/api/jobs/" + id + "/outputs/" + n)).timeout(Duration.ofSeconds(30)).header("Content-Type", type)
                .header("Lease-Token", token).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)).build(),
                HttpResponse.BodyHandlers.ofString());
        return new LiveApp.Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.walk(home.resolve("output"))) {
            return all.filter(Files::isRegularFile).count();
        }
    }
}

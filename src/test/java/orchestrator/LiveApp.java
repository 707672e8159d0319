package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;
import orchestrator.file.Disk;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;
import orchestrator.worker.Pace;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The whole program in this process, on a folder of the test, and the few words to use it as a client does. */
final class LiveApp implements AutoCloseable {

    static final String MODEL = "checkpoints/SD1.5/v1-5-pruned-emaonly.safetensors";
    static final Pace QUICK = quick(Duration.ofMinutes(1));
    /** Believes after three seconds that a silent prompt is stuck. */
    static final Pace IMPATIENT = quick(Duration.ofSeconds(3));
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration HANG_GUARD = Duration.ofSeconds(60);

    final Path home;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final App app;
    private final Listener listener;

    /** An answer, with its body as JSON. */
    record Answer(int status, JsonNode body) {}

    private LiveApp(Path home, List<URI> comfy, Pace pace, Disk disk, FailPoints points)
            throws IOException, InterruptedException {
        this(home, Optional.of(comfy), pace, disk, points);
    }

    private LiveApp(Path home, Optional<List<URI>> comfy, Pace pace, Disk disk, FailPoints points)
            throws IOException, InterruptedException {
        this.home = home;
        Settings settings = new Settings(home, "127.0.0.1", 0, comfy, false, List.of(home.resolve("models")),
                home.resolve("output"), Optional.empty(), Optional.empty(), Optional.empty(), false);
        InstantSource time = () -> InstantSource.system().instant().plus(ahead.get());
        this.app = App.start(settings, new App.Surroundings(disk, points, time, RandomGenerator.getDefault(), pace,
                DemoOptions.fast()));
        this.listener = Listener.to(http, app.address());
    }

    static LiveApp start(Path home, DemoComfy... comfy) throws IOException, InterruptedException {
        return at(home, Arrays.stream(comfy).map(DemoComfy::address).toArray(URI[]::new));
    }

    static LiveApp at(Path home, URI... comfy) throws IOException, InterruptedException {
        return new LiveApp(home, List.of(comfy), QUICK, new RealDisk(), FailPoints.NONE);
    }

    /** One whose addresses are what the user chose. */
    static LiveApp choosing(Path home) throws IOException, InterruptedException {
        return new LiveApp(home, Optional.empty(), QUICK, new RealDisk(), FailPoints.NONE);
    }

    static LiveApp start(Path home, DemoComfy comfy, Disk disk, FailPoints points) throws IOException,
            InterruptedException {
        return new LiveApp(home, List.of(comfy.address()), QUICK, disk, points);
    }

    /** One that believes after three seconds that a silent prompt is stuck. */
    static LiveApp impatient(Path home, DemoComfy comfy) throws IOException, InterruptedException {
        return new LiveApp(home, List.of(comfy.address()), IMPATIENT, new RealDisk(),
                FailPoints.NONE);
    }

    /** One that looks, waits and believes at other times. */
    static LiveApp start(Path home, Pace pace, DemoComfy... comfy) throws IOException, InterruptedException {
        return new LiveApp(home, Arrays.stream(comfy).map(DemoComfy::address).toList(), pace, new RealDisk(),
                FailPoints.NONE);
    }

    private static Pace quick(Duration stall) {
        return new Pace(Duration.ofMillis(200), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(1),
                Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMinutes(5), new Pace.Patience(Duration
                        .ofSeconds(3), stall, Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(4)));
    }

    URI address() {
        return app.address();
    }

    /** A worker process of this server, inside this one. */
    WorkerApp worker(String name, DemoComfy comfy) {
        return WorkerApp.start(new WorkerSettings(address(), comfy.address(), Optional.empty(), home.resolve(name),
                name),
                new App.Surroundings(new RealDisk(), FailPoints.NONE, InstantSource.system(), RandomGenerator
                        .getDefault(), QUICK, DemoOptions.fast()));
    }

    /** Waits until a worker drives the engine, and it can be used. */
    LiveApp awaitWorker(String name, DemoComfy comfy) throws IOException, InterruptedException {
        awaitEngine(comfy, engine -> engine.path("worker").path("name").asString("").equals(name) && engine.path(
                "worker").path("here").asBoolean() && engine.path("reachable").asBoolean());
        return this;
    }

    Listener events() {
        return listener;
    }

    /** Lets the clock jump; what waits for a time need not be waited for. */
    void passes(Duration duration) {
        ahead.updateAndGet(before -> before.plus(duration));
    }

    /** The id of a new job of so many steps. */
    String submit(String prompt, int steps) throws IOException, InterruptedException {
        return take(asking(prompt, steps));
    }

    /** The id of a new job, as the body asks for it. */
    String take(String body) throws IOException, InterruptedException {
        Answer answer = call("POST", "/api/jobs", body);
        if (answer.status() != 201) {
            throw new AssertionError(answer.toString());
        }
        return answer.body().path("jobId").asString();
    }

    Answer post(String prompt, int steps, String... headers) throws IOException, InterruptedException {
        return call("POST", "/api/jobs", asking(prompt, steps), headers);
    }

    /** The same with another model. */
    String submit(String prompt, int steps, String model) throws IOException, InterruptedException {
        return take(asking(prompt, steps).replace(MODEL, model));
    }

    static String asking(String prompt, int steps) {
        return """
               {"type":"image","model":"%s","prompt":"%s","params":{"steps":%d,"width":64,"height":64}}"""
                .formatted(MODEL, prompt, steps);
    }

    Answer call(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path)).timeout(HANG_GUARD)
                .method(method, body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return call("GET", path, "").body();
    }

    JsonNode job(String jobId) throws IOException, InterruptedException {
        return get("/api/jobs/" + jobId);
    }

    JsonNode awaitStatus(String jobId, String status) throws IOException, InterruptedException {
        return await("/api/jobs/" + jobId, job -> job.path("status").asString("").equals(status));
    }

    /** Waits until an engine has told what it offers. */
    LiveApp awaitOnline() throws IOException, InterruptedException {
        await("/api/engines", engines -> engines.toString().matches(".*\"state\":\"(online|busy)\".*"));
        return this;
    }

    /** Waits until the job says that it waits for this reason. */
    JsonNode awaitWait(String jobId, String code) throws IOException, InterruptedException {
        return await("/api/jobs/" + jobId, job -> job.path("wait").path("code").asString("").equals(code));
    }

    /** Waits until so many runs of a job count as attempts. */
    JsonNode awaitAttempts(String jobId, int attempts) throws IOException, InterruptedException {
        return await("/api/jobs/" + jobId, job -> job.path("attempts").asInt() == attempts);
    }

    /** Waits for the end of a job; the pauses between its attempts take no time. */
    JsonNode awaitComplete(String jobId) throws IOException, InterruptedException {
        return await("/api/jobs/" + jobId, job -> {
            if (job.path("wait").path("code").asString("").equals("back")) {
                passes(Duration.ofSeconds(40));
            }
            return job.path("status").asString("").equals("complete");
        });
    }

    /** Waits until an engine can be used. */
    void awaitReachable(DemoComfy comfy) throws IOException, InterruptedException {
        awaitEngine(comfy, engine -> engine.path("reachable").asBoolean(false));
    }

    /** Waits until an engine says that this is wrong with it. */
    JsonNode awaitReason(DemoComfy comfy, String code) throws IOException, InterruptedException {
        return awaitEngine(comfy, engine -> engine.path("reason").path("code").asString("").equals(code));
    }

    /** What is said of an engine, first or later in their order. */
    JsonNode awaitEngine(DemoComfy comfy, Predicate<JsonNode> fits) throws IOException, InterruptedException {
        Predicate<JsonNode> is = engine -> engine.path("id").asString().equals(comfy.address().toString());
        return await("/api/engines", all -> all.valueStream().filter(is).anyMatch(fits)).valueStream().filter(is)
                .findFirst().orElseThrow();
    }

    /** Looks again with each event, and a few times a second, until the answer fits. */
    JsonNode await(String path, Predicate<JsonNode> fits) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + HANG_GUARD.toNanos();
        while (true) {
            int seen = listener.told().size();
            JsonNode now = get(path);
            if (fits.test(now)) {
                return now;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(path + " stays " + now);
            }
            // Not everything that an answer tells has an event of its own.
            listener.awaitMore(seen, LOOK);
        }
    }

    @Override
    public void close() {
        app.close();
        listener.close();
    }
}

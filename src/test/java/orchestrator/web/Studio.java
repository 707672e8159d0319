package orchestrator.web;

import orchestrator.canvas.Canvas;
import orchestrator.crew.Crew;
import orchestrator.crew.CrewRooms;
import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.event.EventHub;
import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;
import orchestrator.job.ImageParams;
import orchestrator.job.JobRequest;
import orchestrator.job.Seed;
import orchestrator.models.Choices;
import orchestrator.models.ModelList;
import orchestrator.queue.QueueRoom;
import orchestrator.settings.LiveSettings;
import orchestrator.testkit.Raw;
import orchestrator.testkit.SettableTime;
import orchestrator.workflow.FieldProblem;
import orchestrator.workflow.Resolution;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** The whole web room over a real queue in a folder of a test. */
final class Studio implements AutoCloseable {

    static final String ENGINE = "http://127.0.0.1:8188";

    final Path home;
    final SettableTime time = new SettableTime();
    final EventHub events = new EventHub("b1");
    final Engines engines = new Engines(events::publish);
    final QueueRoom queue;
    final Canvas canvas;
    final WebRoom web;

    private Studio(Path home, Limits limits, Optional<String> token, Function<JobRequest, List<BadField>> check)
            throws IOException {
        this(home, WebSettings.LOOPBACK, limits, token, check);
    }

    private Studio(Path home, List<String> addresses, Limits limits, Optional<String> token,
            Function<JobRequest, List<BadField>> check) throws IOException {
        this.home = home;
        queue = QueueRoom.open(home,
                new QueueRoom.Surroundings(new RealDisk(), FailPoints.NONE, time, new Random(7)), events::publish);
        queue.sync().load((_, _) -> {});
        engines.add(EngineState.unknown(ENGINE, false));
        Path models = home.resolve("models/checkpoints/sdxl");
        Files.createDirectories(models);
        Files.write(models.resolve("juggernaut.safetensors"), new byte[16]);
        DurableFiles files = new DurableFiles(new RealDisk(), home.resolve("tmp"), FailPoints.NONE);
        canvas = Canvas.open(home.resolve("output"), home.resolve(".orchestrator"), files, events::publish, time);
        ModelList list = new ModelList(List.of(home.resolve("models")), time, Choices.unkept());
        web = WebRoom.start(
                new WebSettings(addresses, 0, Set.of(), token, Optional.empty(), Optional.empty(), settings(),
                        "build-7"),
                new WebRoom.Rooms(queue, canvas, list, engines, events, new Crew(new CrewRooms(queue.claims(), canvas,
                        files, list, engines, events::publish, time), Map::of, Duration.ofSeconds(40),
                        new Random(
                                7))),
                new WebRoom.Surroundings(time, request -> resolution(request, check.apply(
                        request)), limits));
    }

    private LiveSettings settings() throws IOException {
        return LiveSettings.open(home.resolve(".orchestrator"), new DurableFiles(new RealDisk(), home.resolve("tmp"),
                FailPoints.NONE),
                new LiveSettings.Given(Optional.empty(), List.of(URI.create(ENGINE)), Optional
                        .empty()));
    }

    private static Resolution resolution(JobRequest request, List<BadField> wrong) {
        if (!wrong.isEmpty()) {
            return new Resolution.Refused(wrong.stream().map(field -> new FieldProblem(field.pointer(), field.code(),
                    field.detail(), field.args())).toList());
        }
        ImageParams params = (ImageParams) request.params();
        return new Resolution.Resolved(params.seed().isPresent()
                ? request
                : new JobRequest(request.model(), request.prompt(), params.withSeed(Seed.of("77"))));
    }

    static Studio in(Path home) throws IOException {
        return new Studio(home, Limits.DEFAULT, Optional.empty(), _ -> List.of());
    }

    static Studio in(Path home, Limits limits) throws IOException {
        return new Studio(home, limits, Optional.empty(), _ -> List.of());
    }

    static Studio withToken(Path home, String token) throws IOException {
        return new Studio(home, Limits.DEFAULT, Optional.of(token), _ -> List.of());
    }

    /** One that other machines could come into. */
    static Studio shared(Path home, String token) throws IOException {
        return new Studio(home, List.of("0.0.0.0"), Limits.DEFAULT, Optional.of(token), _ -> List.of());
    }

    static Studio checking(Path home, Function<JobRequest, List<BadField>> check) throws IOException {
        return new Studio(home, Limits.DEFAULT, Optional.empty(), check);
    }

    int port() {
        return web.port();
    }

    Raw.Answer get(String path, String... headers) throws IOException {
        return Raw.get(port(), path, headers);
    }

    /** A call with a JSON body. */
    Raw.Answer call(String method, String path, String body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!body.isEmpty()) {
            all.add("Content-Type: application/json");
        }
        return Raw.call(port(), method, path, body, all.toArray(String[]::new));
    }

    Raw.Answer post(String body, String... headers) throws IOException {
        return call("POST", "/api/jobs", body, headers);
    }

    /** Makes a job and gives its id. */
    String submit(String prompt) throws IOException {
        return json(post(asking(prompt))).path("jobId").asString();
    }

    static String asking(String prompt) {
        return Json.text(Map.of("type", "image", "model", "checkpoints/a.safetensors", "prompt", prompt));
    }

    /** Every file of the home, by name, with its size. */
    long jobFiles() throws IOException {
        try (var files = Files.list(home.resolve("jobs"))) {
            return files.filter(file -> file.toString().endsWith(".json")).count();
        }
    }

    static JsonNode json(Raw.Answer answer) {
        return JsonMapper.builder().build().readTree(answer.text());
    }

    @Override
    public void close() {
        web.close();
    }
}

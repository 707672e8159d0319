package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Kills the product again and again under load and looks at what is left on disk. Half of the kills come at named
 * points, the others at any moment.
 */
final class KillLoop {

    private static final List<String> POINTS = List.of("file.before-temp", "file.before-force", "file.before-rename",
            "file.before-folder-force", "file.after-folder-force", "worker.before-sending", "worker.before-post",
            "worker.after-post", "worker.before-fetch", "worker.before-complete");
    private static final int CLIENTS = 8;
    private static final int JOBS_A_ROUND = 24;
    private static final Duration ROUND = Duration.ofSeconds(8);
    private static final double FLOOR = 50;

    private final Path home;
    private final PlantedBug bug;
    private final Random random;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final JsonMapper json = JsonMapper.shared();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private final Map<String, String> settled = new ConcurrentHashMap<>();
    private final Map<String, Integer> kills = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> statesAtKill = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private long requests;
    private double seconds;

    KillLoop(Path home, PlantedBug bug, long seed) {
        this.home = home;
        this.bug = bug;
        this.random = new Random(seed);
    }

    /** What a loop found; a line each. */
    record Report(int rounds, double rate, int accepted, int atPoints, List<String> violations, String text) {

        /** Under this load nothing is proven either way. */
        boolean isVoid() {
            return rate < FLOOR;
        }
    }

    Report run(int rounds) throws Exception {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast())) {
            for (int round = 0; round < rounds && violations.isEmpty(); round++) {
                boolean named = random.nextInt(10) < 7;
                String plan = named
                        ? POINTS.get(round % POINTS.size()) + ":" + (1 + random.nextInt(round % POINTS.size() < 5
                                ? 60
                                : 4))
                        : "-";
                round(comfy, plan);
                check();
            }
            if (violations.isEmpty()) {
                drain(comfy);
            }
            return report(rounds);
        }
    }

    private void round(DemoComfy comfy, String plan) throws Exception {
        Child child = Child.start(home, comfy.address(), bug, plan);
        if (child.address == null) {
            // It may have died at its point while it was starting.
            kills.merge(child.died ? plan.substring(0, plan.indexOf(':')) : "while starting", 1, Integer::sum);
            return;
        }
        AtomicInteger done = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(CLIENTS);
        long began = System.nanoTime();
        AtomicInteger jobs = new AtomicInteger(JOBS_A_ROUND);
        for (int client = 0; client < CLIENTS; client++) {
            Random own = new Random(random.nextLong());
            Thread.startVirtualThread(() -> {
                try {
                    while (!over.get()) {
                        request(child.address, own, jobs);
                        done.incrementAndGet();
                        // A load, not a contest for the processor with the one who is to be killed.
                        LockSupport.parkNanos(own.nextInt(20_000_000));
                    }
                } catch (IOException dead) {
                    over.set(true);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                } finally {
                    ended.countDown();
                }
            });
        }
        boolean byItself = child.process.waitFor(plan.equals("-") ? 300 + random.nextInt(1200) : ROUND.toMillis(),
                TimeUnit.MILLISECONDS);
        double lasted = (System.nanoTime() - began) / 1e9;
        child.process.destroyForcibly().waitFor();
        over.set(true);
        ended.await(30, TimeUnit.SECONDS);
        kills.merge(byItself ? plan.substring(0, plan.indexOf(':')) : "any moment", 1, Integer::sum);
        requests += done.get();
        seconds += lasted;
    }

    private void request(URI address, Random own, AtomicInteger jobs) throws IOException, InterruptedException {
        int choice = own.nextInt(10);
        if (choice < 3 && jobs.getAndDecrement() > 0) {
            JsonNode answer = call(address, "POST", "/api/jobs",
                    """
                    {"type":"image","model":"checkpoints/SD1.5/v1-5-pruned-emaonly.safetensors","prompt":"round %d",
                     "params":{"steps":2,"width":64,"height":64}}""".formatted(own.nextInt()));
            if (answer.has("jobId")) {
                accepted.add(answer.get("jobId").asString());
            }
        } else if (choice == 3 && !accepted.isEmpty()) {
            String some = accepted.stream().skip(own.nextInt(accepted.size())).findFirst().orElseThrow();
            if (call(address, "DELETE", "/api/jobs/" + some, "").path("status").asString("").equals("cancelled")) {
                cancelled.add(some);
            }
        } else {
            call(address, "GET", "/api/jobs?limit=5", "").path("jobs").forEach(this::remember);
        }
    }

    private void remember(JsonNode job) {
        String status = job.path("status").asString();
        if (!status.equals("queued") && !status.equals("running")) {
            settled.put(job.path("jobId").asString(), status);
        }
    }

    private JsonNode call(URI address, String method, String path, String body) throws IOException,
            InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(20))
                .method(method, body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return json.readTree(http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    /** The promises, on what the disk holds while nobody runs. */
    private void check() throws IOException {
        Map<String, JsonNode> jobs = new TreeMap<>();
        try (Stream<Path> files = Files.list(home.resolve("jobs"))) {
            for (Path file : files.toList()) {
                try {
                    JsonNode job = json.readTree(Files.readAllBytes(file));
                    jobs.put(job.path("jobId").asString(), job);
                    statesAtKill.merge(job.path("status").asString(), 1, Integer::sum);
                } catch (RuntimeException torn) {
                    violations.add("torn file " + file.getFileName());
                }
            }
        }
        accepted.stream().filter(id -> !jobs.containsKey(id)).forEach(id -> violations.add("P1: accepted and gone: "
                + id));
        cancelled.forEach(id -> hold("P8", jobs.get(id), "cancelled"));
        settled.forEach((id, status) -> hold("P3", jobs.get(id), status));
        jobs.values().stream().filter(job -> job.path("status").asString().equals("complete")).forEach(this::outputs);
        Path aside = home.resolve(".orchestrator/set-aside");
        try (Stream<Path> files = Files.list(aside)) {
            files.forEach(file -> violations.add("P4: set aside: " + file.getFileName()));
        }
    }

    private void hold(String promise, JsonNode job, String status) {
        if (job != null && !job.path("status").asString().equals(status)) {
            violations.add(promise + ": " + job.path("jobId").asString() + " was " + status + " and is " + job.path(
                    "status").asString());
        }
    }

    private void outputs(JsonNode job) {
        String id = job.path("jobId").asString();
        if (job.path("output").size() != 1) {
            violations.add("P2: " + id + " is complete with " + job.path("output").size() + " outputs");
        }
        job.path("output").forEach(output -> {
            Path file = home.resolve("output").resolve(output.path("file").asString());
            if (!Files.isRegularFile(file)) {
                violations.add("P2: " + id + " is complete, " + file.getFileName() + " is missing");
            }
        });
    }

    /** With nobody killed, everything comes to an end. */
    private void drain(DemoComfy comfy) throws Exception {
        Child child = Child.start(home, comfy.address(), bug, "-");
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (open(child.address) > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        int open = open(child.address);
        child.process.destroy();
        if (!child.process.waitFor(10, TimeUnit.SECONDS)) {
            violations.add("did not end within 10 s of SIGTERM");
            child.process.destroyForcibly().waitFor();
        }
        if (open > 0) {
            violations.add("P2: " + open + " jobs neither ended nor wait with a reason");
        }
        check();
        for (String id : accepted) {
            ended(json.readTree(Files.readAllBytes(home.resolve("jobs").resolve(id + ".json"))));
        }
        try (Stream<Path> left = Files.list(home.resolve(".orchestrator/tmp"))) {
            left.forEach(file -> violations.add("litter: " + file.getFileName()));
        }
    }

    // A cancel whose answer was lost with the process counts too. A job that was lost four times, or that was in hand at
    // three of the kills, is rightly failed.
    private void ended(JsonNode job) {
        switch (job.path("status").asString()) {
            case "complete", "cancelled" -> {}
            case "failed" -> {
                if (job.path("attempts").asInt() < 4 && job.path("crashes").size() < 3) {
                    violations
                            .add("P2: " + job.path("jobId").asString() + " failed after " + job.path("attempts").asInt()
                                    + " attempts: " + job.path("error"));
                }
            }
            default -> violations.add("P2: " + job.path("jobId").asString() + " did not end");
        }
    }

    private int open(URI address) throws IOException, InterruptedException {
        return call(address, "GET", "/api/jobs?status=queued,running&limit=1", "").path("total").asInt();
    }

    private Report report(int rounds) {
        int atPoints = kills.entrySet().stream().filter(kill -> POINTS.contains(kill.getKey()))
                .mapToInt(Map.Entry::getValue).sum();
        double rate = requests / Math.max(0.1, seconds);
        String text = """
                      rounds            %d
                      requests a second %.0f
                      accepted jobs     %d, cancelled %d
                      kills             %s
                      states at a kill  %s
                      violations        %s
                      """.formatted(rounds, rate, accepted.size(),
                cancelled.size(),
                kills, statesAtKill, violations.isEmpty() ? "none" : violations);
        return new Report(rounds, rate, accepted.size(), atPoints, violations, text);
    }

    private record Child(Process process, URI address, boolean died) {

        private static final String READY = "Orchestrator is ready at ";

        static Child start(Path home, URI comfy, PlantedBug bug, String plan) throws IOException {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty(
                            "java.class.path"),
                    KillLoopChild.class.getName(), home.toString(), comfy.toString(), bug
                            .name(),
                    plan)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            BufferedReader lines = process.inputReader();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(READY)) {
                    return new Child(process, URI.create(line.substring(READY.length())), false);
                } else if (line.startsWith("died at ")) {
                    return new Child(process, null, true);
                }
            }
            return new Child(process, null, false);
        }
    }
}

package orchestrator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Clients of one product, from its start to its death, who remember what they were told. */
final class KillLoad {

    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private static final int CLIENTS = 8;
    private static final int JOBS = 10;
    private static final int CANCELS = 6;
    private static final int SHORT_STEPS = 2;
    /** Enough to be found running by whoever starts after a kill. */
    private static final int LONG_STEPS = 60;

    private final URI address;
    private final Witness witness;
    private final AtomicInteger jobs = new AtomicInteger(JOBS);
    private final AtomicInteger cancels = new AtomicInteger(CANCELS);
    private final AtomicInteger done = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(CLIENTS);
    private final long began = System.nanoTime();
    private volatile boolean over;

    private KillLoad(URI address, Witness witness) {
        this.address = address;
        this.witness = witness;
    }

    static KillLoad on(URI address, Witness witness, Random random) {
        KillLoad load = new KillLoad(address, witness);
        for (int client = 0; client < CLIENTS; client++) {
            Random own = new Random(random.nextLong());
            Thread.startVirtualThread(() -> load.ask(own));
        }
        return load;
    }

    double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    /** Ends it. How many requests were answered. */
    int end() throws InterruptedException {
        over = true;
        ended.await(30, TimeUnit.SECONDS);
        return done.get();
    }

    /** How many jobs have not come to an end. */
    static int open(URI address) throws IOException, InterruptedException {
        return call(address, "GET", "/api/jobs?status=queued,running&limit=1", "").path("total").asInt();
    }

    private void ask(Random own) {
        try {
            while (!over) {
                request(own);
                done.incrementAndGet();
                // A load, not a contest for the processor with the one who is to be killed.
                LockSupport.parkNanos(own.nextInt(20_000_000));
            }
        } catch (IOException dead) {
            over = true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void request(Random own) throws IOException, InterruptedException {
        int choice = own.nextInt(10);
        if (choice < 3 && jobs.getAndDecrement() > 0) {
            submit(own);
        } else if (choice == 3 && cancels.getAndDecrement() > 0) {
            cancel(own);
        } else {
            call(address, "GET", "/api/jobs?limit=5", "").path("jobs").forEach(this::remember);
        }
    }

    private void submit(Random own) throws IOException, InterruptedException {
        long asked = witness.next();
        JsonNode answer = call(address, "POST", "/api/jobs", LiveApp.asking("round " + own.nextInt(), own.nextInt(
                20) == 0 ? LONG_STEPS : SHORT_STEPS));
        if (answer.has("jobId")) {
            witness.accepted(answer.path("jobId").asString(), asked);
        }
    }

    private void cancel(Random own) throws IOException, InterruptedException {
        String some = own.nextBoolean()
                ? call(address, "GET", "/api/jobs?status=running&limit=1", "").path("jobs").path(0).path("jobId")
                        .asString("")
                : witness.any(own).orElse("");
        if (some.isEmpty()) {
            return;
        }
        witness.unwanted(some);
        if (call(address, "DELETE", "/api/jobs/" + some, "").path("status").asString("").equals("cancelled")) {
            witness.cancelled(some);
        }
    }

    private void remember(JsonNode job) {
        String status = job.path("status").asString();
        if (!status.equals("queued") && !status.equals("running")) {
            witness.settled(job.path("jobId").asString(), status);
        }
    }

    private static JsonNode call(URI address, String method, String path, String body) throws IOException,
            InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(20))
                .method(method, body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return JsonMapper.shared().readTree(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }
}

package orchestrator.web;

import orchestrator.event.EventHub;
import orchestrator.job.Job;
import orchestrator.job.JobRequest;
import orchestrator.queue.IdempotencyKey;
import orchestrator.queue.JobQueue;
import orchestrator.queue.Refused;

import io.javalin.http.Context;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /api/jobs}: to ask for something, see what became of it, change it, stop it, and queue it again. */
final class JobRoutes implements Routes {

    private static final int MAX_KEY = 255;

    private final JobQueue queue;
    private final EventHub events;
    private final JobRequests requests;
    private final JobViews views;
    private final WorkerCalls workers;

    JobRoutes(JobQueue queue, EventHub events, JobRequests requests, JobViews views, WorkerCalls workers) {
        this.queue = queue;
        this.events = events;
        this.requests = requests;
        this.views = views;
        this.workers = workers;
    }

    @Override
    public void into(Routing routing) {
        JobLists lists = new JobLists(queue, views);
        JobBatches batches = new JobBatches(queue);
        JobEdits edits = new JobEdits(queue, requests);
        routing.post("/api/jobs", this::submit);
        routing.get("/api/jobs", context -> {
            // Taken before the list is: what changes meanwhile is told again rather than not at all.
            context.header("Stream-Position", events.position());
            answer(context, lists.page(context));
        });
        routing.delete("/api/jobs", context -> answer(context, batches.delete(context)));
        routing.post("/api/jobs/retry", context -> answer(context, batches.retry(context)));
        routing.get("/api/jobs/{id}", context -> {
            context.header("Stream-Position", events.position());
            Job job = queue.get(context.pathParam("id"));
            context.header("ETag", tag(job));
            answer(context, views.of(job, views.outlook()));
        });
        routing.patch("/api/jobs/{id}", context -> {
            JsonNode body = RequestBody.json(context);
            if (WorkerCalls.isOne(body)) {
                answer(context, workers.of(context, body, IfMatch.rev(context)));
            } else {
                SignIn.mustBeUser(context);
                answer(context, edits.apply(context, body));
            }
        });
        routing.delete("/api/jobs/{id}", this::delete);
        routing.post("/api/jobs/{id}/retry", context -> answer(context, queue.retry(context.pathParam("id"))));
    }

    private void submit(Context context) {
        JsonNode body = RequestBody.json(context);
        Optional<IdempotencyKey> key = key(context, body);
        List<JobRequest> asked = requests.read(body);
        List<Job> jobs = queue.submit(asked, key);
        Job first = jobs.getFirst();
        Map<String, Object> view = views.of(first);
        if (jobs.size() > 1) {
            view.put("jobIds", jobs.stream().map(Job::jobId).toList());
        }
        context.status(201).header("Location", "/api/jobs/" + first.jobId()).header("ETag", tag(first));
        answer(context, view);
    }

    private void delete(Context context) {
        String id = context.pathParam("id");
        switch (Queries.text(context, "record").orElse("")) {
            case "" -> answer(context, queue.cancel(id));
            case "remove" -> {
                queue.remove(id);
                answer(context, JobViews.map("jobId", id, "removed", true));
            }
            default -> throw Queries.bad("record", "record can only be remove.");
        }
    }

    private void answer(Context context, Job job) {
        context.header("ETag", tag(job));
        answer(context, views.of(job));
    }

    static void answer(Context context, Object value) {
        context.contentType("application/json").result(Json.bytes(value));
    }

    static String tag(Job job) {
        return "\"" + job.rev() + "\"";
    }

    private static Optional<IdempotencyKey> key(Context context, JsonNode body) {
        Optional<String> value = Optional.ofNullable(context.header("Idempotency-Key"));
        if (value.isPresent() && !value.get().matches("[\\x21-\\x7e]{1," + MAX_KEY + "}")) {
            throw Problem.of(400, "bad-idempotency-key",
                    "Idempotency-Key has 1 to " + MAX_KEY + " visible ASCII characters.");
        }
        return value.map(word -> new IdempotencyKey(word, fingerprint(body)));
    }

    private static String fingerprint(JsonNode body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(Json.text(body).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** What the queue refuses, as an answer. */
    static Problem problem(Refused refused) {
        return switch (refused) {
            case Refused.NoSuchJob _ -> Problem.notFound("job");
            case Refused.WrongState wrong -> Problem.of(409, "wrong-state", wrong.getMessage(),
                    Map.of("status", wrong.status().word()));
            case Refused.Stale stale -> Problem.of(412, "stale", stale.getMessage(), Map.of("rev", stale.rev()))
                    .with("ETag", "\"" + stale.rev() + "\"");
            case Refused.KeyReused reused -> Problem.of(422, "key-reused", reused.getMessage());
            case Refused.QueueFull full ->
                Problem.of(429, "queue-full", full.getMessage()).with("Retry-After", "60");
        };
    }
}

package orchestrator.queue;

import orchestrator.job.ImageParams;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.JobRequest;
import orchestrator.job.JobState;
import orchestrator.job.Place;
import orchestrator.job.Seed;
import orchestrator.job.Submission;
import orchestrator.job.Trail;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Job files of the first Orchestrator: {@code {id, backend, status: created|queued|running|done|failed, input, prompt,
 * params, logs, createdAt, startedAt, finishedAt, result}}.
 *
 * <p>They are read and shown. What was unfinished there is shown as cancelled and never starts by itself.
 */
final class LegacyJob {

    private LegacyJob() {
    }

    static boolean recognizes(ObjectNode root) {
        return root.has("id") && !root.has("jobId") && root.has("status") && !root.has("v");
    }

    static JobFormat.Reading read(ObjectNode root, String expectedId) {
        Instant created = time(root, "createdAt").orElse(Instant.EPOCH);
        Optional<Instant> started = time(root, "startedAt");
        Instant finished = time(root, "finishedAt").or(() -> started).orElse(created);
        Optional<JobState> state = switch (root.path("status").asString("")) {
            case "done" -> Optional.of(new JobState.Complete(started, finished));
            case "failed" -> Optional.of(new JobState.Failed(started, finished, JobError.of("unknown",
                    lastLog(root)).withDetails(logs(root))));
            case "created", "queued", "running" -> Optional.of(new JobState.Cancelled(started, finished, false));
            default -> Optional.empty();
        };
        return state.<JobFormat.Reading>map(known -> new JobFormat.Reading.Understood(new Job(expectedId, 1,
                new JobRequest(text(root, "model"), text(root, "prompt"), params(root)), Submission.at(created),
                new Place(0, BigDecimal.ZERO), known, Trail.EMPTY, rest(root))))
                .orElseGet(() -> new JobFormat.Reading.Unreadable(
                        "unknown status \"" + root.path("status").asString("") + "\""));
    }

    private static ImageParams params(ObjectNode root) {
        JsonNode params = root.path("params");
        return new ImageParams(params.path("negativePrompt").asString(params.path("negative_prompt").asString("")),
                seed(params.path("seed")), whole(params, "steps"), number(params, "cfg"), Optional.empty(),
                word(params, "sampler"), word(params, "scheduler"), whole(params, "width"), whole(params, "height"),
                Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Map.of());
    }

    // Everything that has no place in today's record stays in the file.
    private static Map<String, Object> rest(ObjectNode root) {
        Map<String, Object> rest = new LinkedHashMap<>();
        for (String name : List.of("id", "backend", "input", "logs", "result")) {
            if (root.has(name)) {
                rest.put("legacy" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), root.get(name));
            }
        }
        return rest;
    }

    private static Optional<Seed> seed(JsonNode value) {
        try {
            return value.isIntegralNumber() || value.isString()
                    ? Optional.of(Seed.of(value.asString()))
                    : Optional.empty();
        } catch (IllegalArgumentException drawnAtRandom) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> whole(JsonNode params, String name) {
        return params.path(name).isInt() ? Optional.of(params.path(name).asInt()) : Optional.empty();
    }

    private static Optional<Double> number(JsonNode params, String name) {
        return params.path(name).isNumber() ? Optional.of(params.path(name).asDouble()) : Optional.empty();
    }

    private static Optional<String> word(JsonNode params, String name) {
        return params.path(name).isString() ? Optional.of(params.path(name).asString()) : Optional.empty();
    }

    private static String text(ObjectNode root, String name) {
        JsonNode inParams = root.path("params").path(name);
        JsonNode inInput = root.path("input").path(name);
        return root.path(name).asString(inParams.asString(inInput.asString("")));
    }

    private static Optional<Instant> time(ObjectNode root, String name) {
        JsonNode value = root.path(name);
        return value.isNumber() ? Optional.of(Instant.ofEpochMilli(value.asLong())) : JobFormat.instant(root, name);
    }

    private static List<String> logs(ObjectNode root) {
        return root.path("logs").valueStream().map(JsonNode::asString).toList();
    }

    private static String lastLog(ObjectNode root) {
        List<String> lines = logs(root);
        return lines.isEmpty() ? "The file does not say why." : lines.getLast();
    }
}

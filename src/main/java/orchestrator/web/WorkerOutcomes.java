package orchestrator.web;

import orchestrator.crew.Declined;
import orchestrator.crew.Outcome;
import orchestrator.job.JobError;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a worker tells the end of a run, and what it is answered when that cannot be. */
final class WorkerOutcomes {

    private static final int MAX_MESSAGE = 2_000;
    private static final int MAX_ARGS = 20;

    private WorkerOutcomes() {
    }

    static Outcome read(JsonNode told) {
        return switch (told.path("status").asString("")) {
            case "complete" -> new Outcome.Complete(told.path("outputs").asInt(0));
            case "failed" -> new Outcome.Failed(error(told));
            case "again" -> new Outcome.Again(error(told), pause(told).orElse(Duration.ofSeconds(2)));
            case "back" -> new Outcome.Back(pause(told));
            case "impossible" -> new Outcome.Impossible(error(told));
            case "interrupted" -> new Outcome.Interrupted();
            case "stopped" -> new Outcome.Stopped();
            default -> throw Problem.of(422, "invalid-fields", "outcome.status must be one of complete, failed, again,"
                    + " back, impossible, interrupted, stopped.");
        };
    }

    /** What is declined, as an answer. */
    static Problem problem(Declined declined) {
        return switch (declined) {
            case Declined.Taken taken -> Problem.of(409, "comfyui-taken", taken.getMessage());
            case Declined.Unannounced unknown -> Problem.of(409, "not-announced", unknown.getMessage());
            case Declined.Later later -> Problem.of(409, "later", later.getMessage());
            case Declined.Stale stale -> Problem.of(409, "stale-token", stale.getMessage()).with("Connection", "close");
            case Declined.Unsent unsent -> Problem.of(409, "not-sent", unsent.getMessage()).with("Connection", "close");
            case Declined.Incomplete some -> Problem.of(409, "outputs-missing", some.getMessage(), Map.of("outputs",
                    some.kept()));
            case Declined.Damaged damaged -> Problem.of(422, "output-damaged", damaged.getMessage());
            case Declined.NoPicture none -> Problem.of(404, "not-found", none.getMessage());
        };
    }

    private static JobError error(JsonNode told) {
        JsonNode error = told.path("error");
        String code = error.path("code").asString("");
        Map<String, Object> args = new LinkedHashMap<>();
        error.path("args").properties().stream().limit(MAX_ARGS).filter(arg -> arg.getValue().isValueNode() && !arg
                .getValue().isNull()).forEach(arg -> args.put(arg.getKey(), value(arg.getValue())));
        List<String> details = error.path("details").valueStream().map(line -> cut(line.asString(""))).toList();
        return new JobError(code.matches("[a-z0-9-]{1,40}") ? code : "unknown", cut(error.path("message").asString("")),
                args, details);
    }

    private static Object value(JsonNode value) {
        return value.isIntegralNumber() ? (Object) value.asLong() : cut(value.asString(""));
    }

    private static Optional<Duration> pause(JsonNode told) {
        return told.path("pauseMillis").isIntegralNumber()
                ? Optional.of(Duration.ofMillis(Math.clamp(told.path("pauseMillis").asLong(0), 0, 600_000)))
                : Optional.empty();
    }

    private static String cut(String text) {
        return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) : text;
    }
}

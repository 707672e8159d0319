package orchestrator.web.page;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/**
 * A job as its card shows it before any script runs.
 *
 * @param jobId    id of the job, empty in the card that scripts copy
 * @param state    {@code running}, {@code stopping}, {@code queued}, {@code waiting}, {@code failed}, {@code complete} or
 *                 {@code cancelled}: what the card's look depends on
 * @param title    beginning of the prompt, in one line
 * @param badge    family of the model
 * @param meta     what the job does, or why it does not
 * @param progress percent, 0 to 100
 * @param thumb    URL of a picture of the result, empty if there is none
 * @param step     what its one button does ({@code step.} and this word is its text), empty if it has none
 */
public record JobCard(String jobId, String state, String title, String badge, String meta, int progress,
        String thumb, String step) {

    /** The empty card that scripts copy. */
    public static JobCard blank() {
        return new JobCard("", "queued", "", "", "", 0, "", "");
    }

    /** The icon where there is no picture. */
    public String icon() {
        return switch (state) {
            case "waiting" -> "hourglass";
            case "failed" -> "circle-alert";
            case "cancelled" -> "square";
            case "complete" -> "check";
            case String _ -> "clock";
        };
    }

    static JobCard of(JsonNode job, Map<String, String> families, Texts texts) {
        var prompt = job.path("prompt").asString("").strip();
        var line = prompt.lines().findFirst().orElse("");
        return new JobCard(job.path("jobId").asString(), state(job), line.isEmpty() ? texts.get("job.untitled") : line,
                Family.badge(job.path("model").asString(""), families), meta(job, texts),
                job.path("progress").asInt(0), job.path("output").path(0).path("thumbnailUrl").asString(""),
                step(job, texts));
    }

    private static String state(JsonNode job) {
        var status = job.path("status").asString();
        if (status.equals("queued")) {
            return job.path("wait").isObject() ? "waiting" : status;
        }
        boolean ending = status.equals("running") || status.equals("cancelled");
        return ending && job.path("stage").asString("").equals("stopping") ? "stopping" : status;
    }

    private static String meta(JsonNode job, Texts texts) {
        return switch (state(job)) {
            case "waiting" -> texts.get("job.wait", "reason", reason(job.path("wait"), texts));
            case "queued" -> queued(job, texts);
            case "failed" -> cause(job.path("error"), texts);
            case "complete" -> texts.get(job.path("notes").isEmpty() ? "job.done" : "job.noted");
            case "cancelled" -> texts.get(interrupted(job) ? "err.interrupted" : "job.stopped");
            case String running -> texts.getOr("stage." + job.path("stage").asString(running), "stage.running");
        };
    }

    private static String queued(JsonNode job, Texts texts) {
        if (!job.path("position").isNumber()) {
            return texts.getOr("stage." + job.path("stage").asString(""), "stage.waiting");
        }
        int position = job.path("position").asInt();
        return job.path("startsIn").isNumber()
                ? texts.get("job.queued", "n", position, "t", about(job.path("startsIn").asInt(), texts))
                : texts.get("job.position", "n", position);
    }

    // Rounded and written as the scripts do, so that nothing jumps when they take over.
    private static String about(int seconds, Texts texts) {
        int s = Math.max(5, (seconds + 2) / 5 * 5);
        int m = s / 60;
        if (m >= 60) {
            return texts.get("time.hm", "h", m / 60, "m", m % 60);
        }
        return m == 0
                ? texts.get("time.s", "s", s)
                : s % 60 == 0 ? texts.get("time.m", "m", m) : texts.get("time.ms", "m", m, "s", s % 60);
    }

    // The time until the next attempt is known to the scripts alone.
    private static String reason(JsonNode wait, Texts texts) {
        return texts.coded("wait", wait).orElseGet(
                () -> texts.get(wait.path("code").asString("").equals("back") ? "wait.soon" : "wait.unknown"));
    }

    // What the form would say of a field says it too; of anything else there is one line in English.
    private static String cause(JsonNode error, Texts texts) {
        return texts.coded("err", error).or(() -> texts.coded("x", error))
                .orElseGet(() -> error.path("message").asString(texts.get("err.unknown")));
    }

    private static String step(JsonNode job, Texts texts) {
        return switch (state(job)) {
            case "failed" -> Cause.next(job.path("error"), texts).word();
            case "cancelled" -> interrupted(job) ? Cause.Step.AGAIN.word() : "";
            case String _ -> "";
        };
    }

    private static boolean interrupted(JsonNode job) {
        var notes = job.path("notes");
        return !notes.isEmpty() && notes.get(notes.size() - 1).path("code").asString("").equals("interrupted");
    }
}

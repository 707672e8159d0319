package orchestrator.comfyui;

import orchestrator.comfyui.Submission.Hint;
import orchestrator.comfyui.Transport.Answer;

import tools.jackson.databind.JsonNode;

/** Reads the answer to POST /prompt (protocol 1.1). */
final class Submissions {
    private Submissions() {
    }

    static Submission read(Answer answer) {
        var json = Json.tryRead(answer.body()).filter(JsonNode::isObject);
        if (answer.status() >= 500 || answer.status() == 408 || answer.status() == 429)
            return new Submission.Unknown(answer.summary(), answer.status() >= 500);
        if (answer.ok() && json.isPresent() && json.get().path("prompt_id").isString())
            return accepted(json.get());
        if (answer.status() == 400 && json.isPresent() && json.get().has("error"))
            return refused(json.get());
        return new Submission.Misconfigured(answer.status(), hint(answer.status(), json.isPresent()),
                answer.summary());
    }

    private static Submission accepted(JsonNode json) {
        var problems = NodeProblem.all(json.path("node_errors"));
        var id = Json.string(json, "prompt_id");
        return problems.isEmpty()
                ? new Submission.Accepted(id, json.path("number").asDouble(0))
                : new Submission.AcceptedInPart(id, problems);
    }

    private static Submission refused(JsonNode json) {
        var error = json.path("error");
        // A node pack that rewrites prompts may put a bare text here.
        var message = error.isString() ? error.stringValue() : Json.string(error, "message");
        return new Submission.Refused(Json.string(error, "type"), message, Json.string(error, "details"),
                NodeProblem.all(json.path("node_errors")));
    }

    private static Hint hint(int status, boolean json) {
        return switch (status) {
            case 401, 403, 407 -> Hint.LOGIN;
            case 413 -> Hint.TOO_LARGE;
            case 404, 405 -> Hint.ADDRESS;
            default -> status >= 300 && status < 400 || !json ? Hint.ADDRESS : Hint.ANSWER;
        };
    }
}

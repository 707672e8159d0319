package orchestrator.remote;

import tools.jackson.databind.JsonNode;

/** What the server answered. It was understood there; whether it was done is in the status. */
record Reply(int status, JsonNode body) {

    boolean ok() {
        return status >= 200 && status < 300;
    }

    String code() {
        return body.path("code").asString("");
    }

    /** Whether the job is no longer ours. */
    boolean lost() {
        return code().equals("stale-token") || status == 404;
    }

    /** What the user wants of the run: {@code go-on}, {@code give-back} or {@code stop}. */
    String wish() {
        return body.path("wish").asString("go-on");
    }
}

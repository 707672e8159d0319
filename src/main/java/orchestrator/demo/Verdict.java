package orchestrator.demo;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** What validation says of a graph. */
sealed interface Verdict {
    /** @param outputs the outputs that will run @param nodeErrors why others were dropped, empty if none was */
    record Accepted(List<String> outputs, ObjectNode nodeErrors) implements Verdict {}

    /** @param error type, message, details and extra_info */
    record Refused(ObjectNode error, ObjectNode nodeErrors) implements Verdict {
        static Refused because(String type, String message, String details) {
            return new Refused(error(type, message, details), Json.object());
        }

        static ObjectNode error(String type, String message, String details) {
            ObjectNode error = Json.object().put("type", type).put("message", message).put("details", details);
            error.putObject("extra_info");
            return error;
        }

        ObjectNode asJson() {
            ObjectNode json = Json.object();
            json.set("error", error);
            json.set("node_errors", nodeErrors);
            return json;
        }
    }
}

package orchestrator.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;

/**
 * A prompt that was accepted.
 *
 * @param number  what decides the order, smaller first; an integer from the counter or the client's own float
 * @param graph   node id to node, with the values already coerced
 * @param extra   {@code extra_data}, the client id included
 * @param outputs the output nodes that passed validation
 */
record QueuedPrompt(JsonNode number, String id, ObjectNode graph, ObjectNode extra, List<String> outputs) {

    Optional<String> clientId() {
        return extra.optional("client_id").filter(JsonNode::isString).map(JsonNode::stringValue);
    }

    /** The five elements that {@code /queue} and {@code /history} show. */
    ArrayNode asItem() {
        return Json.array().add(number).add(id).add(graph).add(extra).add(Json.array(outputs));
    }
}

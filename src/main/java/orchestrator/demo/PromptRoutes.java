package orchestrator.demo;

import io.javalin.http.Context;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The routes about prompts: sending, waiting, interrupting, looking back. */
final class PromptRoutes {
    private final Workshop workshop;
    private final Supplier<Memory> memory;
    private final Validation validation;

    /** @param memory that of the process that runs now */
    PromptRoutes(Workshop workshop, Supplier<Memory> memory) {
        this.workshop = workshop;
        this.memory = memory;
        this.validation = new Validation(workshop.catalogue(),
                name -> workshop.folders().read(workshop.folders().annotated(name)).isPresent());
    }

    void addTo(Routes routes) {
        routes.get("/prompt", context -> Answers.json(context, Telling.status(queue().remaining()).path("status")));
        routes.post("/prompt", this::send);
        routes.get("/queue", this::queue);
        routes.post("/queue", this::change);
        routes.post("/interrupt", this::interrupt);
        routes.get("/history", context -> Answers.json(context,
                memory.get().history().page(number(context, "max_items"), number(context, "offset"))));
        routes.get("/history/{id}", context -> Answers.json(context,
                memory.get().history().of(context.pathParam("id"))));
        routes.post("/history", this::forget);
        routes.post("/free", this::free);
    }

    private PromptQueue queue() {
        return memory.get().queue();
    }

    private void send(Context context) {
        JsonNode body = Json.read(context.body());
        Optional<Faults.PromptFault> fault = workshop.faults().forPrompt();
        if (!body.isObject() && !body.isArray() && !body.isString()) {
            throw new IllegalArgumentException("the body is neither an object nor a list");
        }
        JsonNode number = queue().nextNumber(body.optional("number").map(PromptRoutes::decimal),
                body.path("front").asBoolean(false));
        Optional<JsonNode> graph = body.optional("prompt");
        if (graph.isEmpty()) {
            Answers.json(context.status(400), new Verdict.Refused(
                    Verdict.Refused.error("no_prompt", "No prompt provided", "No prompt provided"), Json.object())
                    .asJson());
            return;
        }
        String id = body.optional("prompt_id").filter(_ -> !workshop.faults().guise().ignoresPromptIds())
                .map(given -> given.isNull() ? "None" : given.asString())
                .orElseGet(() -> UUID.randomUUID().toString());
        ObjectNode extra = body.path("extra_data").isObject() ? (ObjectNode) body.path("extra_data") : Json.object();
        body.optional("client_id").ifPresent(client -> extra.set("client_id", client));
        Arrival arrival = new Arrival(id, number, extra, context.body(), fault);
        answer(context, arrival, verdict(graph.get(), body), graph.get());
    }

    /** @param body as it came, for the log */
    private record Arrival(String id, JsonNode number, ObjectNode extra, String body,
            Optional<Faults.PromptFault> fault) {
        DemoLog.PromptPosted logged(int status, boolean queued) {
            return new DemoLog.PromptPosted(id, queued ? number.doubleValue() : Double.NaN, status,
                    extra.optional("client_id").map(JsonNode::asString), body);
        }
    }

    private Verdict verdict(JsonNode graph, JsonNode body) {
        if (graph instanceof ObjectNode nodes) {
            return validation.of(nodes, body.optional("partial_execution_targets").filter(JsonNode::isArray)
                    .map(list -> list.values().stream().map(JsonNode::asString).collect(Collectors.toSet())));
        }
        if (graph.isArray() && graph.isEmpty()) {
            return Verdict.Refused.because("prompt_no_outputs", "Prompt has no outputs", "");
        }
        throw new IllegalArgumentException("the prompt is no object");
    }

    private void answer(Context context, Arrival arrival, Verdict verdict, JsonNode graph) {
        switch (verdict) {
            case Verdict.Refused refused -> {
                workshop.log().add(arrival.logged(400, false));
                Answers.json(context.status(400), refused.asJson());
            }
            case Verdict.Accepted accepted -> {
                if (arrival.fault().isPresent()) {
                    fail(context, arrival, accepted, (ObjectNode) graph);
                } else {
                    enqueue(arrival, accepted, (ObjectNode) graph, 200);
                    Answers.json(context, welcome(arrival, accepted.nodeErrors()));
                }
            }
        }
    }

    private void fail(Context context, Arrival arrival, Verdict.Accepted accepted, ObjectNode graph) {
        Faults.PromptFault fault = arrival.fault().orElseThrow();
        switch (fault) {
            case NODE_ERRORS_200 -> {
                enqueue(arrival, accepted, graph, 200);
                Answers.json(context, welcome(arrival, invented(graph)));
            }
            case CUT_AFTER_QUEUEING -> {
                enqueue(arrival, accepted, graph, 200);
                Answers.cut(context);
            }
            case LATE -> {
                workshop.log().add(arrival.logged(0, false));
                workshop.faults().late(() -> queue().put(queued(arrival, accepted, graph)));
                Answers.cut(context);
            }
            case CUT_BEFORE_QUEUEING -> {
                workshop.log().add(arrival.logged(0, false));
                Answers.cut(context);
            }
            case NODE_ERRORS_400 -> {
                workshop.log().add(arrival.logged(400, false));
                Answers.json(context.status(400), new Verdict.Refused(Verdict.Refused.error(
                        "prompt_outputs_failed_validation", "Prompt outputs failed validation", ""), invented(graph))
                        .asJson());
            }
            case ERROR_500 -> refuse(context, arrival, 500, "text/plain", Answers.SERVER_ERROR);
            case BAD_GATEWAY_502 -> refuse(context, arrival, 502, "text/html",
                    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>");
            case FORBIDDEN_403 -> refuse(context, arrival, 403, "application/octet-stream", "");
            case TOO_MANY_429 -> refuse(context, arrival, 429, "text/plain", "429: Too Many Requests");
            case TOO_LARGE_413 -> refuse(context, arrival, 413, "text/plain",
                    "Maximum request body size 104857600 exceeded, actual body size 209715200");
        }
    }

    private void refuse(Context context, Arrival arrival, int status, String type, String body) {
        workshop.log().add(arrival.logged(status, false));
        context.status(status).contentType(type).result(body);
    }

    private void enqueue(Arrival arrival, Verdict.Accepted accepted, ObjectNode graph, int status) {
        workshop.log().add(arrival.logged(status, true));
        queue().put(queued(arrival, accepted, graph));
    }

    private static QueuedPrompt queued(Arrival arrival, Verdict.Accepted accepted, ObjectNode graph) {
        return new QueuedPrompt(arrival.number(), arrival.id(), graph, arrival.extra(), accepted.outputs());
    }

    private static ObjectNode welcome(Arrival arrival, ObjectNode nodeErrors) {
        ObjectNode answer = Json.object().put("prompt_id", arrival.id());
        answer.set("number", arrival.number());
        answer.set("node_errors", nodeErrors);
        return answer;
    }

    /** A complaint about the first node, as if one of its values were not on offer any more. */
    private static ObjectNode invented(ObjectNode graph) {
        String id = graph.propertyNames().iterator().next();
        ObjectNode error = InputFault.of("value_not_in_list", "Value not in list", "ckpt_name: 'gone' not in []");
        error.putObject("extra_info").put("input_name", "ckpt_name").put("received_value", "gone");
        ObjectNode errors = Json.object();
        ObjectNode node = errors.putObject(id);
        node.putArray("errors").add(error);
        node.putArray("dependent_outputs").add(id);
        node.set("class_type", graph.path(id).path("class_type"));
        return errors;
    }

    private void queue(Context context) {
        PromptQueue.Snapshot snapshot = queue().snapshot();
        ObjectNode answer = Json.object();
        ArrayNode running = answer.putArray("queue_running");
        snapshot.running().forEach(prompt -> running.add(prompt.asItem()));
        ArrayNode pending = answer.putArray("queue_pending");
        snapshot.pending().forEach(prompt -> pending.add(prompt.asItem()));
        Answers.json(context, answer);
    }

    private void change(Context context) {
        JsonNode body = object(context);
        if (body.path("clear").asBoolean(false)) {
            workshop.log().add(new DemoLog.QueueCleared());
            queue().clear();
        }
        if (body.has("delete")) {
            List<String> ids = body.path("delete").values().stream().map(JsonNode::asString).toList();
            workshop.log().add(new DemoLog.QueueDeleted(ids));
            queue().delete(Set.copyOf(ids));
        }
    }

    private void interrupt(Context context) {
        Optional<String> id = bodyOrNothing(context).optional("prompt_id").filter(JsonNode::isString)
                .map(JsonNode::stringValue);
        workshop.log().add(new DemoLog.InterruptPosted(id));
        if (id.isEmpty() || queue().isRunning(id.get())) {
            memory.get().running().interrupt();
        }
    }

    private void forget(Context context) {
        JsonNode body = object(context);
        if (body.path("clear").asBoolean(false)) {
            memory.get().history().clear();
        }
        body.path("delete").values().forEach(id -> memory.get().history().delete(id.asString()));
    }

    private void free(Context context) {
        JsonNode body = object(context);
        boolean memoryToo = body.path("free_memory").asBoolean(false);
        boolean unload = body.path("unload_models").asBoolean(false) || memoryToo;
        workshop.log().add(new DemoLog.FreePosted(unload, memoryToo));
        if (unload && memory.get().running().free()) {
            memory.get().cache().clear();
            memory.get().loaded().clear();
        }
    }

    private static JsonNode object(Context context) {
        JsonNode body = Json.read(context.body());
        if (!body.isObject()) {
            throw new IllegalArgumentException("the body is no object");
        }
        return body;
    }

    /** A body that is not JSON counts as none, unlike one that is JSON and no object. */
    private static JsonNode bodyOrNothing(Context context) {
        try {
            return context.body().isBlank() ? Json.object() : object(context);
        } catch (tools.jackson.core.JacksonException e) {
            return Json.object();
        }
    }

    private static double decimal(JsonNode number) {
        return Double.parseDouble(number.asString());
    }

    private static OptionalInt number(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).stream().mapToInt(Integer::parseInt).findFirst();
    }
}

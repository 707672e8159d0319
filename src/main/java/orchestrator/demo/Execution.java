package orchestrator.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Runs one prompt, from {@code execution_start} to {@code executing null}. */
final class Execution implements NodeCall.Surroundings {
    private static final System.Logger LOG = System.getLogger(Execution.class.getName());
    private static final double SAMPLING_PART = 0.9;

    private final Workshop workshop;
    private final Memory memory;
    private final DemoOptions.Pace pace;
    private final Telling telling;
    private final boolean previews;
    private final QueuedPrompt prompt;
    private final long begun = System.nanoTime();
    private final Set<String> executed = new LinkedHashSet<>();
    private final RunTrouble trouble;
    private Map<String, String> signatures = Map.of();
    private String node = "";

    Execution(Workshop workshop, Memory memory, DemoOptions.Pace pace, Telling telling, boolean previews) {
        this.workshop = workshop;
        this.memory = memory;
        this.pace = pace;
        this.telling = telling;
        this.previews = previews;
        this.prompt = telling.prompt();
        this.trouble = new RunTrouble(workshop.faults().forRun());
    }

    void run() throws InterruptedException {
        memory.running().begin(prompt.clientId());
        stopAt("execution_start");
        telling.message("execution_start", about(), false);
        String outcome = nodesInOrder();
        stopAt("history");
        memory.queue().done(prompt, trouble.forgetsHistory() ? Optional.empty() : Optional.of(entry(outcome)));
        telling.end();
        memory.running().end();
        workshop.log().add(new DemoLog.PromptEnded(prompt.id(), outcome));
    }

    @Override
    public Folders folders() {
        return workshop.folders();
    }

    @Override
    public QueuedPrompt prompt() {
        return prompt;
    }

    @Override
    public void tick(int value, int max, Optional<Supplier<BufferedImage>> preview) throws InterruptedException {
        if (pace.job().isZero()) {
            Thread.sleep(pace.step());
        } else {
            sleepUntil(pace.job().toNanos() * SAMPLING_PART * value / max);
        }
        throwIfInterrupted();
        telling.tick(node, value, max, preview.filter(p -> previews).map(Supplier::get));
        if (trouble.interruptsItself()) {
            memory.running().interrupt();
        }
        workshop.faults().holds().step(value, () -> held("step " + value), memory.running()::isInterrupted);
    }

    @Override
    public void load(String name) throws InterruptedException {
        if (memory.loaded().add(name)) {
            Thread.sleep(pace.load());
        }
    }

    private String nodesInOrder() throws InterruptedException {
        try {
            signatures = memory.cache().open(prompt.graph(), folders());
            List<String> cached = prompt.graph().propertyNames().stream().filter(id -> result(id).isPresent()).toList();
            ObjectNode data = Json.object();
            data.set("nodes", Json.array(cached));
            telling.message("execution_cached", data.put("prompt_id", prompt.id()), false);
            RunOrder order = new RunOrder(prompt.graph(), prompt.outputs(),
                    id -> workshop.catalogue().isOutput(typeOf(id)), id -> result(id).isPresent());
            while (!order.isEmpty()) {
                node = order.next();
                Optional<NodeCache.Result> known = result(node);
                if (known.isPresent()) {
                    repeat(known.get());
                } else {
                    execute();
                }
                order.done(node);
            }
            sleepUntil(pace.job().toNanos());
            stopAt("execution_success");
            telling.message("execution_success", about(), false);
            return "success";
        } catch (Interrupted e) {
            ObjectNode data = about().put("node_id", node).put("node_type", typeOf(node));
            data.set("executed", Json.array(executed));
            telling.message("execution_interrupted", data, true);
            return "interrupted";
        } catch (NodeFailure failure) {
            telling.message("execution_error", failed(failure), false);
            return "error";
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "node " + node + " (" + typeOf(node) + ")", bug);
            telling.message("execution_error", failed(new NodeFailure("RuntimeError", bug + "\n")), false);
            return "error";
        }
    }

    private void repeat(NodeCache.Result result) {
        telling.executed(node, result.ui());
        telling.finish(node);
    }

    private void execute() throws InterruptedException {
        telling.begin(node);
        throwIfInterrupted();
        trouble.before(typeOf(node), workshop.catalogue().isOutput(typeOf(node)));
        NodeCall call = new NodeCall((ObjectNode) prompt.graph().path(node).path("inputs"), linked(), this);
        List<Value> values = Nodes.run(typeOf(node), call);
        Optional<ObjectNode> ui = call.ui().flatMap(trouble::told);
        memory.cache().put(signatures.get(node), new NodeCache.Result(values, ui));
        executed.add(node);
        if (ui.isPresent()) {
            stopAt("executed");
            telling.executed(node, ui);
        }
        telling.finish(node);
    }

    private Map<String, Value> linked() {
        Map<String, Value> linked = new HashMap<>();
        prompt.graph().path(node).path("inputs").properties().forEach(input -> {
            JsonNode link = input.getValue();
            if (link.isArray() && link.size() == 2) {
                result(link.get(0).asString()).ifPresent(
                        result -> linked.put(input.getKey(), result.values().get(link.get(1).asInt())));
            }
        });
        return linked;
    }

    private Optional<NodeCache.Result> result(String id) {
        return Optional.ofNullable(signatures.get(id)).flatMap(memory.cache()::get);
    }

    private History.Entry entry(String outcome) {
        ObjectNode outputs = Json.object();
        ObjectNode meta = Json.object();
        prompt.graph().propertyNames().forEach(id -> result(id).flatMap(NodeCache.Result::ui).ifPresent(ui -> {
            outputs.set(id, ui);
            meta.putObject(id).put("node_id", id).put("display_node", id).putNull("parent_node").put("real_node_id",
                    id);
        }));
        return new History.Entry(prompt, outputs, outcome.equals("success"), telling.messages(), meta);
    }

    private ObjectNode failed(NodeFailure failure) {
        ObjectNode data = about().put("node_id", node).put("node_type", typeOf(node));
        data.set("executed", Json.array(executed));
        data.put("exception_message", failure.getMessage()).put("exception_type", failure.pythonType());
        ArrayNode traceback = data.putArray("traceback");
        traceback.add("  File \"execution.py\", line 496, in execute\n    output_data, output_ui, has_subgraph, "
                + "has_pending_tasks = await get_output_data(prompt_id, unique_id, obj, input_data_all)\n");
        failure.traceback().forEach(traceback::add);
        ObjectNode inputs = data.putObject("current_inputs");
        prompt.graph().path(node).path("inputs").properties()
                .forEach(input -> inputs.putArray(input.getKey()).add(input.getValue()));
        data.set("current_outputs", Json.array(prompt.graph().propertyNames()));
        return data;
    }

    private ObjectNode about() {
        return Json.object().put("prompt_id", prompt.id());
    }

    private String typeOf(String id) {
        return prompt.graph().path(id).path("class_type").asString("");
    }

    private void throwIfInterrupted() {
        if (memory.running().takeInterrupt()) {
            throw new Interrupted();
        }
    }

    private void stopAt(String point) throws InterruptedException {
        workshop.faults().holds().point(point, () -> held(point));
    }

    private void held(String point) {
        workshop.log().add(new DemoLog.Held(prompt.id(), point));
    }

    private void sleepUntil(double nanosAfterStart) throws InterruptedException {
        long left = (long) nanosAfterStart - (System.nanoTime() - begun);
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }
}

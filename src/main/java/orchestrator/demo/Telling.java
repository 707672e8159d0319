package orchestrator.demo;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.awt.image.BufferedImage;
import java.time.InstantSource;
import java.util.Optional;

/** What one prompt tells over the sockets: most of it only to the client that sent it. */
final class Telling {
    private final Workshop workshop;
    private final Memory memory;
    private final QueuedPrompt prompt;
    private final InstantSource clock;
    private final Progress progress;
    private final ArrayNode messages = Json.array();

    Telling(Workshop workshop, Memory memory, QueuedPrompt prompt, InstantSource clock) {
        this.workshop = workshop;
        this.memory = memory;
        this.prompt = prompt;
        this.clock = clock;
        this.progress = new Progress(prompt.id());
    }

    QueuedPrompt prompt() {
        return prompt;
    }

    /** What the history keeps of it. */
    ArrayNode messages() {
        return messages;
    }

    /** How many prompts wait and run. */
    static ObjectNode status(int remaining) {
        ObjectNode data = Json.object();
        data.putObject("status").putObject("exec_info").put("queue_remaining", remaining);
        return data;
    }

    /** A message with the time, which the history keeps too. @param toAll also told when no client is known */
    void message(String type, ObjectNode data, boolean toAll) {
        data.put("timestamp", clock.millis());
        messages.add(Json.array().add(type).add(data));
        if (prompt.clientId().isPresent() || toAll) {
            workshop.sockets().send(new Frame.Message(prompt.clientId(), type, data));
        }
    }

    void begin(String node) {
        progress.begin(node);
        progressState();
        memory.running().at(node);
        toClient("executing", Json.object().put("node", node).put("display_node", node).put("prompt_id", prompt.id()));
    }

    void executed(String node, Optional<ObjectNode> output) {
        ObjectNode data = Json.object().put("node", node).put("display_node", node);
        output.ifPresentOrElse(ui -> data.set("output", ui), () -> data.putNull("output"));
        toClient("executed", data.put("prompt_id", prompt.id()));
    }

    void finish(String node) {
        progress.finish(node);
        progressState();
    }

    void tick(String node, int value, int max, Optional<BufferedImage> picture) {
        progress.tick(node, value, max);
        progressState();
        boolean negotiated = prompt.clientId().map(workshop.sockets()::wantsMetadata).orElse(false);
        Optional<Frame> preview = picture.map(image -> new Frame.Preview(prompt.clientId(), Png.jpeg(image),
                negotiated
                        ? Optional.of(Progress.place(Json.object(), node, prompt.id()).put("image_type", "image/jpeg"))
                        : Optional.empty()));
        preview.filter(frame -> negotiated).ifPresent(workshop.sockets()::send);
        toEither("progress", Json.object().put("value", value).put("max", max).put("prompt_id", prompt.id()).put("node",
                node));
        preview.filter(frame -> !negotiated).ifPresent(workshop.sockets()::send);
    }

    /** The last word, after the history is written. */
    void end() {
        toClient("executing", Json.object().putNull("node").put("prompt_id", prompt.id()));
    }

    private void progressState() {
        toEither("progress_state", progress.snapshot());
    }

    private void toClient(String type, ObjectNode data) {
        if (prompt.clientId().isPresent()) {
            toEither(type, data);
        }
    }

    private void toEither(String type, ObjectNode data) {
        workshop.sockets().send(new Frame.Message(prompt.clientId(), type, data));
    }
}

package orchestrator.workflow;

import orchestrator.models.Part;

import java.util.List;
import java.util.Optional;

/** Text encoders that together understand the prompt, and the node that loads them in this order. */
record EncoderSet(String node, Optional<String> type, List<Part> parts) {

    static EncoderSet one(String type, Part part) {
        return new EncoderSet("CLIPLoader", Optional.of(type), List.of(part));
    }

    static EncoderSet two(String type, Part first, Part second) {
        return new EncoderSet("DualCLIPLoader", Optional.of(type), List.of(first, second));
    }

    static EncoderSet three(Part first, Part second, Part third) {
        return new EncoderSet("TripleCLIPLoader", Optional.empty(), List.of(first, second, third));
    }

    /** The input for the encoder of that place, from 0. */
    String input(int place) {
        return parts.size() == 1 ? "clip_name" : "clip_name" + (place + 1);
    }
}

package orchestrator.demo;

import java.util.List;
import java.util.Optional;

/** Prompts: their words decide what is painted. */
final class ConditioningNodes {
    private ConditioningNodes() {
    }

    static List<Value> run(String type, NodeCall call) {
        return switch (type) {
            case "CLIPTextEncode" -> text(call, "text");
            case "CLIPTextEncodeSDXL" -> text(call, "text_g", "text_l");
            case "CLIPTextEncodeSD3" -> text(call, "clip_l", "clip_g", "t5xxl");
            case "CLIPTextEncodeFlux" -> text(call, "clip_l", "t5xxl");
            case "ConditioningZeroOut" -> List.of(Value.Conditioning.of(""));
            case "ConditioningCombine" -> joined(call, "conditioning_1", "conditioning_2");
            case "ConditioningConcat", "ConditioningAverage" -> joined(call, "conditioning_to", "conditioning_from");
            case "ControlNetApplyAdvanced", "ControlNetInpaintingAliMamaApply" -> {
                call.link("control_net", Value.Loaded.class);
                yield List.of(hinted(call, "positive"), hinted(call, "negative"));
            }
            case "CLIPVisionEncode" -> List.of(new Value.Loaded("CLIP_VISION_OUTPUT", "picture"));
            default -> List.of(call.link("conditioning", Value.Conditioning.class));
        };
    }

    private static List<Value> text(NodeCall call, String... inputs) {
        call.link("clip", Value.Loaded.class);
        return List.of(Value.Conditioning.of(String.join(" ", java.util.stream.Stream.of(inputs).map(call::text)
                .distinct().toList())));
    }

    private static List<Value> joined(NodeCall call, String first, String second) {
        Value.Conditioning a = call.link(first, Value.Conditioning.class);
        Value.Conditioning b = call.link(second, Value.Conditioning.class);
        return List.of(new Value.Conditioning(a.text() + " " + b.text(), a.hint().or(b::hint)));
    }

    private static Value hinted(NodeCall call, String name) {
        Value.Conditioning plain = call.link(name, Value.Conditioning.class);
        return call.number("strength") > 0
                ? new Value.Conditioning(plain.text(), Optional.of(call.image("image")))
                : plain;
    }
}

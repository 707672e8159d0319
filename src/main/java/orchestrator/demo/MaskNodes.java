package orchestrator.demo;

import java.awt.image.BufferedImage;
import java.util.List;

/** Masks: 1 means repaint. The alpha channel counts inverted, the colours do not. */
final class MaskNodes {
    private MaskNodes() {
    }

    static List<Value> run(String type, NodeCall call) {
        return switch (type) {
            case "LoadImageMask" -> List.of(Masks.channel(ImageNodes.load(call, "image"), call.text("channel"), true));
            case "ImageToMask" -> List.of(Masks.channel(call.image("image"), call.text("channel"), false));
            case "MaskToImage" -> List.of(new Value.Images(List.of(picture(call.link("mask", Value.Mask.class)))));
            case "InvertMask" -> List.of(Masks.map(call.link("mask", Value.Mask.class), (x, y, w) -> 1 - w));
            case "GrowMask" -> List.of(Masks.grow(call.link("mask", Value.Mask.class), call.integer("expand")));
            case "FeatherMask" -> List.of(feathered(call));
            case "SolidMask" -> {
                float value = (float) call.number("value");
                yield List.of(Masks.of(call.integer("width"), call.integer("height"), (x, y) -> value));
            }
            default -> throw new NodeFailure("RuntimeError", "The demo cannot run " + type);
        };
    }

    private static BufferedImage picture(Value.Mask mask) {
        return Pixels.make(mask.width(), mask.height(),
                (x, y) -> 0x010101 * Math.round(255 * mask.weights()[y * mask.width() + x]));
    }

    private static Value.Mask feathered(NodeCall call) {
        Value.Mask mask = call.link("mask", Value.Mask.class);
        int left = call.integer("left");
        int top = call.integer("top");
        int right = call.integer("right");
        int bottom = call.integer("bottom");
        return Masks.map(mask, (x, y, weight) -> weight * ramp(x, left) * ramp(mask.width() - 1 - x, right)
                * ramp(y, top) * ramp(mask.height() - 1 - y, bottom));
    }

    private static float ramp(int distance, int reach) {
        return distance < reach ? (distance + 1f) / reach : 1;
    }
}

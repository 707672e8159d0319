package orchestrator.models;

import java.util.Optional;
import java.util.Set;

/** ControlNets and T2I adapters (comfy/controlnet.py). */
final class ControlNets {

    private ControlNets() {
    }

    static Optional<Description> recognize(SafetensorsHeader header) {
        return family(header).map(family -> Description.of(Kind.CONTROLNET, family, Set.of(), Set.of()));
    }

    private static Optional<Family> family(SafetensorsHeader header) {
        if (header.has("controlnet_cond_embedding.conv_in.weight")) {
            return Optional.of(header.has("add_embedding.linear_1.weight") ? Family.SDXL : attention(header));
        }
        if (header.has("lora_controlnet")) {
            return Optional.of(attention(header));
        }
        if (header.has("control_model.zero_convs.0.0.weight") || header.has("zero_convs.0.0.weight")) {
            return Optional.of(attention(header));
        }
        if (header.has("controlnet_x_embedder.weight") || header.has("controlnet_blocks.0.linear.weight")
                || header.has("controlnet_blocks.0.weight") && header.hasAny("double_blocks.0.img_attn.")) {
            return Optional.of(Family.FLUX);
        }
        if (header.has("controlnet_blocks.0.weight")) {
            return Optional.of(Family.SD35);
        }
        boolean adapter = header.hasAny("adapter.body.")
                || header.has("body.0.in_conv.weight") && header.has("conv_in.weight");
        return adapter ? Optional.of(Family.UNKNOWN) : Optional.empty();
    }

    private static Family attention(SafetensorsHeader header) {
        return Contexts.widest(header, "to_k.weight", "attn2.");
    }
}

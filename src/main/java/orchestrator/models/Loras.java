package orchestrator.models;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** LoRAs of every trainer's naming (comfy/lora.py, comfy/weight_adapter). */
final class Loras {

    private static final List<String> ENDINGS = List.of(".lora_up.weight", ".lora_down.weight", ".lora_A.weight",
            ".lora_B.weight", "_lora.up.weight", "_lora.down.weight", ".lora.up.weight", ".lora.down.weight",
            ".lora_A.default.weight", ".lora_B.default.weight", ".lora_linear_layer.up.weight", ".hada_w1_a",
            ".lokr_w1", ".lokr_w2", ".oft_blocks", ".oft_diag", ".a1.weight", ".diff", ".dora_scale");

    private Loras() {
    }

    static Optional<Description> recognize(SafetensorsHeader header) {
        return header.names().stream().anyMatch(Loras::isLora)
                ? Optional.of(Description.of(Kind.LORA, family(header), Set.of(), Set.of()))
                : Optional.empty();
    }

    private static boolean isLora(String name) {
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static Family family(SafetensorsHeader header) {
        if (has(header, "individual_token_refiner")) {
            return Family.HUNYUAN_VIDEO;
        }
        if (has(header, "single_transformer_blocks", "single_blocks", "double_blocks", "lora_transformer_")) {
            return Family.FLUX;
        }
        if (has(header, "joint_blocks") || has(header, "attn.add_q_proj", "attn_add_q_proj")
                && !has(header, "img_mlp", "img_mod")) {
            return Family.SD35;
        }
        if (has(header, "img_mlp", "txt_mlp")) {
            return Family.QWEN_IMAGE;
        }
        if (has(header, "cross_attn.k") && has(header, "blocks.")) {
            return Family.WAN;
        }
        return unet(header);
    }

    private static Family unet(SafetensorsHeader header) {
        if (has(header, "lora_te2_", "text_encoder_2.")) {
            return Family.SDXL;
        }
        Family down = Contexts.widest(header, ".lora_down.weight", "attn2_to_k", "attn2.to_k");
        if (down != Family.UNKNOWN) {
            return down;
        }
        Family a = Contexts.widest(header, ".lora_A.weight", "attn2_to_k", "attn2.to_k");
        if (a != Family.UNKNOWN) {
            return a;
        }
        Family older = Contexts.widest(header, ".down.weight", "attn2.processor.to_k", "attn2.to_k");
        if (older != Family.UNKNOWN) {
            return older;
        }
        // A LoRA of the text encoder alone has no cross attention: its own width is all there is.
        return Contexts.widest(header, ".lora_down.weight", "lora_te_text_model_encoder_layers_0_self_attn",
                "lora_te_text_model_encoder_layers_0_mlp_fc1");
    }

    private static boolean has(SafetensorsHeader header, String... parts) {
        return header.names().stream().anyMatch(name -> List.of(parts).stream().anyMatch(name::contains));
    }
}

package orchestrator.models;

import orchestrator.models.SafetensorsHeader.Tensor;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Models that are sampled, told apart by tensors only they have, in ComfyUI's own order (comfy/model_detection.py). */
final class BaseModels {

    private static final String CHECKPOINT = "model.diffusion_model.";
    private static final List<String> PREFIXES = List.of(CHECKPOINT, "model.model.", "net.", "model.",
            "diffusion_model.", "");
    private static final int SDXL_LABELS = 2816;
    private static final int REFINER_LABELS = 2560;
    private static final int SVD_LABELS = 768;
    private static final Set<String> FP8 = Set.of("F8_E4M3", "F8_E5M2");

    private final SafetensorsHeader header;
    private final String prefix;

    private BaseModels(SafetensorsHeader header, String prefix) {
        this.header = header;
        this.prefix = prefix;
    }

    static Optional<Description> recognize(SafetensorsHeader header) {
        return PREFIXES.stream().flatMap(prefix -> new BaseModels(header, prefix).description().stream()).findFirst()
                .map(is -> is.withParts(parts(header)));
    }

    private Optional<Description> description() {
        return transformer().or(this::unet).or(this::diffusersUnet).map(is -> {
            Set<Trait> traits = EnumSet.noneOf(Trait.class);
            traits.addAll(is.traits());
            if (isFp8()) {
                traits.add(Trait.FP8);
            }
            return is.withTraits(traits);
        });
    }

    private Optional<Description> transformer() {
        if (has("joint_blocks.0.context_block.attn.qkv.weight")) {
            boolean newer = has("joint_blocks.0.x_block.attn.ln_q.weight")
                    || has("joint_blocks.0.x_block.attn2.qkv.weight");
            return model(newer ? Family.SD35 : Family.SD3);
        }
        if (has("double_stream_modulation_img.lin.weight")) {
            return model(Family.FLUX2);
        }
        if (has("txt_in.individual_token_refiner.blocks.0.norm1.weight")) {
            return model(Family.HUNYUAN_VIDEO);
        }
        if (has("double_blocks.0.img_attn.norm.key_norm.scale")) {
            return flux();
        }
        return Stream.of(test("head.modulation", Family.WAN), test("txt_norm.weight", Family.QWEN_IMAGE),
                test("cap_embedder.1.weight", Family.LUMINA2),
                test("adaln_single.emb.timestep_embedder.linear_1.bias", Family.LTX_VIDEO)).flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Description> flux() {
        if (header.names().stream().anyMatch(name -> name.startsWith(prefix + "distilled_guidance_layer."))) {
            return model(Family.CHROMA);
        }
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (!has("guidance_in.in_layer.weight")) {
            traits.add(Trait.SCHNELL);
        }
        switch ((int) dim("img_in.weight", 1)) {
            case 384 -> traits.add(Trait.INPAINT);
            case 128 -> traits.add(Trait.CONTROL);
            default -> {}
        }
        return model(Family.FLUX, traits);
    }

    private Optional<Description> unet() {
        if (!has("input_blocks.0.0.weight")) {
            return Optional.empty();
        }
        long labels = dim("label_emb.0.0.weight", 1);
        if (has("input_blocks.1.1.time_stack.0.attn1.to_q.weight")) {
            // Those that turn an object around (SV3D) are built alike and asked otherwise.
            return model(labels == SVD_LABELS ? Family.SVD : Family.UNKNOWN);
        }
        Set<Trait> traits = unetTraits();
        if (labels == REFINER_LABELS) {
            traits.add(Trait.REFINER);
            return model(Family.SDXL, traits);
        }
        Family family = byContext();
        // Others attend to a text as wide as that of SDXL, which is of another encoder.
        return model(family == Family.SDXL && labels >= 0 && labels != SDXL_LABELS ? Family.UNKNOWN : family, traits);
    }

    private Set<Trait> unetTraits() {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        switch ((int) dim("input_blocks.0.0.weight", 1)) {
            case 9 -> traits.add(Trait.INPAINT);
            case 8 -> traits.add(Trait.EDIT);
            default -> {}
        }
        if (header.has("v_pred")) {
            traits.add(Trait.V_PREDICTION);
        }
        return traits;
    }

    private Optional<Description> diffusersUnet() {
        return has("conv_in.weight") && header.hasAny(prefix + "down_blocks.") && byContext() != Family.UNKNOWN
                ? model(byContext())
                : Optional.empty();
    }

    private Family byContext() {
        return header.tensors().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix) && entry.getKey().endsWith(".attn2.to_k.weight"))
                .mapToLong(entry -> entry.getValue().dim(1)).max().stream().mapToObj(Contexts::family).findFirst()
                .orElse(Family.UNKNOWN);
    }

    private boolean isFp8() {
        return header.has("scaled_fp8") || header.tensors().entrySet().stream()
                .anyMatch(entry -> entry.getKey().startsWith(prefix) && isFp8Matrix(entry.getValue()));
    }

    private static boolean isFp8Matrix(Tensor tensor) {
        return FP8.contains(tensor.dtype()) && tensor.shape().length > 1;
    }

    private Optional<Description> test(String name, Family family) {
        return has(name) ? model(family) : Optional.empty();
    }

    private Optional<Description> model(Family family) {
        return model(family, Set.of());
    }

    private Optional<Description> model(Family family, Set<Trait> traits) {
        Kind kind = prefix.equals(CHECKPOINT) ? Kind.CHECKPOINT : Kind.DIFFUSION_MODEL;
        return Optional.of(Description.of(kind, family, traits, Set.of()));
    }

    private boolean has(String name) {
        return header.has(prefix + name);
    }

    private long dim(String name, int index) {
        return header.dim(prefix + name, index);
    }

    // What a checkpoint brings along decides which further files its graph must load.
    private static Set<Part> parts(SafetensorsHeader header) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        addIf(parts, Part.VAE, header, "first_stage_model.", "vae.");
        addIf(parts, Part.CLIP_L, header, "cond_stage_model.transformer.", "conditioner.embedders.0.transformer.",
                "text_encoders.clip_l.");
        addIf(parts, Part.CLIP_H, header, "cond_stage_model.model.");
        addIf(parts, Part.CLIP_G, header, "conditioner.embedders.1.model.", "conditioner.embedders.0.model.",
                "text_encoders.clip_g.");
        addIf(parts, Part.T5XXL, header, "text_encoders.t5xxl.");
        addIf(parts, Part.CLIP_VISION, header, "conditioner.embedders.0.open_clip.model.visual.");
        return parts;
    }

    private static void addIf(Set<Part> parts, Part part, SafetensorsHeader header, String... prefixes) {
        if (Stream.of(prefixes).anyMatch(header::hasAny)) {
            parts.add(part);
        }
    }
}

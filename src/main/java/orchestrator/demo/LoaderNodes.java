package orchestrator.demo;

import java.util.List;

/** Loaders and what passes a model on: only the name travels, and the time that loading takes. */
final class LoaderNodes {
    private LoaderNodes() {
    }

    static List<Value> run(String type, NodeCall call) throws InterruptedException {
        return switch (type) {
            case "CheckpointLoaderSimple" -> checkpoint(load(call, "ckpt_name"), "CLIP");
            case "ImageOnlyCheckpointLoader" -> checkpoint(load(call, "ckpt_name"), "CLIP_VISION");
            case "UNETLoader" -> one("MODEL", load(call, "unet_name"));
            case "CLIPLoader" -> one("CLIP", call.text("clip_name"));
            case "DualCLIPLoader", "TripleCLIPLoader" -> one("CLIP", call.text("clip_name1"));
            case "VAELoader" -> one("VAE", call.text("vae_name"));
            case "CLIPVisionLoader" -> one("CLIP_VISION", call.text("clip_name"));
            case "UpscaleModelLoader" -> one("UPSCALE_MODEL", call.text("model_name"));
            case "ControlNetLoader", "DiffControlNetLoader" -> one("CONTROL_NET", call.text("control_net_name"));
            case "StyleModelLoader" -> one("STYLE_MODEL", call.text("style_model_name"));
            case "LoraLoader" -> List.of(call.link("model", Value.Loaded.class), call.link("clip", Value.Loaded.class));
            case "CLIPSetLastLayer" -> List.of(call.link("clip", Value.Loaded.class));
            case "SetUnionControlNetType" -> List.of(call.link("control_net", Value.Loaded.class));
            default -> List.of(call.link("model", Value.Loaded.class));
        };
    }

    private static String load(NodeCall call, String input) throws InterruptedException {
        String name = call.text(input);
        call.around().load(name);
        return name;
    }

    private static List<Value> checkpoint(String name, String second) {
        return List.of(new Value.Loaded("MODEL", name), new Value.Loaded(second, name), new Value.Loaded("VAE", name));
    }

    private static List<Value> one(String kind, String name) {
        return List.of(new Value.Loaded(kind, name));
    }
}

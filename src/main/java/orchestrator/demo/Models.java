package orchestrator.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The model files that the demo claims to have: names people know, of several families. Nothing is on disk. */
final class Models {
    private final Map<String, List<String>> folders = new LinkedHashMap<>();

    Models() {
        folders.put("checkpoints", List.of("SD1.5/dreamshaper_8.safetensors",
                "SD1.5/realisticVisionV60B1_v51VAE.safetensors", "SD1.5/v1-5-pruned-emaonly.safetensors",
                "SD2/v2-1_768-ema-pruned.safetensors", "SDXL/dreamshaperXL_lightningDPMSDE.safetensors",
                "SDXL/juggernautXL_v9Rundiffusionphoto2.safetensors", "SDXL/sd_xl_base_1.0.safetensors",
                "SDXL/sd_xl_refiner_1.0.safetensors", "flux1-schnell-fp8.safetensors", "sd-v1-5-inpainting.ckpt",
                "sd3.5_large_fp8_scaled.safetensors", "sd3.5_medium.safetensors", "svd.safetensors",
                "svd_xt.safetensors"));
        folders.put("configs", List.of("v1-inference.yaml", "v2-inference-v.yaml"));
        folders.put("loras", List.of("SD1.5/add_detail.safetensors", "SD1.5/lcm-lora-sdv1-5.safetensors",
                "SDXL/film_grain.safetensors", "SDXL/sd_xl_offset_example-lora_1.0.safetensors",
                "flux_realism_lora.safetensors"));
        folders.put("vae",
                List.of("ae.safetensors", "sdxl_vae.safetensors", "vae-ft-mse-840000-ema-pruned.safetensors"));
        folders.put("text_encoders", List.of("clip_g.safetensors", "clip_l.safetensors", "t5xxl_fp16.safetensors",
                "t5xxl_fp8_e4m3fn.safetensors"));
        folders.put("diffusion_models", List.of("flux1-dev.safetensors", "flux1-schnell.safetensors"));
        folders.put("clip_vision", List.of("CLIP-ViT-H-14-laion2B-s32B-b79K.safetensors"));
        folders.put("style_models", List.of("flux1-redux-dev.safetensors"));
        folders.put("embeddings", List.of("EasyNegative.safetensors", "badhandv4.pt"));
        folders.put("diffusers", List.of());
        folders.put("vae_approx", List.of());
        folders.put("controlnet", List.of("control_v11p_sd15_canny.pth", "control_v11p_sd15_openpose.pth",
                "controlnet-union-sdxl-promax.safetensors"));
        folders.put("gligen", List.of());
        folders.put("upscale_models", List.of("4x-UltraSharp.pth", "RealESRGAN_x2plus.pth", "RealESRGAN_x4plus.pth"));
        folders.put("custom_nodes", List.of());
        folders.put("hypernetworks", List.of());
        folders.put("photomaker", List.of());
        folders.put("classifiers", List.of());
        folders.put("model_patches", List.of());
        folders.put("audio_encoders", List.of());
    }

    synchronized List<String> folders() {
        return List.copyOf(folders.keySet());
    }

    synchronized void add(String folder, String name) {
        folders.computeIfPresent(folder, (_, names) -> Stream.concat(names.stream(), Stream.of(name)).sorted()
                .toList());
    }

    synchronized void remove(String folder, String name) {
        folders.computeIfPresent(folder, (_, names) -> names.stream().filter(other -> !other.equals(name)).toList());
    }

    /** Empty when there is no such folder; the old names {@code unet} and {@code clip} are none. */
    synchronized Optional<List<String>> in(String folder) {
        return Optional.ofNullable(folders.get(folder));
    }

    synchronized List<String> embeddings() {
        return folders.get("embeddings").stream().map(name -> name.substring(0, name.lastIndexOf('.'))).toList();
    }
}

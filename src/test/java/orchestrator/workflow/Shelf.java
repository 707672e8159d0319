package orchestrator.workflow;

import orchestrator.models.Card;
import orchestrator.models.Family;
import orchestrator.models.Kind;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelIndex;
import orchestrator.models.Part;
import orchestrator.models.Trait;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The models of a ComfyUI on Windows, for tests of graphs. */
final class Shelf {

    static final String ENGINE = "http://127.0.0.1:8188";

    private final List<ModelFile> files = new ArrayList<>();

    /** One of each family, each as it is usually found, with the parts it needs beside it. */
    static Shelf full() {
        return new Shelf().with("checkpoints/sd15/dream.safetensors", Family.SD15, Part.VAE, Part.CLIP_L)
                .with("checkpoints/v2-1_768.safetensors", Family.SD2, Part.VAE, Part.CLIP_H)
                .with("checkpoints/sdxl/base.safetensors", Family.SDXL, Part.VAE, Part.CLIP_L, Part.CLIP_G)
                .with("checkpoints/sdxl/lightning_4step.safetensors", Family.SDXL, Set.of(Trait.LIGHTNING), Part.VAE,
                        Part.CLIP_L, Part.CLIP_G)
                .with("diffusion_models/sdxl-bare.safetensors", Family.SDXL)
                .with("checkpoints/sd3.5_large.safetensors", Family.SD35, Part.VAE)
                .with("checkpoints/sd3.5_large_fp8_scaled.safetensors", Family.SD35, Set.of(Trait.FP8), Part.VAE,
                        Part.CLIP_L, Part.CLIP_G, Part.T5XXL)
                .with("diffusion_models/flux1-dev.safetensors", Family.FLUX)
                .with("diffusion_models/flux1-schnell.safetensors", Family.FLUX, Set.of(Trait.SCHNELL))
                .with("checkpoints/flux1-schnell-fp8.safetensors", Family.FLUX, Set.of(Trait.SCHNELL, Trait.FP8),
                        Part.VAE, Part.CLIP_L, Part.T5XXL)
                .with("checkpoints/flux1-dev-fp8.safetensors", Family.FLUX, Set.of(Trait.FP8), Part.VAE, Part.CLIP_L,
                        Part.T5XXL)
                .with("checkpoints/sd15/dream_lcm.safetensors", Family.SD15, Set.of(Trait.LCM), Part.VAE, Part.CLIP_L)
                .with("checkpoints/sd_xl_turbo_1.0_fp16.safetensors", Family.SDXL, Set.of(Trait.TURBO), Part.VAE,
                        Part.CLIP_L, Part.CLIP_G)
                .with("checkpoints/sd3.5_large_turbo.safetensors", Family.SD35, Set.of(Trait.TURBO), Part.VAE)
                .with("diffusion_models/sd3.5_medium.safetensors", Family.SD35)
                .with("vae/sd3_vae.safetensors", Family.SD35, Set.of(Trait.LATENT_16), Part.VAE)
                .with("text_encoders/clip_l.safetensors", Family.UNKNOWN, Part.CLIP_L)
                .with("text_encoders/clip_g.safetensors", Family.UNKNOWN, Part.CLIP_G)
                .with("text_encoders/t5xxl_fp16.safetensors", Family.UNKNOWN, Part.T5XXL)
                .with("text_encoders/t5xxl_fp8_e4m3fn.safetensors", Family.UNKNOWN, Set.of(Trait.FP8), Part.T5XXL)
                .with("vae/ae.safetensors", Family.FLUX, Set.of(Trait.LATENT_16), Part.VAE)
                .with("vae/sdxl_vae.safetensors", Family.SDXL, Set.of(Trait.LATENT_4), Part.VAE)
                .with("vae/sd15/mse.safetensors", Family.SD15, Set.of(Trait.LATENT_4), Part.VAE)
                .with("loras/ink.safetensors", Family.SD15).with("loras/detail.safetensors", Family.SD15)
                .with("loras/flux/realism.safetensors", Family.FLUX).with("checkpoints/svd.safetensors", Family.SVD)
                .with("checkpoints/refiner.safetensors", Family.SDXL, Set.of(Trait.REFINER), Part.VAE, Part.CLIP_G);
    }

    Shelf with(String path, Family family, Part... parts) {
        return with(path, family, Set.of(), parts);
    }

    Shelf with(String path, Family family, Set<Trait> traits, Part... parts) {
        Kind kind = Kind.inFolder(path.substring(0, path.indexOf('/')));
        String name = path.substring(path.indexOf('/') + 1).replace('/', '\\');
        return with(new ModelFile(path, kind, family, false, 1, traits,
                Arrays.stream(parts).collect(Collectors.toSet()), Card.EMPTY, Map.of(ENGINE, name), Optional.empty()));
    }

    Shelf with(ModelFile file) {
        files.add(file);
        return this;
    }

    Shelf without(String... paths) {
        files.removeIf(file -> List.of(paths).contains(file.path()));
        return this;
    }

    ModelIndex index() {
        return ModelIndex.of(files, true);
    }

    Target target(Map<String, String> uploads) {
        return new Target(ENGINE, index().on(ENGINE), "orch/JOB/1", uploads);
    }
}

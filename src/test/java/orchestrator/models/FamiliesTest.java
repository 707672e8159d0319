package orchestrator.models;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FamiliesTest {

    private static final String UNET = "model.diffusion_model.";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            "checkpoints/tiny-sd15.safetensors, CHECKPOINT, SD15, VAE CLIP_L",
            "checkpoints/tiny-sdxl.safetensors, CHECKPOINT, SDXL, VAE CLIP_L CLIP_G",
            "checkpoints/tiny-sd35-medium.safetensors, CHECKPOINT, SD35, VAE",
            "checkpoints/tiny-svd.safetensors, CHECKPOINT, SVD, VAE CLIP_VISION",
            "diffusion_models/tiny-flux1-dev.safetensors, DIFFUSION_MODEL, FLUX, -",
            "diffusion_models/tiny-flux1-schnell.safetensors, DIFFUSION_MODEL, FLUX, -",
            "text_encoders/clip_l.safetensors, TEXT_ENCODER, UNKNOWN, CLIP_L",
            "text_encoders/clip_g.safetensors, TEXT_ENCODER, UNKNOWN, CLIP_G",
            "text_encoders/t5xxl_fp8_e4m3fn.safetensors, TEXT_ENCODER, UNKNOWN, T5XXL",
            "vae/tiny-ae.safetensors, VAE, UNKNOWN, VAE", "vae/tiny-vae-sd15.safetensors, VAE, UNKNOWN, VAE",
            "upscale_models/4x-tiny-esrgan.safetensors, UPSCALER, UNKNOWN, -",
            "controlnet/control_v11p_sd15_canny-tiny.safetensors, CONTROLNET, SD15, -",
            "loras/tiny-sd15-style.safetensors, LORA, SD15, -"})
    void a_file_is_known_by_its_tensors_whatever_its_name(String tiny, Kind kind, Family family, String parts)
            throws IOException {
        String anonymous = tiny.substring(0, tiny.indexOf('/')) + "/x.safetensors";
        Description is = describe(Models.tensorsOf(tiny), anonymous);
        assertEquals(kind, is.kind().orElseThrow());
        assertEquals(family, is.family());
        assertFalse(is.guessed());
        assertTrue(is.problem().isEmpty());
        Set<Part> expected = parts == null
                ? Set.of()
                : Set.of(parts.split(" ")).stream().map(Part::valueOf)
                        .collect(java.util.stream.Collectors.toSet());
        assertEquals(expected, is.parts());
    }

    @Test
    void every_family_we_have_a_header_of_is_recognized() throws IOException {
        for (String tiny : Models.all()) {
            Description is = describe(Models.tensorsOf(tiny), tiny.substring(0, tiny.indexOf('/')) + "/x.safetensors");
            assertEquals(Kind.inFolder(tiny.substring(0, tiny.indexOf('/'))), is.kind().orElseThrow(), tiny);
            assertTrue(is.problem().isEmpty(), tiny);
        }
    }

    @Test
    void what_is_built_like_svd_or_sdxl_and_is_neither_is_of_no_known_family() throws IOException {
        var turning = new LinkedHashMap<>(Models.tensorsOf("checkpoints/tiny-svd.safetensors"));
        turning.put(UNET + "label_emb.0.0.weight", new long[]{1280, 1280});
        assertEquals(Family.UNKNOWN, describe(turning, "checkpoints/x.safetensors").family());
        var wide = new LinkedHashMap<>(Models.tensorsOf("checkpoints/tiny-sdxl.safetensors"));
        wide.put(UNET + "label_emb.0.0.weight", new long[]{1280, 5632});
        assertEquals(Family.UNKNOWN, describe(wide, "checkpoints/x.safetensors").family());
    }

    @ParameterizedTest
    @CsvSource({"checkpoints/sdxl_lightning_4step.safetensors, '', LIGHTNING",
            "checkpoints/x.safetensors, SDXL Turbo, TURBO", "checkpoints/x-Hyper-8steps.safetensors, '', HYPER",
            "loras/lcm-lora-sdxl.safetensors, '', LCM", "checkpoints/turbocharged.safetensors, Realistic, TURBO"})
    void a_model_made_for_few_steps_is_known_by_its_name_or_its_title(String path, String title, Trait trait)
            throws IOException {
        String tiny = path.startsWith("loras") ? "loras/tiny-sd15-style" : "checkpoints/tiny-sdxl";
        Path file = Models.in(folder).tensors(path, Models.tensorsOf(tiny + ".safetensors"),
                Map.of("modelspec.title", title));
        assertTrue(describe(file, path).traits().contains(trait));
    }

    @ParameterizedTest
    @CsvSource({"512x512, true", "1024x768, true", "0x0, false", "99999x1, false", "64x64, false", "None, false"})
    void the_size_it_was_trained_at_is_believed_when_it_is_one(String told, boolean believed) throws IOException {
        Path file = Models.in(folder).tensors("checkpoints/a.safetensors",
                Models.tensorsOf("checkpoints/tiny-sdxl.safetensors"), Map.of("modelspec.resolution", told));
        assertEquals(believed, describe(file, "checkpoints/a.safetensors").card().resolution().isPresent());
    }

    @Test
    void flux_without_a_guidance_input_is_schnell() throws IOException {
        assertTrue(describe(Models.tensorsOf("diffusion_models/tiny-flux1-schnell.safetensors"),
                "diffusion_models/x.safetensors").traits().contains(Trait.SCHNELL));
        assertFalse(describe(Models.tensorsOf("diffusion_models/tiny-flux1-dev.safetensors"),
                "diffusion_models/schnell-like.safetensors").traits().contains(Trait.SCHNELL));
    }

    @Test
    void flux_fill_and_flux_control_are_told_by_their_input_width() throws IOException {
        var tensors = new LinkedHashMap<>(Models.tensorsOf("diffusion_models/tiny-flux1-dev.safetensors"));
        tensors.put("img_in.weight", new long[]{3072, 384});
        assertEquals(Set.of(Trait.INPAINT), describe(tensors, "diffusion_models/x.safetensors").traits());
        tensors.put("img_in.weight", new long[]{3072, 128});
        assertEquals(Set.of(Trait.CONTROL), describe(tensors, "diffusion_models/x.safetensors").traits());
    }

    @Test
    void an_all_in_one_flux_checkpoint_says_which_encoders_it_brings() throws IOException {
        var tensors = new LinkedHashMap<String, long[]>();
        Models.tensorsOf("diffusion_models/tiny-flux1-dev.safetensors").forEach((n, s) -> tensors.put(UNET + n, s));
        tensors.put("vae.decoder.conv_in.weight", new long[]{512, 16, 3, 3});
        tensors.put("text_encoders.clip_l.transformer.text_model.final_layer_norm.weight", new long[]{768});
        tensors.put("text_encoders.t5xxl.transformer.shared.weight", new long[]{8, 4});
        Description is = describe(tensors, "checkpoints/x.safetensors");
        assertEquals(Family.FLUX, is.family());
        assertEquals(Set.of(Part.VAE, Part.CLIP_L, Part.T5XXL), is.parts());
    }

    @Test
    void sd3_before_3_5_has_no_query_norm() throws IOException {
        var tensors = new LinkedHashMap<>(Models.tensorsOf("checkpoints/tiny-sd35-medium.safetensors"));
        tensors.keySet().removeIf(name -> name.contains("ln_q") || name.contains("attn2"));
        assertEquals(Family.SD3, describe(tensors, "checkpoints/x.safetensors").family());
    }

    @Test
    void sd2_and_inpainting_are_told_by_width_and_channels() throws IOException {
        var tensors = new LinkedHashMap<String, long[]>();
        tensors.put(UNET + "input_blocks.0.0.weight", new long[]{320, 9, 3, 3});
        tensors.put(UNET + "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", new long[]{320, 1024});
        tensors.put("cond_stage_model.model.ln_final.weight", new long[]{1024});
        Description is = describe(tensors, "checkpoints/x.safetensors");
        assertEquals(Family.SD2, is.family());
        assertEquals(Set.of(Trait.INPAINT), is.traits());
        assertEquals(Set.of(Part.CLIP_H), is.parts());
    }

    @Test
    void a_refiner_is_an_sdxl_that_only_finishes() throws IOException {
        var tensors = new LinkedHashMap<String, long[]>();
        tensors.put(UNET + "input_blocks.0.0.weight", new long[]{384, 4, 3, 3});
        tensors.put(UNET + "label_emb.0.0.weight", new long[]{1536, 2560});
        tensors.put(UNET + "input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight", new long[]{768, 1280});
        Description is = describe(tensors, "checkpoints/x.safetensors");
        assertEquals(Family.SDXL, is.family());
        assertEquals(Set.of(Trait.REFINER), is.traits());
    }

    @ParameterizedTest
    @CsvSource({"lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k.lora_down.weight, 2048, SDXL",
            "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight, 1024, SD2",
            "lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_down.weight, 1280, SDXL",
            "lora_unet_double_blocks_0_img_attn_proj.lora_down.weight, 3072, FLUX",
            "transformer.single_transformer_blocks.0.attn.to_k.lora_A.weight, 3072, FLUX",
            "lora_unet_joint_blocks_0_context_block_mlp_fc1.lora_down.weight, 1536, SD35",
            "transformer.transformer_blocks.0.attn.add_q_proj.lora_A.weight, 1536, SD35"})
    void a_lora_is_known_by_what_it_changes(String tensor, int width, Family family) throws IOException {
        Description is = describe(Map.of(tensor, new long[]{4, width}), "loras/x.safetensors");
        assertEquals(Kind.LORA, is.kind().orElseThrow());
        assertEquals(family, is.family());
    }

    @ParameterizedTest
    @CsvSource({"controlnet_cond_embedding.conv_in.weight, add_embedding.linear_1.weight, SDXL",
            "controlnet_x_embedder.weight, x, FLUX", "controlnet_blocks.0.weight, pos_embed_input.proj.weight, SD35"})
    void a_controlnet_is_known_by_its_entries(String one, String other, Family family) throws IOException {
        Description is = describe(Map.of(one, new long[]{2, 2}, other, new long[]{2, 2}), "controlnet/x.safetensors");
        assertEquals(Kind.CONTROLNET, is.kind().orElseThrow());
        assertEquals(family, is.family());
    }

    @Test
    void tensors_are_believed_before_metadata_and_metadata_before_the_name() throws IOException {
        var unknown = Map.of("whatever.lora_up.weight", new long[]{2, 2});
        var told = Map.of("modelspec.architecture", "stable-diffusion-xl-v1-base/lora");
        Path byMetadata = Models.in(folder).tensors("loras/flux_style.safetensors", unknown, told);
        assertEquals(Family.SDXL, describe(byMetadata, "loras/flux_style.safetensors").family());
        Path byTensors = Models.in(folder).tensors("loras/b.safetensors",
                Models.tensorsOf("loras/tiny-sd15-style.safetensors"), told);
        assertEquals(Family.SD15, describe(byTensors, "loras/b.safetensors").family());
        Path byName = Models.in(folder).tensors("loras/flux_c.safetensors", unknown);
        Description guess = describe(byName, "loras/flux_c.safetensors");
        assertEquals(Family.FLUX, guess.family());
        assertTrue(guess.guessed());
    }

    @Test
    void title_and_trigger_words_come_from_the_metadata_without_control_characters() throws IOException {
        Path file = Models.in(folder).tensors("loras/a.safetensors",
                Models.tensorsOf("loras/tiny-sd15-style.safetensors"),
                Map.of("modelspec.title", "Ink\u202e\u0000 style",
                        "ss_tag_frequency", "{\"10_ink\": {\"ink drawing\": 40, \"1girl\": 3, \"paper\": 12}}"));
        Card card = describe(file, "loras/a.safetensors").card();
        assertEquals("Ink   style", card.title().orElseThrow());
        assertEquals(java.util.List.of("ink drawing", "paper", "1girl"), card.triggerWords());
    }

    @Test
    void a_file_in_the_wrong_folder_is_said_to_be_there() throws IOException {
        Path file = Models.in(folder).tiny("loras/tiny-sd15-style.safetensors", "checkpoints/x.safetensors");
        assertEquals("model-wrong-folder", describe(file, "checkpoints/x.safetensors").problem().orElseThrow().code());
    }

    @Test
    void a_diffusion_model_among_the_checkpoints_can_still_be_loaded() throws IOException {
        Path file = Models.in(folder).tiny("diffusion_models/tiny-flux1-dev.safetensors",
                "checkpoints/flux1-dev.safetensors");
        Description is = describe(file, "checkpoints/flux1-dev.safetensors");
        assertTrue(is.problem().isEmpty());
        assertEquals(Set.of(), is.parts());
    }

    @Test
    void a_text_encoder_belongs_to_no_family() {
        assertEquals(Family.UNKNOWN,
                Names.guess("text_encoders/t5xxl_fp16.safetensors", Kind.TEXT_ENCODER, 0).family());
    }

    private Description describe(Map<String, long[]> tensors, String path) throws IOException {
        return describe(Models.in(folder).tensors(path, tensors), path);
    }

    private static Description describe(Path file, String path) throws IOException {
        return Families.describe(file, path, Kind.inFolder(path.substring(0, path.indexOf('/'))),
                java.nio.file.Files.size(file));
    }
}

package orchestrator.models;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What graphs load beside the model: VAEs, text encoders, upscalers, embeddings. */
final class Components {

    private Components() {
    }

    static Optional<Description> recognize(SafetensorsHeader header) {
        return vae(header).or(() -> textEncoder(header)).or(() -> vision(header)).or(() -> embedding(header))
                .or(() -> upscaler(header));
    }

    private static Optional<Description> vae(SafetensorsHeader header) {
        if (header.has("decoder.mid.block_1.mix_factor")) {
            return Optional.of(Description.of(Kind.VAE, Family.SVD, Set.of(), Set.of(Part.VAE)));
        }
        long channels = Stream.of("decoder.conv_in.weight", "taesd_decoder.1.weight", "decoder.1.weight")
                .mapToLong(name -> header.dim(name, 1)).filter(width -> width == 4 || width == 16).findFirst()
                .orElse(-1);
        if (channels < 0) {
            return header.has("decoder.middle.0.residual.0.gamma")
                    ? Optional.of(Description.of(Kind.VAE, Family.WAN, Set.of(), Set.of(Part.VAE)))
                    : Optional.empty();
        }
        Trait latent = channels == 4 ? Trait.LATENT_4 : Trait.LATENT_16;
        return Optional.of(Description.of(Kind.VAE, Family.UNKNOWN, Set.of(latent), Set.of(Part.VAE)));
    }

    private static Optional<Description> textEncoder(SafetensorsHeader header) {
        if (header.dim("encoder.block.23.layer.1.DenseReluDense.wi_1.weight", 1) == 4096) {
            return encoder(Part.T5XXL);
        }
        if (header.has("text_model.encoder.layers.30.mlp.fc1.weight")) {
            return encoder(Part.CLIP_G);
        }
        if (header.has("text_model.encoder.layers.22.mlp.fc1.weight")) {
            return encoder(Part.CLIP_H);
        }
        if (header.has("text_model.encoder.layers.0.mlp.fc1.weight")) {
            return encoder(Part.CLIP_L);
        }
        return header.hasAny("model.layers.") || header.hasAny("encoder.block.")
                ? Optional.of(Description.of(Kind.TEXT_ENCODER, Family.UNKNOWN, Set.of(), Set.of()))
                : Optional.empty();
    }

    private static Optional<Description> encoder(Part part) {
        return Optional.of(Description.of(Kind.TEXT_ENCODER, Family.UNKNOWN, Set.of(), Set.of(part)));
    }

    private static Optional<Description> vision(SafetensorsHeader header) {
        return header.hasAny("vision_model.encoder.layers.")
                ? Optional.of(Description.of(Kind.CLIP_VISION, Family.UNKNOWN, Set.of(), Set.of(Part.CLIP_VISION)))
                : Optional.empty();
    }

    private static Optional<Description> embedding(SafetensorsHeader header) {
        if (header.has("emb_params")) {
            return Optional.of(Description.of(Kind.EMBEDDING, Contexts.family(header.dim("emb_params", 1)), Set.of(),
                    Set.of()));
        }
        return header.has("clip_l") && header.has("clip_g")
                ? Optional.of(Description.of(Kind.EMBEDDING, Family.SDXL, Set.of(), Set.of()))
                : Optional.empty();
    }

    private static Optional<Description> upscaler(SafetensorsHeader header) {
        return Stream
                .of("model.1.sub.0.RDB1.conv1.0.weight", "body.0.rdb1.conv1.weight", "RRDB_trunk.0.RDB1.conv1.weight",
                        "layers.0.residual_group.blocks.0.norm1.weight", "body.0.weight")
                .anyMatch(header::has)
                        ? Optional.of(Description.of(Kind.UPSCALER, Family.UNKNOWN, Set.of(), Set.of()))
                        : Optional.empty();
    }
}

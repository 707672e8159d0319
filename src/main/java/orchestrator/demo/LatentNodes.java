package orchestrator.demo;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Latents: sizes in pixels, cut to multiples of 8, with the pictures they stand for. */
final class LatentNodes {
    private LatentNodes() {
    }

    static List<Value> run(String type, NodeCall call) {
        return switch (type) {
            case "EmptyLatentImage" -> empty(call, 8);
            case "EmptySD3LatentImage" -> empty(call, 16);
            case "VAEDecode", "VAEDecodeTiled" -> List.of(new Value.Images(decoded(samples(call))));
            case "VAEEncode", "VAEEncodeTiled" ->
                List.of(Value.Latent.of(call.link("pixels", Value.Images.class).all()));
            case "VAEEncodeForInpaint" -> List.of(masked(call, "pixels", call.integer("grow_mask_by")));
            case "SetLatentNoiseMask" -> {
                Value.Latent latent = samples(call);
                yield List.of(new Value.Latent(latent.width(), latent.height(), latent.batch(), latent.pictures(),
                        Optional.of(call.link("mask", Value.Mask.class))));
            }
            case "InpaintModelConditioning" -> List.of(call.link("positive", Value.Conditioning.class),
                    call.link("negative", Value.Conditioning.class), masked(call, "pixels", 0));
            case "InstructPixToPixConditioning" -> List.of(call.link("positive", Value.Conditioning.class),
                    call.link("negative", Value.Conditioning.class),
                    Value.Latent.of(call.link("pixels", Value.Images.class).all()));
            case "SVD_img2vid_Conditioning" -> frames(call);
            case "LatentUpscale" -> {
                Value.Latent latent = samples(call);
                int width = call.integer("width");
                int height = call.integer("height");
                yield List.of(scaled(latent, width == 0 ? latent.width() * height / latent.height() : width,
                        height == 0 ? latent.height() * width / latent.width() : height));
            }
            case "LatentUpscaleBy" -> {
                Value.Latent latent = samples(call);
                yield List.of(scaled(latent, (int) Math.round(latent.width() * call.number("scale_by")),
                        (int) Math.round(latent.height() * call.number("scale_by"))));
            }
            case "LatentFromBatch" -> {
                Value.Latent latent = samples(call);
                int from = Math.min(call.integer("batch_index"), latent.batch() - 1);
                int length = Math.min(call.integer("length"), latent.batch() - from);
                yield List.of(new Value.Latent(latent.width(), latent.height(), length,
                        latent.pictures().isEmpty() ? List.of() : latent.pictures().subList(from, from + length),
                        latent.mask()));
            }
            case "RepeatLatentBatch" -> {
                Value.Latent latent = samples(call);
                int amount = call.integer("amount");
                yield List.of(new Value.Latent(latent.width(), latent.height(), latent.batch() * amount,
                        repeated(latent.pictures(), amount), latent.mask()));
            }
            default -> throw new NodeFailure("RuntimeError", "The demo cannot run " + type);
        };
    }

    static <T> List<T> repeated(List<T> all, int amount) {
        return IntStream.range(0, amount).boxed().flatMap(i -> all.stream()).toList();
    }

    private static Value.Latent samples(NodeCall call) {
        return call.link("samples", Value.Latent.class);
    }

    private static List<Value> empty(NodeCall call, int step) {
        return List.of(new Value.Latent(call.integer("width") / step * step, call.integer("height") / step * step,
                call.integer("batch_size"), List.of(), Optional.empty()));
    }

    /** A latent that no sampler touched decodes to the grey that an empty latent gives. */
    private static List<BufferedImage> decoded(Value.Latent latent) {
        return latent.pictures().isEmpty()
                ? Collections.nCopies(latent.batch(), Pixels.plain(latent.width(), latent.height(), 0x7d7468))
                : latent.pictures();
    }

    private static Value.Latent masked(NodeCall call, String pixels, int grow) {
        List<BufferedImage> pictures = call.link(pixels, Value.Images.class).all();
        Value.Mask mask = Masks.grow(call.link("mask", Value.Mask.class), grow);
        Value.Latent latent = Value.Latent.of(pictures);
        return new Value.Latent(latent.width(), latent.height(), latent.batch(), pictures, Optional.of(mask));
    }

    private static List<Value> frames(NodeCall call) {
        BufferedImage start = Pixels.cover(call.image("init_image"), call.integer("width"), call.integer("height"));
        List<BufferedImage> frames = Pixels.drift(start, call.integer("video_frames"),
                call.integer("motion_bucket_id"));
        return List.of(Value.Conditioning.of(""), Value.Conditioning.of(""), Value.Latent.of(frames));
    }

    private static Value.Latent scaled(Value.Latent latent, int width, int height) {
        int w = Math.max(8, width / 8 * 8);
        int h = Math.max(8, height / 8 * 8);
        return new Value.Latent(w, h, latent.batch(),
                latent.pictures().stream().map(picture -> Pixels.scale(picture, w, h)).toList(), latent.mask());
    }
}

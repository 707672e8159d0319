package orchestrator.demo;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Pictures: loading, scaling, cutting, edges. */
final class ImageNodes {
    private ImageNodes() {
    }

    static List<Value> run(String type, NodeCall call) throws InterruptedException {
        return switch (type) {
            case "LoadImage" -> {
                BufferedImage image = load(call, "image");
                yield List.of(images(Pixels.opaque(image)), Masks.channel(image, "alpha", true));
            }
            case "ImageScale" -> each(call, image -> scaled(image, call.integer("width"), call.integer("height"),
                    call.text("crop").equals("center")));
            case "ImageScaleBy" -> each(call, image -> by(image, call.number("scale_by")));
            case "ImageScaleToTotalPixels" -> each(call, image -> by(image, Math.sqrt(
                    call.number("megapixels") * 1024 * 1024 / ((double) image.getWidth() * image.getHeight()))));
            case "ImageUpscaleWithModel" -> upscaled(call);
            case "Canny" -> each(call, image -> Edges.of(image, call.number("low_threshold"),
                    call.number("high_threshold")));
            case "ImageInvert" -> each(call, image -> Pixels.make(image.getWidth(), image.getHeight(),
                    (x, y) -> ~image.getRGB(x, y) & 0xffffff));
            case "ImageCrop" -> each(call, image -> {
                int x = Math.min(call.integer("x"), image.getWidth() - 1);
                int y = Math.min(call.integer("y"), image.getHeight() - 1);
                return Pixels.crop(image, x, y, call.integer("width"), call.integer("height"));
            });
            case "ImagePadForOutpaint" -> padded(call);
            case "ImageCompositeMasked" -> List.of(images(composite(call)));
            case "RepeatImageBatch" -> List.of(new Value.Images(
                    LatentNodes.repeated(call.link("image", Value.Images.class).all(), call.integer("amount"))));
            case "ImageFromBatch" -> {
                List<BufferedImage> all = call.link("image", Value.Images.class).all();
                int from = Math.min(call.integer("batch_index"), all.size() - 1);
                yield List.of(new Value.Images(all.subList(from, Math.min(all.size(), from + call.integer("length")))));
            }
            case "ImageBatch" -> {
                BufferedImage first = call.image("image1");
                List<BufferedImage> all = new ArrayList<>(call.link("image1", Value.Images.class).all());
                call.link("image2", Value.Images.class).all()
                        .forEach(image -> all.add(Pixels.cover(image, first.getWidth(), first.getHeight())));
                yield List.of(new Value.Images(all));
            }
            default -> throw new NodeFailure("RuntimeError", "The demo cannot run " + type);
        };
    }

    static BufferedImage load(NodeCall call, String input) {
        String value = call.text(input);
        byte[] bytes = call.around().folders().read(call.around().folders().annotated(value))
                .orElseThrow(() -> new NodeFailure("FileNotFoundError", "No such file: '" + value + "'"));
        return Png.decode(bytes).orElseThrow(() -> new NodeFailure("PIL.UnidentifiedImageError",
                "cannot identify image file '" + value + "'"));
    }

    private static Value.Images images(BufferedImage image) {
        return new Value.Images(List.of(image));
    }

    private static List<Value> each(NodeCall call, UnaryOperator<BufferedImage> change) {
        return List.of(new Value.Images(
                call.link("image", Value.Images.class).all().stream().map(change).toList()));
    }

    private static BufferedImage scaled(BufferedImage image, int width, int height, boolean crop) {
        if (width == 0 && height == 0) {
            return image;
        }
        int w = width == 0 ? Math.max(1, image.getWidth() * height / image.getHeight()) : width;
        int h = height == 0 ? Math.max(1, image.getHeight() * width / image.getWidth()) : height;
        return crop ? Pixels.cover(image, w, h) : Pixels.scale(image, w, h);
    }

    private static BufferedImage by(BufferedImage image, double factor) {
        return Pixels.scale(image, (int) Math.max(1, Math.round(image.getWidth() * factor)),
                (int) Math.max(1, Math.round(image.getHeight() * factor)));
    }

    /** By the factor in the model's name; one tick for each tile of 512, as ComfyUI counts. */
    private static List<Value> upscaled(NodeCall call) throws InterruptedException {
        String model = call.link("upscale_model", Value.Loaded.class).name();
        int factor = model.contains("x2") || model.contains("2x") ? 2 : 4;
        List<BufferedImage> results = new ArrayList<>();
        for (BufferedImage image : call.link("image", Value.Images.class).all()) {
            int tiles = Math.ceilDiv(image.getWidth(), 480) * Math.ceilDiv(image.getHeight(), 480);
            for (int tile = 1; tile <= tiles; tile++) {
                call.around().tick(tile, tiles, Optional.empty());
            }
            results.add(Pixels.scale(image, image.getWidth() * factor, image.getHeight() * factor));
        }
        return List.of(new Value.Images(results));
    }

    private static List<Value> padded(NodeCall call) {
        BufferedImage image = call.image("image");
        int left = call.integer("left");
        int top = call.integer("top");
        int width = image.getWidth() + left + call.integer("right");
        int height = image.getHeight() + top + call.integer("bottom");
        int feather = Math.max(1, call.integer("feathering"));
        BufferedImage wide = Pixels.make(width, height, (x, y) -> inside(image, x - left, y - top)
                ? image.getRGB(x - left, y - top) & 0xffffff
                : 0x808080);
        Value.Mask mask = Masks.of(width, height, (x, y) -> {
            if (!inside(image, x - left, y - top)) {
                return 1;
            }
            int edge = Math.min(Math.min(left > 0 ? x - left : feather, top > 0 ? y - top : feather),
                    Math.min(call.integer("right") > 0 ? left + image.getWidth() - 1 - x : feather,
                            call.integer("bottom") > 0 ? top + image.getHeight() - 1 - y : feather));
            float away = Math.max(0, feather - edge) / (float) feather;
            return away * away;
        });
        return List.of(images(wide), mask);
    }

    private static boolean inside(BufferedImage image, int x, int y) {
        return x >= 0 && y >= 0 && x < image.getWidth() && y < image.getHeight();
    }

    private static BufferedImage composite(NodeCall call) {
        BufferedImage below = call.image("destination");
        BufferedImage above = call.flag("resize_source")
                ? Pixels.scale(call.image("source"), below.getWidth(), below.getHeight())
                : call.image("source");
        Optional<Value.Mask> mask = call.optionalLink("mask", Value.Mask.class);
        int left = call.integer("x");
        int top = call.integer("y");
        return Pixels.make(below.getWidth(), below.getHeight(), (x, y) -> {
            int base = below.getRGB(x, y) & 0xffffff;
            if (!inside(above, x - left, y - top)) {
                return base;
            }
            float weight = mask.map(m -> m.at(x - left, y - top, above.getWidth(), above.getHeight())).orElse(1f);
            return Pixels.mix(base, above.getRGB(x - left, y - top) & 0xffffff, weight);
        });
    }
}

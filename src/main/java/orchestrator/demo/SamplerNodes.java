package orchestrator.demo;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Samplers: where pictures come from, one tick for each step. */
final class SamplerNodes {
    private static final int PREVIEW_EDGE = 256;

    private SamplerNodes() {
    }

    static List<Value> run(String type, NodeCall call) throws InterruptedException {
        return switch (type) {
            case "KSampler" -> {
                Value.Guider guider = guider(call);
                yield List.of(sample(call, call.link("latent_image", Value.Latent.class), guider, call.seed("seed"),
                        new Range(1, call.integer("steps"), call.integer("steps"), call.number("denoise"))));
            }
            case "KSamplerAdvanced" -> {
                int steps = call.integer("steps");
                int start = Math.min(steps, call.integer("start_at_step"));
                int end = Math.min(steps, call.integer("end_at_step"));
                boolean adds = call.text("add_noise").equals("enable");
                yield List.of(sample(call, call.link("latent_image", Value.Latent.class), guider(call),
                        call.seed("noise_seed"),
                        new Range(start + 1, end, steps, adds ? 1 - start / (double) steps : 0.25)));
            }
            case "SamplerCustomAdvanced" -> {
                Value.Sigmas sigmas = call.link("sigmas", Value.Sigmas.class);
                Value latent = sample(call, call.link("latent_image", Value.Latent.class),
                        call.link("guider", Value.Guider.class), call.link("noise", Value.Noise.class).seed(),
                        new Range(1, sigmas.steps(), sigmas.steps(), sigmas.denoise()));
                yield List.of(latent, latent);
            }
            case "RandomNoise" -> List.of(new Value.Noise(call.seed("noise_seed")));
            case "BasicGuider" -> {
                call.link("model", Value.Loaded.class);
                yield List.of(new Value.Guider(call.link("conditioning", Value.Conditioning.class),
                        Value.Conditioning.of(""), 1));
            }
            case "CFGGuider" -> List.of(guider(call));
            case "KSamplerSelect" -> List.of(new Value.Sampler(call.text("sampler_name")));
            case "BasicScheduler" -> {
                call.link("model", Value.Loaded.class);
                yield List.of(new Value.Sigmas(call.integer("steps"), call.number("denoise")));
            }
            default -> throw new NodeFailure("RuntimeError", "The demo cannot run " + type);
        };
    }

    /** Steps {@code first} to {@code last} of {@code of}, repainting that much of what was there. */
    private record Range(int first, int last, int of, double denoise) {}

    private static Value.Guider guider(NodeCall call) {
        call.link("model", Value.Loaded.class);
        return new Value.Guider(call.link("positive", Value.Conditioning.class),
                call.link("negative", Value.Conditioning.class), call.number("cfg"));
    }

    private static Value.Latent sample(NodeCall call, Value.Latent latent, Value.Guider guider, long seed, Range range)
            throws InterruptedException {
        Subject subject = new Subject(guider.positive().text(), guider.negative().text(), seed, range.of(),
                guider.cfg());
        int longer = Math.max(latent.width(), latent.height());
        double shrink = Math.min(1, PREVIEW_EDGE / (double) longer);
        int small = (int) Math.max(8, latent.width() * shrink);
        int smallHeight = (int) Math.max(8, latent.height() * shrink);
        Lazy preview = new Lazy(() -> finish(latent, guider, subject, 0, small, smallHeight, range.denoise()));
        int max = range.last() - range.first() + 1;
        for (int step = 1; step <= max; step++) {
            double resolved = (range.first() - 1 + step) / (double) range.of();
            double shown = 1 - (1 - resolved) * Math.min(1, range.denoise());
            call.around().tick(step, max, Optional.of(() -> Denoising.show(preview.get(), shown, seed)));
        }
        List<BufferedImage> pictures = new ArrayList<>();
        for (int i = 0; i < latent.batch(); i++) {
            pictures.add(finish(latent, guider, subject, i, latent.width(), latent.height(), range.denoise()));
        }
        return new Value.Latent(latent.width(), latent.height(), latent.batch(), pictures, Optional.empty());
    }

    private static BufferedImage finish(Value.Latent latent, Value.Guider guider, Subject subject, int index, int width,
            int height, double denoise) {
        BufferedImage fresh = Painter.paint(subject.variation(index), width, height);
        Optional<BufferedImage> hint = guider.positive().hint();
        BufferedImage guided = hint.isEmpty() ? fresh : Blend.withHint(fresh, Pixels.cover(hint.get(), width, height));
        if (latent.pictures().isEmpty()) {
            return guided;
        }
        BufferedImage before = Pixels.scale(latent.pictures().get(index), width, height);
        return Blend.over(before, guided, denoise, latent.mask());
    }

    /** The small picture, painted when the first preview is wanted. */
    private static final class Lazy {
        private final java.util.function.Supplier<BufferedImage> painter;
        private BufferedImage picture;

        Lazy(java.util.function.Supplier<BufferedImage> painter) {
            this.painter = painter;
        }

        BufferedImage get() {
            if (picture == null) {
                picture = painter.get();
            }
            return picture;
        }
    }
}

package orchestrator.web;

import orchestrator.job.ImageParams;
import orchestrator.job.JobRequest;

import java.util.Map;
import java.util.Set;

/** The parameters of a picture in a request. The ranges are what any model takes; a family may allow less. */
final class ImageFields {

    static final Set<String> NAMES = Set.of("negativePrompt", "seed", "steps", "cfg", "guidance", "sampler",
            "scheduler", "width", "height", "batchSize", "loras", "image", "denoise", "vae", "clipSkip", "hires",
            "folder");
    private static final int MAX_STEPS = 1_000;
    private static final int MIN_SIDE = 64;
    private static final int MAX_SIDE = 4_096;
    private static final int MAX_NAME = 1_000;
    private static final int MAX_LORAS = 20;

    private ImageFields() {
    }

    static ImageParams read(Fields params) {
        return new ImageParams(params.prompt("negativePrompt", JobRequest.MAX_PROMPT).orElse(""), params.seed("seed"),
                params.integer("steps", 1, MAX_STEPS), params.number("cfg", 0, 100), params.number("guidance", 0, 100),
                params.text("sampler", MAX_NAME), params.text("scheduler", MAX_NAME),
                params.integer("width", MIN_SIDE, MAX_SIDE), params.integer("height", MIN_SIDE, MAX_SIDE),
                params.integer("batchSize", 1, 64), params.list("loras", MAX_LORAS, Set.of("name", "weight"), lora -> {
                    String name = lora.text("name", MAX_NAME)
                            .orElseGet(() -> lora.missing("name", "Name the LoRA."));
                    return new ImageParams.Lora(name, lora.number("weight", -10, 10).orElse(1.0));
                }), params.text("image", MAX_NAME), params.number("denoise", 0, 1), params.text("vae", MAX_NAME),
                params.integer("clipSkip", 1, 12), params.has("hires")
                        ? java.util.Optional.of(hires(params.object("hires", Set.of("scale", "denoise", "steps"))))
                        : java.util.Optional.empty(),
                params.text("folder", MAX_NAME), Map.of());
    }

    private static ImageParams.Hires hires(Fields hires) {
        return new ImageParams.Hires(hires.number("scale", 1, 8).orElse(2.0), hires.number("denoise", 0, 1).orElse(0.5),
                hires.integer("steps", 1, MAX_STEPS).orElse(0));
    }
}

package orchestrator.job;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import static java.util.stream.Collectors.joining;

/**
 * The parameters of a picture, as the API names them. What is absent is decided by the model's family.
 *
 * @param negativePrompt what to avoid; empty when nothing is
 * @param width          pixels
 * @param height         pixels
 * @param batchSize      pictures of one seed in one run of ComfyUI
 * @param loras          applied in this order
 * @param denoise        0 to 1: how much of the start image is repainted
 * @param clipSkip       layers left out at the end of CLIP: 1 is none, 2 is the habit of anime models
 * @param folder         where in the output folder the results go, with {@code /}
 * @param extra          fields a newer version wrote, kept when the file is written again
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ImageParams(
        String negativePrompt,
        Optional<Seed> seed,
        Optional<Integer> steps,
        Optional<Double> cfg,
        Optional<Double> guidance,
        Optional<String> sampler,
        Optional<String> scheduler,
        Optional<Integer> width,
        Optional<Integer> height,
        Optional<Integer> batchSize,
        List<Lora> loras,
        Optional<String> image,
        Optional<Double> denoise,
        Optional<String> vae,
        Optional<Integer> clipSkip,
        Optional<Hires> hires,
        Optional<String> folder,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> extra) implements Params {

    /** A style or subject laid over the checkpoint. {@code weight} is -2 to 2, 1 when nothing is said. */
    public record Lora(String name, double weight) {}

    /** A second pass at a larger size. {@code scale} is a factor, {@code denoise} 0 to 1. */
    public record Hires(double scale, double denoise, int steps) {}

    public ImageParams {
        negativePrompt = Objects.requireNonNullElse(negativePrompt, "");
        seed = orEmpty(seed);
        steps = orEmpty(steps);
        cfg = orEmpty(cfg);
        guidance = orEmpty(guidance);
        sampler = orEmpty(sampler);
        scheduler = orEmpty(scheduler);
        width = orEmpty(width);
        height = orEmpty(height);
        batchSize = orEmpty(batchSize);
        loras = loras == null ? List.of() : List.copyOf(loras);
        image = orEmpty(image);
        denoise = orEmpty(denoise);
        vae = orEmpty(vae);
        clipSkip = orEmpty(clipSkip);
        hires = orEmpty(hires);
        folder = orEmpty(folder);
        extra = extra == null ? Map.of() : Map.copyOf(extra);
    }

    @JsonIgnore
    @Override
    public JobType type() {
        return JobType.IMAGE;
    }

    @Override
    public String likeness() {
        // A cfg of 1 asks the model once a step instead of twice.
        return Stream.of(width, height, batchSize, steps, sampler, cfg.filter(value -> value == 1), image.flatMap(
                _ -> denoise), hires, Optional.of(loras.size()))
                .map(value -> value.map(Object::toString).orElse("-")).collect(joining(" "));
    }

    @JsonIgnore
    @Override
    public Map<String, String> pictures() {
        return image.map(name -> Map.of("image", name)).orElseGet(Map::of);
    }

    /** The same parameters with this seed. */
    public ImageParams withSeed(Seed chosen) {
        return new ImageParams(negativePrompt, Optional.of(chosen), steps, cfg, guidance, sampler, scheduler, width,
                height, batchSize, loras, image, denoise, vae, clipSkip, hires, folder, extra);
    }

    /** The same parameters with this size, pixels. */
    public ImageParams withSize(int wide, int high) {
        return new ImageParams(negativePrompt, seed, steps, cfg, guidance, sampler, scheduler, Optional.of(wide),
                Optional.of(high), batchSize, loras, image, denoise, vae, clipSkip, hires, folder, extra);
    }

    // A field that a file or a request leaves out arrives as null.
    private static <T> Optional<T> orEmpty(Optional<T> value) {
        return Objects.requireNonNullElse(value, Optional.empty());
    }
}

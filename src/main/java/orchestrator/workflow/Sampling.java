package orchestrator.workflow;

import orchestrator.models.ModelFile;
import orchestrator.models.Trait;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a model is sampled when nothing is said. {@code guidance} is empty where the model has no such input. */
public record Sampling(int steps, double cfg, Optional<Double> guidance, String sampler, String scheduler) {

    // The first distilled ones; what others made of them by merging wants more steps and larger pictures.
    private static final Pattern ONE_STEP = Pattern.compile("^sd[-_ ]?(xl[-_ ]?)?turbo");
    private static final Pattern STEPS = Pattern.compile("(?<![0-9])([1-9]|1[0-6])[-_ ]?steps?");

    static Sampling of(int steps, double cfg, String sampler, String scheduler) {
        return new Sampling(steps, cfg, Optional.empty(), sampler, scheduler);
    }

    /** These, or what a model distilled to few steps takes instead (values of the usual model cards). */
    Sampling orDistilled(ModelFile model) {
        if (model.is(Trait.LCM)) {
            return of(named(model, 6), 1.5, "lcm", "sgm_uniform");
        }
        if (model.is(Trait.LIGHTNING)) {
            return of(named(model, 6), 1.0, "euler", "sgm_uniform");
        }
        if (model.is(Trait.HYPER)) {
            return of(named(model, 8), 1.0, "euler", "sgm_uniform");
        }
        if (isOneStep(model)) {
            return of(named(model, 1), 1.0, "euler_ancestral", "normal");
        }
        return model.is(Trait.TURBO) ? of(named(model, 6), 2.0, "dpmpp_sde", "karras") : this;
    }

    /** SD Turbo and SDXL Turbo as they were published. */
    static boolean isOneStep(ModelFile model) {
        return ONE_STEP.matcher(model.name().toLowerCase(Locale.ROOT)).find();
    }

    // sdxl_lightning_4step.safetensors: such files are made for exactly that many.
    static int named(ModelFile model, int otherwise) {
        Matcher steps = STEPS.matcher(model.name().toLowerCase(Locale.ROOT));
        return steps.find() ? Integer.parseInt(steps.group(1)) : otherwise;
    }
}

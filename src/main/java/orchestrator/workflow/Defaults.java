package orchestrator.workflow;

import orchestrator.job.ImageParams;
import orchestrator.job.ImageParams.Hires;

import java.util.Optional;

/** Says what a request leaves open, so that what is stored can be repeated exactly, also by a later version. */
final class Defaults {

    static final double FROM_NOISE = 1;
    static final double FROM_IMAGE = 0.6;
    static final double SECOND_PASS = 0.5;

    private Defaults() {
    }

    static ImageParams fill(ImageParams params, FamilyProfile profile) {
        Sampling usual = profile.sampling();
        int steps = params.steps().orElse(usual.steps());
        return new ImageParams(profile.takes("negativePrompt") ? params.negativePrompt() : "", params.seed(),
                Optional.of(steps),
                // A fixed cfg is written down too: it is what ComfyUI is told.
                Optional.of(profile.takes("cfg") ? params.cfg().orElse(usual.cfg()) : usual.cfg()),
                profile.takes("guidance") ? params.guidance().or(usual::guidance) : Optional.empty(),
                params.sampler().or(() -> Optional.of(usual.sampler())),
                params.scheduler().or(() -> Optional.of(usual.scheduler())),
                params.width().or(() -> Optional.of(profile.size().width())),
                params.height().or(() -> Optional.of(profile.size().height())),
                params.batchSize().or(() -> Optional.of(1)), params.loras(), params.image(),
                params.denoise().or(() -> Optional.of(params.image().isPresent() ? FROM_IMAGE : FROM_NOISE)),
                params.vae(), profile.takes("clipSkip") ? params.clipSkip().or(() -> Optional.of(1)) : Optional.empty(),
                params.hires().map(hires -> fill(hires, steps)), params.folder(), params.extra());
    }

    // Nothing said arrives as 0, which no second pass can use.
    private static Hires fill(Hires hires, int steps) {
        return new Hires(hires.scale(), hires.denoise() == 0 ? SECOND_PASS : hires.denoise(),
                hires.steps() == 0 ? steps : hires.steps());
    }
}

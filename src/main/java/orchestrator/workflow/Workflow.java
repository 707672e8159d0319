package orchestrator.workflow;

import orchestrator.job.ImageParams;
import orchestrator.job.JobRequest;
import orchestrator.job.Seed;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelIndex;
import orchestrator.models.Search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** From what was asked to what ComfyUI is told. Pure functions. */
public final class Workflow {

    private Workflow() {
    }

    /**
     * Checks a request and says all it leaves open.
     *
     * @param models everything that is known, of all ComfyUIs
     * @param random where a seed comes from when none is given
     */
    public static Resolution resolve(JobRequest request, ModelIndex models, RandomGenerator random) {
        return switch (request.params()) {
            case ImageParams params -> resolve(request, params, models, random);
        };
    }

    /**
     * A request that starts from a picture and says no size, with the shape of that picture.
     *
     * @param picture the size it is shown at
     */
    public static JobRequest shapedLike(Size picture, JobRequest request, ModelIndex models) {
        return switch (request.params()) {
            case ImageParams params when params.width().isEmpty() && params.height().isEmpty() ->
                new ModelFields(models)
                        .model(request.model()).flatMap(FamilyProfile::of).map(profile -> profile.shapedLike(picture))
                        .map(size -> new JobRequest(request.model(), request.prompt(),
                                params.withSize(size.width(), size.height())))
                        .orElse(request);
            case ImageParams _ -> request;
        };
    }

    /** Why a model of the list can be used for nothing at all; empty when it may. */
    public static Optional<FieldProblem> unfit(ModelFile model, ModelIndex models) {
        return new ModelFields(models).trouble(model);
    }

    /**
     * Draws the graph of a resolved request for one ComfyUI. The same arguments give the same graph.
     *
     * @throws java.util.NoSuchElementException when the request has no seed: it was never resolved
     */
    public static Plan graph(JobRequest request, Target target) {
        return switch (request.params()) {
            case ImageParams params -> switch (target.models().find(request.model(), ModelFields.SAMPLED)) {
                case Search.Found(ModelFile model) -> Recipe.of(model)
                        .map(recipe -> ImageGraph.draw(target, request, params, model, recipe))
                        .orElseGet(() -> lacking("family-unsupported",
                                "This model is of a family that makes no pictures from text", model.type(), List.of()));
                case Search.Ambiguous(List<String> paths) -> lacking("model-ambiguous",
                        "Several models have this name, give the path of one", request.model(), paths);
                case Search.Missing(List<String> near) -> lacking("model-missing",
                        "This ComfyUI has no model of that name", request.model(), near);
            };
        };
    }

    private static Plan lacking(String code, String detail, String name, List<String> near) {
        return new Plan.Lacking(
                List.of(new FieldProblem("/model", code, detail, Map.of("name", name, "near", near))));
    }

    private static Resolution resolve(JobRequest request, ImageParams params, ModelIndex models,
            RandomGenerator random) {
        List<FieldProblem> problems = new ArrayList<>(Fields.check(request, params));
        ModelFields named = new ModelFields(models);
        Optional<JobRequest> resolved = named.model(request.model()).map(model -> {
            Recipe recipe = Recipe.of(model).orElseThrow();
            FamilyProfile profile = recipe.profile(model);
            problems.addAll(ProfileFields.check(params, profile));
            ImageParams full = withModels(Defaults.fill(params, profile), named, model, recipe);
            return new JobRequest(model.path(), request.prompt(),
                    full.withSeed(params.seed().orElseGet(() -> Seed.random(random))));
        });
        problems.addAll(named.problems());
        return problems.isEmpty() && resolved.isPresent()
                ? new Resolution.Resolved(resolved.get())
                : new Resolution.Refused(List.copyOf(problems));
    }

    private static ImageParams withModels(ImageParams params, ModelFields named, ModelFile model, Recipe recipe) {
        return new ImageParams(params.negativePrompt(), params.seed(), params.steps(), params.cfg(), params.guidance(),
                params.sampler(), params.scheduler(), params.width(), params.height(), params.batchSize(),
                named.loras(params.loras(), model), params.image(), params.denoise(),
                named.vae(params, model, recipe.latent()), params.clipSkip(), params.hires(), params.folder(),
                params.extra());
    }
}

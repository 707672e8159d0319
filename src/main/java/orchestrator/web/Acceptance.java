package orchestrator.web;

import orchestrator.canvas.InputPictures;
import orchestrator.comfyui.Catalogue;
import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.job.ImageParams;
import orchestrator.job.JobRequest;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelIndex;
import orchestrator.models.ModelList;
import orchestrator.models.Search;
import orchestrator.workflow.FieldProblem;
import orchestrator.workflow.Plan;
import orchestrator.workflow.Preflight;
import orchestrator.workflow.Resolution;
import orchestrator.workflow.Size;
import orchestrator.workflow.Target;
import orchestrator.workflow.Workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

/**
 * Whether a request is taken: what every engine that has its model would refuse minutes later is refused now, at the
 * field. While no engine has told what it offers, there is nothing to hold a request against, and it waits.
 */
final class Acceptance {

    /** What a file put there a moment ago would mend. */
    private static final Set<String> LACKING = Set.of("model-missing", "model-unlisted", "text-encoder-missing",
            "vae-missing");

    private final ModelList models;
    private final Engines engines;
    private final InputPictures pictures;
    private final RandomGenerator random;

    Acceptance(ModelList models, Engines engines, InputPictures pictures, RandomGenerator random) {
        this.models = models;
        this.engines = engines;
        this.pictures = pictures;
        this.random = random;
    }

    Resolution of(JobRequest request) {
        Resolution first = judged(request);
        if (first instanceof Resolution.Refused(var problems)
                && problems.stream().anyMatch(problem -> LACKING.contains(problem.code()))) {
            ModelIndex before = models.now();
            engines.askAgain();
            return models.now() == before ? first : judged(request);
        }
        return first;
    }

    private Resolution judged(JobRequest request) {
        ModelIndex all = models.now();
        List<FieldProblem> pictured = PictureFields.check(request, pictures);
        return switch (Workflow.resolve(shaped(request, all), all, random)) {
            case Resolution.Refused(var problems) -> refused(joined(problems, pictured), options(request));
            case Resolution.Resolved resolved -> {
                List<FieldProblem> problems = joined(problems(resolved.request(), all), pictured);
                yield problems.isEmpty() ? resolved : refused(problems, options(resolved.request()));
            }
        };
    }

    private JobRequest shaped(JobRequest request, ModelIndex all) {
        return Optional.ofNullable(request.params().pictures().get("image")).flatMap(pictures::size)
                .map(shown -> Workflow.shapedLike(new Size(shown.width(), shown.height()), request, all))
                .orElse(request);
    }

    // Each field once: what one engine lacks says more than what none has.
    private static Resolution refused(List<FieldProblem> problems, List<FieldProblem> more) {
        Set<String> named = problems.stream().map(FieldProblem::pointer).collect(toSet());
        return new Resolution.Refused(Stream.concat(problems.stream(),
                more.stream().filter(problem -> !named.contains(problem.pointer()))).toList());
    }

    private static List<FieldProblem> joined(List<FieldProblem> problems, List<FieldProblem> more) {
        return Stream.concat(problems.stream(), more.stream()).toList();
    }

    private List<FieldProblem> options(JobRequest request) {
        List<Catalogue> known = engines.all().stream().flatMap(engine -> engine.catalogue().stream()).toList();
        return switch (request.params()) {
            case ImageParams params -> Preflight.options(params, known);
        };
    }

    // One engine that can run it is enough.
    private List<FieldProblem> problems(JobRequest request, ModelIndex all) {
        List<FieldProblem> last = new ArrayList<>();
        for (EngineState engine : engines.all()) {
            if (engine.catalogue().isPresent() && has(engine.id(), request.model(), all)) {
                last = problems(request, engine, engine.catalogue().get(), all);
                if (last.isEmpty()) {
                    return last;
                }
            }
        }
        return last;
    }

    private static List<FieldProblem> problems(JobRequest request, EngineState engine, Catalogue catalogue,
            ModelIndex all) {
        // Where a picture will be is not known yet; whether there is one is asked by itself.
        Map<String, String> pictures = request.params().pictures().values().stream().distinct()
                .collect(toMap(identity(), _ -> "orch/check/start.png"));
        Target target = new Target(engine.id(), all.on(engine.id()), "orch/check/0", pictures);
        return switch (Workflow.graph(request, target)) {
            case Plan.Ready ready -> Preflight.check(ready.graph(), catalogue);
            case Plan.Lacking lacking -> lacking.problems();
        };
    }

    private static boolean has(String engine, String model, ModelIndex all) {
        return all.find(model) instanceof Search.Found(ModelFile file) && file.nameOn(engine).isPresent();
    }
}

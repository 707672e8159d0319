package orchestrator.web;

import orchestrator.comfyui.Catalogue;
import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.job.JobRequest;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelIndex;
import orchestrator.models.ModelList;
import orchestrator.models.Search;
import orchestrator.workflow.FieldProblem;
import orchestrator.workflow.Plan;
import orchestrator.workflow.Preflight;
import orchestrator.workflow.Resolution;
import orchestrator.workflow.Target;
import orchestrator.workflow.Workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Whether a request is taken: what every engine that has its model would refuse minutes later is refused now, at the
 * field. While no engine has told what it offers, there is nothing to hold a request against, and it waits.
 */
final class Acceptance {

    private final ModelList models;
    private final Engines engines;
    private final RandomGenerator random;

    Acceptance(ModelList models, Engines engines, RandomGenerator random) {
        this.models = models;
        this.engines = engines;
        this.random = random;
    }

    Resolution of(JobRequest request) {
        ModelIndex all = models.now();
        return switch (Workflow.resolve(request, all, random)) {
            case Resolution.Refused refused -> refused;
            case Resolution.Resolved resolved -> {
                List<FieldProblem> problems = problems(resolved.request(), all);
                yield problems.isEmpty() ? resolved : new Resolution.Refused(problems);
            }
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
        Target target = new Target(engine.id(), all.on(engine.id()), "orch/check/0", Map.of());
        return switch (Workflow.graph(request, target)) {
            case Plan.Ready ready -> Preflight.check(ready.graph(), catalogue);
            case Plan.Lacking lacking -> lacking.problems();
        };
    }

    private static boolean has(String engine, String model, ModelIndex all) {
        return all.find(model) instanceof Search.Found(ModelFile file) && file.nameOn(engine).isPresent();
    }
}

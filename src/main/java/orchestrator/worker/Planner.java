package orchestrator.worker;

import orchestrator.comfyui.Catalogue;
import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.engine.Placement;
import orchestrator.event.Event;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.models.Kind;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelList;
import orchestrator.models.Search;
import orchestrator.queue.JobFormat;
import orchestrator.queue.JobSummary;
import orchestrator.workflow.FieldProblem;
import orchestrator.workflow.Plan;
import orchestrator.workflow.Preflight;
import orchestrator.workflow.Target;
import orchestrator.workflow.Workflow;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Decides what a job comes to on an engine: which graph, or why none. */
final class Planner {

    private final ModelList models;
    private final Engines engines;
    private final Consumer<Event> listeners;

    Planner(ModelList models, Engines engines, Consumer<Event> listeners) {
        this.models = models;
        this.engines = engines;
        this.listeners = listeners;
    }

    /** Takes what an engine lists. */
    void learn(String engine, Map<String, List<String>> lists) {
        if (models.engineLists(engine, lists)) {
            listeners.accept(new Event.ModelsChanged());
        }
    }

    /** Takes the folders of an engine on this machine, by what lies in them. */
    void folders(String engine, Map<String, List<Path>> byFolder) {
        models.engineFolders(engine, byFolder);
    }

    /** Has the models list at hand. */
    void refresh() {
        models.now();
    }

    /** See {@link Engines#admits}. */
    boolean admits(JobSummary job, String engine) {
        return engines.admits(job.jobId(), job.rev(), models.now().enginesWith(job.model()), job.failedOn(), engine);
    }

    /** See {@link Engines#isFreeElsewhere}. */
    boolean isFreeElsewhere(JobSummary job, String engine) {
        return engines.isFreeElsewhere(job.jobId(), job.rev(), models.now().enginesWith(job.model()), job.failedOn(),
                engine);
    }

    /** Where a job could run now. */
    Placement place(String jobId, long rev, String model) {
        return engines.place(jobId, rev, models.now().enginesWith(model));
    }

    /**
     * The graph of a job for an engine, checked against what that engine offers.
     *
     * @param images for each picture as the request names it, the name under which that engine has it
     */
    Preparation prepare(Job job, String engine, String filePrefix, Map<String, String> images) {
        Optional<ModelFile> model = found(job.request().model()).filter(file -> file.nameOn(engine).isPresent());
        if (model.isEmpty()) {
            String name = job.request().model();
            return new Preparation.Impossible(JobError.of("model-missing", "Model " + name + " is not installed.",
                    Map.of("m", name, "d", name.substring(0, Math.max(0, name.lastIndexOf('/'))))));
        }
        Target target = new Target(engine, models.now().on(engine), filePrefix, images);
        return switch (Workflow.graph(job.request(), target)) {
            case Plan.Lacking(List<FieldProblem> problems) -> new Preparation.Impossible(error(problems));
            case Plan.Ready ready -> {
                Catalogue catalogue = engines.get(engine).flatMap(EngineState::catalogue).orElse(Catalogue.empty());
                List<FieldProblem> problems = Preflight.check(ready.graph(), catalogue);
                yield problems.isEmpty()
                        ? new Preparation.Ready(ready.graph(), provenance(job, model.get()))
                        : new Preparation.Impossible(error(problems));
            }
        };
    }

    /** What files of this job's family begin with. */
    String word(Job job) {
        return models.now().word(job.request().model()).orElse(job.request().type().word());
    }

    private Optional<ModelFile> found(String path) {
        return models.now().find(path, Kind.SAMPLED) instanceof Search.Found(ModelFile file)
                ? Optional.of(file)
                : Optional.empty();
    }

    private static JobError error(List<FieldProblem> problems) {
        FieldProblem first = problems.getFirst();
        return new JobError(first.code(), first.detail(), first.args(),
                problems.stream().map(FieldProblem::detail).toList());
    }

    // ComfyUI writes this into the pictures beside its own graph, so that they tell how they came to be without us.
    private static Map<String, Object> provenance(Job job, ModelFile model) {
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("jobId", job.jobId());
        own.put("type", model.type());
        own.put("model", job.request().model());
        own.put("prompt", job.request().prompt());
        own.put("params", JobFormat.tree(job).get("params"));
        return Map.of("orchestrator", own);
    }
}

package orchestrator.web;

import orchestrator.models.Kind;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelList;
import orchestrator.workflow.FamilyProfile;
import orchestrator.workflow.Sampling;

import io.javalin.http.Context;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /api/models/list}: every model that can be named in a request. */
final class ModelRoutes implements Routes {

    private final ModelList models;

    ModelRoutes(ModelList models) {
        this.models = models;
    }

    @Override
    public void into(Routing routing) {
        routing.get("/api/models/list", this::list);
    }

    private void list(Context context) {
        List<ModelFile> files = models.now().files();
        switch (Queries.text(context, "group").orElse("")) {
            case "" -> JobRoutes.answer(context, files.stream().map(ModelRoutes::view).toList());
            case "type" -> JobRoutes.answer(context, grouped(files));
            default -> throw Queries.bad("group", "group can only be type.");
        }
    }

    // What makes the picture by its family, everything else by what it is for.
    private static Map<String, List<Map<String, Object>>> grouped(List<ModelFile> files) {
        Map<String, List<Map<String, Object>>> groups = new LinkedHashMap<>();
        files.forEach(file -> groups.computeIfAbsent(group(file), _ -> new ArrayList<>()).add(view(file)));
        return groups;
    }

    private static String group(ModelFile file) {
        return file.kind() == Kind.CHECKPOINT || file.kind() == Kind.DIFFUSION_MODEL ? file.type() : file.kind().word();
    }

    private static Map<String, Object> view(ModelFile file) {
        return JobViews.map("name", file.name(), "path", file.path(), "kind", file.kind(), "type", file.type(),
                "guessed",
                file.guessed(), "size", file.size(), "title", file.card().title(), "triggerWords",
                file.card().triggerWords(),
                "engines", file.engines().keySet().stream().sorted().toList(), "reason",
                file.problem().map(problem -> JobViews.map("code", problem.code(), "detail", problem.detail())),
                "defaults",
                FamilyProfile.of(file).map(ModelRoutes::defaults));
    }

    // What a form fills in, and which of its fields this model does not take.
    private static Map<String, Object> defaults(FamilyProfile profile) {
        Sampling sampling = profile.sampling();
        return JobViews.map("steps", sampling.steps(), "cfg", sampling.cfg(), "guidance", sampling.guidance(),
                "sampler",
                sampling.sampler(), "scheduler", sampling.scheduler(), "width", profile.size().width(), "height",
                profile
                        .size().height(),
                "sizes", profile.sizes().stream().map(size -> List.of(size.width(), size
                        .height())).toList(),
                "without", profile.without());
    }
}

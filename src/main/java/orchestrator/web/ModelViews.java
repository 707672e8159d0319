package orchestrator.web;

import orchestrator.models.Family;
import orchestrator.models.Kind;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelIndex;
import orchestrator.models.ModelList;
import orchestrator.workflow.FamilyProfile;
import orchestrator.workflow.Sampling;
import orchestrator.workflow.Workflow;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A model as the API tells it. */
final class ModelViews {

    /** Groups in the order people look for them; empty ones are left out. */
    private static final List<String> GROUPS = Stream.of(
            Stream.of(Family.SDXL, Family.SD35, Family.SD15, Family.FLUX, Family.SVD).map(Family::type),
            Arrays.stream(Family.values()).map(Family::type), Arrays.stream(Kind.values()).map(Kind::word))
            .flatMap(words -> words).distinct().toList();

    private final ModelList models;
    private final ModelIndex now;

    /** Of one moment: to be made anew for each answer. */
    ModelViews(ModelList models) {
        this.models = models;
        this.now = models.now();
    }

    List<ModelFile> files() {
        return now.files();
    }

    /** What makes the picture by its family, everything else by what it is for. */
    Map<String, List<Map<String, Object>>> grouped(List<ModelFile> files) {
        Map<String, List<Map<String, Object>>> groups = new LinkedHashMap<>();
        GROUPS.forEach(group -> groups.put(group, new ArrayList<>()));
        files.forEach(file -> groups.get(Kind.SAMPLED.contains(file.kind()) ? file.type() : file.kind().word())
                .add(of(file)));
        groups.values().removeIf(List::isEmpty);
        return groups;
    }

    Map<String, Object> of(ModelFile file) {
        return JobViews.map("name", file.name(), "path", file.path(), "kind", file.kind(), "type", file.type(),
                "guessed", file.guessed(), "chosen", Optional.of(true).filter(_ -> models.isChosen(file)), "size",
                file.size(), "traits", Optional.of(file.traits().stream().sorted().toList())
                        .filter(traits -> !traits.isEmpty()),
                "title", file.card().title(), "triggerWords", file.card().triggerWords(), "thumbnail",
                file.card().picture().map(picture -> thumbnail(file, picture.version())), "engines",
                file.engines().keySet().stream().sorted().toList(), "reason",
                Workflow.unfit(file, now).map(problem -> JobViews.map("code", problem.code(), "detail",
                        problem.detail(), "args", problem.args())),
                "defaults", FamilyProfile.of(file).map(ModelViews::defaults));
    }

    private static String thumbnail(ModelFile file, String version) {
        return "/api/models/thumbnail?path=" + URLEncoder.encode(file.path(), StandardCharsets.UTF_8) + "&v=" + version;
    }

    // What a form fills in, and which of its fields this model does not take.
    private static Map<String, Object> defaults(FamilyProfile profile) {
        Sampling sampling = profile.sampling();
        return JobViews.map("steps", sampling.steps(), "cfg", sampling.cfg(), "guidance", sampling.guidance(),
                "sampler", sampling.sampler(), "scheduler", sampling.scheduler(), "width", profile.size().width(),
                "height", profile.size().height(), "sizes", profile.sizes().stream()
                        .map(size -> List.of(size.width(), size.height())).toList(),
                "multiple", profile.multiple(), "ranges", profile.ranges(), "without", profile.without());
    }
}

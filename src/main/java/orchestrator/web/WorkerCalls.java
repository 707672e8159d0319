package orchestrator.web;

import orchestrator.canvas.Media;
import orchestrator.crew.Crew;
import orchestrator.crew.Work;
import orchestrator.event.Progress;
import orchestrator.job.Crash;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelList;
import orchestrator.queue.JobFormat;

import io.javalin.http.Context;
import tools.jackson.databind.JsonNode;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a worker process says in {@code PATCH /api/jobs/:id}. */
final class WorkerCalls {

    private static final Set<String> WORDS = Set.of("claim", "renew", "promptId", "progress", "outcome");
    private static final List<String> STAGES = List.of("loading", "sampling", "decoding", "saving", "fetching");
    private static final int MAX_STEPS = 1_000_000;
    private static final int MAX_CRASHES = 3;

    private final Crew crew;
    private final ModelList models;
    private final InstantSource time;

    WorkerCalls(Crew crew, ModelList models, InstantSource time) {
        this.crew = crew;
        this.models = models;
        this.time = time;
    }

    /** Whether a worker speaks, and no user. */
    static boolean isOne(JsonNode body) {
        return WORDS.stream().anyMatch(body::has);
    }

    /** What is answered. */
    Map<String, Object> of(Context context, JsonNode body, OptionalLong ifRev) {
        Fields fields = Fields.of(body, WORDS);
        if (!fields.errors().isEmpty() || body.size() != 1) {
            throw Problem.of(422, "invalid-fields", "Send one of claim, renew, promptId, progress and outcome alone.");
        }
        if (body.has("claim")) {
            return claim(context, fields, ifRev);
        }
        Work work = WorkerRoutes.work(crew, context);
        if (body.has("promptId")) {
            String promptId = fields.text("promptId", 100).filter(text -> text.matches("[0-9a-fA-F-]{8,64}"))
                    .orElseThrow(() -> Problem.of(422, "invalid-fields", "promptId must be a UUID."));
            work.sends(promptId);
        } else if (body.has("progress")) {
            progress(work, fields, body.get("progress"));
        } else if (body.has("outcome")) {
            work.ends(WorkerOutcomes.read(body.get("outcome")), crashes(body.get("outcome")));
        }
        return view(crew, work);
    }

    /** How things stand with a job that a worker holds. */
    static Map<String, Object> view(Crew crew, Work work) {
        return JobViews.map("lease", Map.of("seconds", crew.term().toMillis() / 1000.0), "wish",
                work.wish().name().toLowerCase(Locale.ROOT).replace('_', '-'), "outputs", work.kept());
    }

    private Map<String, Object> claim(Context context, Fields fields, OptionalLong ifRev) {
        Fields claim = fields.object("claim", Set.of("worker", "comfyui"));
        String worker = claim.text("worker", 64).orElse("");
        if (!WorkerAnnouncements.isName(worker) || !claim.errors().isEmpty()) {
            throw Problem.of(422, "invalid-fields", "claim.worker must be the name of a worker that announced itself.");
        }
        if (ifRev.isEmpty()) {
            throw Problem.of(428, "if-match-needed", "Send If-Match with the revision you saw.");
        }
        Work work = crew.claim(context.pathParam("id"), ifRev.getAsLong(), worker);
        Optional<ModelFile> model = models.now().at(work.job().request().model());
        return JobViews.map("lease", Map.of("token", work.token(), "seconds", crew.term().toMillis() / 1000.0), "job",
                JobFormat.tree(work.job()), "family", model.map(ModelFile::type));
    }

    private void progress(Work work, Fields fields, JsonNode body) {
        Fields told = fields.object("progress", Set.of("percent", "stage", "step", "steps", "eta", "etaLow", "etaHigh",
                "late", "preview"));
        Progress now = new Progress(told.integer("percent", 0, 99).orElse(0), told.text("stage", 20)
                .filter(STAGES::contains).orElse("sampling"), told.integer("step", 0, MAX_STEPS).orElse(0),
                told
                        .integer("steps", 0, MAX_STEPS).orElse(0),
                told.integer("eta", 0, Integer.MAX_VALUE), told
                        .integer("etaLow", 0, Integer.MAX_VALUE),
                told.integer("etaHigh", 0, Integer.MAX_VALUE), body
                        .path("late").asBoolean(false));
        if (!fields.errors().isEmpty()) {
            throw Problem.invalid(fields.errors());
        }
        work.progressed(now);
        if (body.has("preview")) {
            preview(work, body.get("preview"));
        }
    }

    // Served to browsers later, so it has to be one of the two kinds that ComfyUI sends.
    private static void preview(Work work, JsonNode text) {
        try {
            byte[] image = Base64.getDecoder().decode(text.asString(""));
            Media.of(image).filter(media -> media == Media.PNG || media == Media.JPEG)
                    .ifPresent(media -> work.previewed(image, media.mime()));
        } catch (IllegalArgumentException notBase64) {
            throw Problem.of(422, "invalid-fields", "progress.preview must be a PNG or JPEG in Base64.");
        }
    }

    private List<Crash> crashes(JsonNode outcome) {
        return outcome.path("crashes").valueStream().map(JsonNode::asString).flatMap(word -> Arrays.stream(
                Crash.During.values()).filter(during -> during.name().equalsIgnoreCase(word))).limit(MAX_CRASHES)
                .map(during -> new Crash(time.instant(), during)).toList();
    }
}

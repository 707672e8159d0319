package orchestrator.web;

import orchestrator.canvas.Canvas;
import orchestrator.engine.Engines;
import orchestrator.event.Event;
import orchestrator.event.EventHub;
import orchestrator.models.Family;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelIndex;
import orchestrator.models.ModelList;
import orchestrator.models.Picture;

import io.javalin.http.Context;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** {@code /api/models}: every model that can be named in a request, and what users say of one. */
final class ModelRoutes implements Routes {

    private static final int MAX_PATH = 1_000;
    private static final String FOR_EVER = "private, max-age=31536000, immutable";

    private final ModelList models;
    private final Canvas canvas;
    private final Engines engines;
    private final EventHub events;

    ModelRoutes(ModelList models, Canvas canvas, Engines engines, EventHub events) {
        this.models = models;
        this.canvas = canvas;
        this.engines = engines;
        this.events = events;
    }

    @Override
    public void into(Routing routing) {
        routing.get("/api/models/list", this::list);
        routing.get("/api/models/thumbnail", this::thumbnail);
        routing.patch("/api/models", this::choose);
        routing.post("/api/models/rescan", this::rescan);
    }

    private void list(Context context) {
        ModelViews views = new ModelViews(models);
        List<ModelFile> files = views.files();
        switch (Queries.text(context, "group").orElse("")) {
            case "" -> JobRoutes.answer(context, files.stream().map(views::of).toList());
            case "type" -> JobRoutes.answer(context, views.grouped(files));
            default -> throw Queries.bad("group", "group can only be type.");
        }
    }

    // The path only chooses among models that are known: no file is ever named by a request.
    private void thumbnail(Context context) throws IOException {
        ModelFile model = Queries.text(context, "path").flatMap(path -> models.now().at(path))
                .orElseThrow(() -> Problem.notFound("model"));
        Picture picture = model.card().picture().orElseThrow(() -> Problem.notFound("thumbnail"));
        Path file = canvas.thumbnail(nameOf(model, picture), picture::bytes)
                .orElseThrow(() -> Problem.notFound("thumbnail"));
        FileAnswer.send(context, file, model.name() + ".jpg",
                picture.version().equals(context.queryParam("v")) ? FOR_EVER : "no-cache");
    }

    private static String nameOf(ModelFile model, Picture picture) {
        String both = model.path() + "\n" + picture.version();
        return UUID.nameUUIDFromBytes(both.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private void choose(Context context) {
        JsonNode body = RequestBody.json(context);
        Fields fields = Fields.of(body, Set.of("path", "type"));
        String path = fields.text("path", MAX_PATH).orElseGet(() -> fields.missing("path", "Name the model."));
        Optional<Family> family = body.path("type").isNull() ? Optional.empty() : family(fields);
        Optional<ModelFile> model = fields.hasError("path") ? Optional.empty() : known(fields, path);
        model.filter(file -> family.isPresent() && file.isCertain() && !models.isChosen(file))
                .ifPresent(file -> fields.error("type", "family-certain",
                        "The file itself says that it is of the family " + file.type() + ".",
                        Map.of("type", file.type())));
        if (!fields.errors().isEmpty()) {
            throw Problem.invalid(fields.errors());
        }
        if (models.choose(model.orElseThrow().path(), family)) {
            events.publish(new Event.ModelsChanged());
        }
        JobRoutes.answer(context, new ModelViews(models).of(models.now().at(path).orElseThrow()));
    }

    private Optional<ModelFile> known(Fields fields, String path) {
        Optional<ModelFile> model = models.now().at(path);
        if (model.isEmpty()) {
            List<String> near = ModelIndex.nearest(path, models.now().files().stream().map(ModelFile::path));
            fields.error("path", "model-missing", "There is no model of this path" + (near.isEmpty()
                    ? "."
                    : ", did you mean " + near.getFirst() + "?"), Map.of("name", path, "near", near));
        }
        return model;
    }

    private static Optional<Family> family(Fields fields) {
        Optional<String> word = fields.text("type", MAX_PATH);
        Optional<Family> family = word.flatMap(Family::of).filter(known -> known != Family.UNKNOWN);
        if (word.isEmpty()) {
            fields.missing("type", "Name the family, or null for what the name alone tells.");
        } else if (family.isEmpty()) {
            List<String> words = Arrays.stream(Family.values()).filter(known -> known != Family.UNKNOWN)
                    .map(Family::type).toList();
            fields.error("type", "invalid-value", "type is one of " + String.join(", ", words) + ".", Map.of("name",
                    word.get(), "near", ModelIndex.nearest(word.get(), words.stream()), "allowed", words));
        }
        return family;
    }

    private void rescan(Context context) {
        if (models.refresh()) {
            events.publish(new Event.ModelsChanged());
        }
        engines.askAgain();
        list(context);
    }
}

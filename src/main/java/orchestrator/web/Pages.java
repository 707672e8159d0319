package orchestrator.web;

import orchestrator.event.EventHub;
import orchestrator.job.Status;
import orchestrator.models.Kind;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelList;
import orchestrator.web.page.FirstAnswers;
import orchestrator.web.page.Language;
import orchestrator.web.page.PageView;
import orchestrator.web.page.Texts;
import orchestrator.web.page.Theme;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import gg.jte.resolve.DirectoryCodeResolver;
import io.javalin.http.Context;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The page itself, drawn by the server from the same answers the scripts get later. */
final class Pages implements Routes {

    /** What the first screen is made of. */
    record Parts(JobLists jobs, CanvasRoutes canvas, EngineRoutes engines, QueueRoutes queue, ModelList models) {}

    private final Parts parts;
    private final EventHub events;
    private final WebSettings settings;
    private final TemplateEngine templates;
    private final Map<Language, Texts> texts = new EnumMap<>(Language.class);

    Pages(Parts parts, EventHub events, WebSettings settings) {
        this.parts = parts;
        this.events = events;
        this.settings = settings;
        this.templates = settings.templateFolder()
                .map(folder -> TemplateEngine.create(new DirectoryCodeResolver(folder), Path.of("target", "jte-dev"),
                        ContentType.Html, Pages.class.getClassLoader()))
                .orElseGet(() -> TemplateEngine.createPrecompiled(ContentType.Html));
        for (Language language : Language.values()) {
            texts.put(language, Texts.load(language));
        }
    }

    @Override
    public void into(Routing routing) {
        routing.get("/", this::page);
    }

    private void page(Context context) {
        // Taken before the lists are: what changes meanwhile is told again rather than not at all.
        String position = events.position();
        Language language = Language.choose(Optional.ofNullable(context.cookie("lang")).or(settings::language),
                Optional.ofNullable(context.header("Accept-Language")));
        PageView view = new PageView(texts.get(language), Theme.choose(Optional.ofNullable(context.cookie("theme"))),
                settings.build(), position, first(context));
        StringOutput html = new StringOutput(1 << 16);
        templates.render("page.jte", view, html);
        context.contentType("text/html; charset=utf-8").header("Stream-Position", position).result(html.toString());
    }

    private FirstAnswers first(Context context) {
        Map<String, String> families = new LinkedHashMap<>();
        parts.models().now().files().stream().filter(Pages::isPicked)
                .forEach(file -> families.put(file.path(), file.type()));
        return new FirstAnswers(tree(parts.jobs().first(100, Status.RUNNING)),
                tree(parts.jobs().first(100, Status.QUEUED)),
                tree(parts.jobs().first(100, Status.FAILED)),
                tree(parts.jobs().first(30, Status.COMPLETE, Status.CANCELLED)), tree(parts
                        .canvas().first(context, 40)),
                tree(parts.engines().list()), tree(parts.queue().state()),
                families);
    }

    private static JsonNode tree(Object answer) {
        return Json.tree(answer);
    }

    private static boolean isPicked(ModelFile file) {
        return file.kind() == Kind.CHECKPOINT || file.kind() == Kind.DIFFUSION_MODEL;
    }
}

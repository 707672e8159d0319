package orchestrator.web;

import orchestrator.event.EventHub;
import orchestrator.job.Status;
import orchestrator.models.Kind;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelList;
import orchestrator.queue.JobOrder;
import orchestrator.web.page.FirstAnswers;
import orchestrator.web.page.PageView;

import io.javalin.http.Context;
import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.Map;

/** The page itself, drawn by the server from the same answers the scripts get later. */
final class Pages implements Routes {

    /** What the first screen is made of. */
    record Parts(JobLists jobs, CanvasRoutes canvas, EngineRoutes engines, QueueRoutes queue, SettingsRoutes settings,
            ModelList models) {}

    private final Parts parts;
    private final EventHub events;
    private final WebSettings settings;
    private final Templates templates;

    Pages(Parts parts, EventHub events, WebSettings settings, Templates templates) {
        this.parts = parts;
        this.events = events;
        this.settings = settings;
        this.templates = templates;
    }

    @Override
    public void into(Routing routing) {
        routing.get("/", this::page);
    }

    private void page(Context context) {
        // Taken before the lists are: what changes meanwhile is told again rather than not at all.
        String position = events.position();
        context.header("Stream-Position", position);
        templates.draw(context, "page.jte", new PageView(templates.texts(context), Templates.theme(context), settings
                .build(), position, first(context)));
    }

    private FirstAnswers first(Context context) {
        Map<String, String> families = new LinkedHashMap<>();
        parts.models().now().files().stream().filter(Pages::isPicked)
                .forEach(file -> families.put(file.path(), file.type()));
        return new FirstAnswers(tree(parts.jobs().first(50, JobOrder.NEWEST_FIRST, Status.RUNNING)),
                tree(parts.jobs().first(50, JobOrder.AS_THEY_RUN, Status.QUEUED)),
                tree(parts.jobs().first(50, JobOrder.NEWEST_FIRST, Status.FAILED)),
                tree(parts.jobs().first(30, JobOrder.LAST_ENDED_FIRST, Status.COMPLETE, Status.CANCELLED)), tree(parts
                        .canvas().first(context, 40)),
                tree(parts.engines().list()), tree(parts.queue().state()), tree(parts.settings().now()),
                families);
    }

    private static JsonNode tree(Object answer) {
        return Json.tree(answer);
    }

    private static boolean isPicked(ModelFile file) {
        return file.kind() == Kind.CHECKPOINT || file.kind() == Kind.DIFFUSION_MODEL;
    }
}

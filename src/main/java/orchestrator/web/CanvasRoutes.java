package orchestrator.web;

import orchestrator.canvas.Canvas;
import orchestrator.canvas.CanvasPage;
import orchestrator.canvas.CanvasQuery;
import orchestrator.canvas.Item;
import orchestrator.event.EventHub;

import io.javalin.http.Context;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code /api/canvas}: what was made, and the files themselves. */
final class CanvasRoutes implements Routes {

    private static final int MAX_LIMIT = 1_000;
    /** Cache-Control of what never changes under its address. */
    static final String FOR_EVER = "private, max-age=31536000, immutable";

    private final Canvas canvas;
    private final ItemViews views;
    private final EventHub events;

    CanvasRoutes(Canvas canvas, ItemViews views, EventHub events) {
        this.canvas = canvas;
        this.views = views;
        this.events = events;
    }

    @Override
    public void into(Routing routing) {
        routing.get("/api/canvas/list", context -> {
            context.header("Stream-Position", events.position());
            JobRoutes.answer(context, list(context));
        });
        routing.get("/api/canvas/items/{id}", context -> JobRoutes.answer(context, views.whole(item(context))));
        routing.get("/media/{id}", this::media);
        routing.get("/thumb/{id}", this::thumbnail);
    }

    /** The first items, for the page that has just opened; its address may name type and order. */
    Map<String, Object> first(Context context, int limit) {
        return view(canvas.list(query(context), 0, limit), 0);
    }

    private Map<String, Object> list(Context context) {
        int limit = Queries.limit(context, MAX_LIMIT);
        Optional<String> cursor = Queries.text(context, "cursor");
        cursor.filter(text -> !text.matches("[0-9a-z-]{1,40}\\.\\d{1,9}")).ifPresent(_ -> {
            throw Queries.bad("cursor", "This cursor is not of this list; start without one.");
        });
        Optional<String> snap = cursor.map(text -> text.substring(0, text.indexOf('.')))
                .or(() -> Queries.text(context, "snap"));
        int offset = cursor.map(text -> Integer.parseInt(text.substring(text.indexOf('.') + 1)))
                .orElseGet(() -> offset(context));
        CanvasPage page = snap.isPresent()
                ? canvas.list(snap.get(), offset, limit).orElseThrow(() -> Problem.of(410, "snap-gone",
                        "This list is no longer kept; ask without snap."))
                : canvas.list(query(context), offset, limit);
        return view(page, offset);
    }

    private Map<String, Object> view(CanvasPage page, int offset) {
        int end = offset + page.items().size();
        return JobViews.map("items", page.items().stream().map(views::of).toList(), "total", page.total(), "bytes",
                page.bytes(), "snap", page.snap(), "nextCursor", end < page.total()
                        ? Optional.of(page.snap() + "." + end)
                        : Optional.empty());
    }

    private void media(Context context) throws IOException {
        Item item = item(context);
        Path file = canvas.file(item).orElseThrow(() -> Problem.notFound("file"));
        FileAnswer.send(context, file, item.name(), caching(context, item));
    }

    private void thumbnail(Context context) throws IOException {
        Item item = item(context);
        int side = switch (Queries.text(context, "s").orElse("256")) {
            case "256" -> 256;
            case "512" -> 512;
            default -> throw Queries.bad("s", "s is 256 or 512.");
        };
        Path file = canvas.thumbnail(item, side).orElseThrow(() -> Problem.notFound("thumbnail"));
        FileAnswer.send(context, file, item.name() + ".jpg", caching(context, item));
    }

    private Item item(Context context) {
        return canvas.item(context.pathParam("id")).orElseThrow(() -> Problem.notFound("item"));
    }

    // Under the version it was asked by, a file never changes.
    private static String caching(Context context, Item item) {
        return item.version().equals(context.queryParam("v")) ? FOR_EVER : "no-cache";
    }

    private static CanvasQuery query(Context context) {
        Optional<CanvasQuery.Type> type = switch (Queries.text(context, "type").orElse("all")) {
            case "all" -> Optional.empty();
            case "image" -> Optional.of(CanvasQuery.Type.IMAGE);
            case "video" -> Optional.of(CanvasQuery.Type.VIDEO);
            default -> throw Queries.bad("type", "type is all, image or video.");
        };
        CanvasQuery.Sort sort = switch (Queries.text(context, "sort").orElse("date")) {
            case "date" -> CanvasQuery.Sort.DATE;
            case "name" -> CanvasQuery.Sort.NAME;
            case "size" -> CanvasQuery.Sort.SIZE;
            default -> throw Queries.bad("sort", "sort is date, name or size.");
        };
        boolean ascending = switch (Queries.text(context, "order").orElse(sort == CanvasQuery.Sort.NAME
                ? "asc"
                : "desc")) {
            case "asc" -> true;
            case "desc" -> false;
            default -> throw Queries.bad("order", "order is asc or desc.");
        };
        boolean deep = !Queries.text(context, "deep").orElse("true").equals("false");
        return new CanvasQuery(type, sort, ascending, Queries.text(context, "folder").orElse(""), deep);
    }

    private static int offset(Context context) {
        Optional<String> text = Queries.text(context, "offset");
        if (text.isPresent() && !text.get().matches("\\d{1,9}")) {
            throw Queries.bad("offset", "offset is a number from 0 on.");
        }
        return text.map(Integer::parseInt).orElse(0);
    }
}

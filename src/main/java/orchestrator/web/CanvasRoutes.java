package orchestrator.web;

import orchestrator.canvas.Canvas;
import orchestrator.canvas.CanvasPage;
import orchestrator.canvas.CanvasQuery;
import orchestrator.canvas.Item;
import orchestrator.event.EventHub;

import io.javalin.http.Context;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

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
        routing.get("/api/canvas/items/{id}/texts", context -> JobRoutes.answer(context, Map.of("texts", canvas.texts(
                item(context)))));
        routing.get("/api/canvas/rank", context -> JobRoutes.answer(context, rank(context)));
        routing.get("/media/{id}", this::media);
        routing.get("/thumb/{id}", this::thumbnail);
    }

    /** The items that a page shows first: its address may name type and order, and an item that is to be among them. */
    Map<String, Object> first(Context context, int limit) {
        CanvasQuery query = CanvasQueries.forgiving(context);
        CanvasPage page = canvas.list(query, 0, limit);
        int offset = Queries.text(context, "at").or(() -> Queries.text(context, "item"))
                .map(id -> canvas.rank(page.snap(), id).orElse(0)).map(rank -> Math.max(0, rank - limit / 2)).orElse(0);
        Map<String, Object> view = new LinkedHashMap<>(view(offset == 0 ? page : canvas.list(query, offset, limit),
                offset));
        view.put("offset", offset);
        view.put("query", CanvasQueries.words(query));
        return view;
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
                ? canvas.list(snap.get(), offset, limit).orElseThrow(CanvasRoutes::gone)
                : canvas.list(CanvasQueries.of(context), offset, limit);
        return view(page, offset);
    }

    private Map<String, Object> view(CanvasPage page, int offset) {
        int end = offset + page.items().size();
        return JobViews.map("items", page.items().stream().map(views::of).toList(), "total", page.total(), "bytes",
                page.bytes(), "snap", page.snap(), "nextCursor", end < page.total()
                        ? Optional.of(page.snap() + "." + end)
                        : Optional.empty());
    }

    /** Of an item that is not in the list nothing is told: it may have come since. */
    private Map<String, Object> rank(Context context) {
        String snap = Queries.text(context, "snap")
                .orElseThrow(() -> Queries.bad("snap", "Name the list by its snap."));
        String id = Queries.text(context, "id").orElseThrow(() -> Queries.bad("id", "Name the item by its id."));
        canvas.list(snap, 0, 1).orElseThrow(CanvasRoutes::gone);
        OptionalInt rank = canvas.rank(snap, id);
        return rank.isPresent() ? Map.of("rank", rank.getAsInt()) : Map.of();
    }

    private static Problem gone() {
        return Problem.of(410, "snap-gone", "This list is no longer kept; ask without snap.");
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
            case "2048" -> 2048;
            default -> throw Queries.bad("s", "s is 256, 512 or 2048.");
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

    private static int offset(Context context) {
        Optional<String> text = Queries.text(context, "offset");
        if (text.isPresent() && !text.get().matches("\\d{1,9}")) {
            throw Queries.bad("offset", "offset is a number from 0 on.");
        }
        return text.map(Integer::parseInt).orElse(0);
    }
}

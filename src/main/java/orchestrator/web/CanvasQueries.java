package orchestrator.web;

import orchestrator.canvas.CanvasQuery;

import io.javalin.http.Context;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which items a list shows, as an address names it. */
final class CanvasQueries {

    private CanvasQueries() {
    }

    /** {@link Problem} 400 for a word that is none. */
    static CanvasQuery of(Context context) {
        Optional<CanvasQuery.Type> type = switch (Queries.text(context, "type").orElse("all")) {
            case "all" -> Optional.empty();
            case "image" -> Optional.of(CanvasQuery.Type.IMAGE);
            case "video" -> Optional.of(CanvasQuery.Type.VIDEO);
            case "site" -> Optional.of(CanvasQuery.Type.SITE);
            default -> throw Queries.bad("type", "type is all, image, video or site.");
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

    /** Of a page's address: one that cannot be read shows what is usual. */
    static CanvasQuery forgiving(Context context) {
        try {
            return of(context);
        } catch (Problem unreadable) {
            return CanvasQuery.NEWEST;
        }
    }

    /** The words that name it. */
    static Map<String, String> words(CanvasQuery query) {
        return Map.of("type", query.type().map(CanvasQueries::word).orElse("all"), "sort", word(query.sort()), "order",
                query.ascending() ? "asc" : "desc");
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}

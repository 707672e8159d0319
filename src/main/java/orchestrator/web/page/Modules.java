package orchestrator.web.page;

import java.util.List;

/** The browser's modules of the first view, loaded at once: an import found late costs a round trip. */
final class Modules {
    static final List<String> ALL = List.of("address", "api", "app", "card", "events", "frame", "gallery", "grid",
            "jobs", "lists", "parts", "preview", "reasons", "rows", "sections", "texts", "tile", "logic/eta",
            "logic/layout", "logic/rows");

    private Modules() {
    }
}

package orchestrator.web.page;

import java.util.List;

/** The browser's modules of the first view, loaded at once: an import found late costs a round trip. */
final class Modules {
    static final List<String> ALL = List.of("address", "api", "app", "card", "doings", "engine", "events", "frame",
            "gallery", "grid", "jobs", "parts", "preview", "reasons", "rows", "texts", "tile", "toasts",
            "logic/eta", "logic/layout");

    private Modules() {
    }
}

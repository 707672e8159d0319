package orchestrator.web.page;

import java.util.List;

/** The browser's modules, all loaded at once: an import found late costs a round trip. */
final class Modules {
    static final List<String> ALL = List.of("api", "app", "banner", "card", "engine", "events", "form", "frame", "grid",
            "inspector", "jobs", "models", "parts", "preview", "texts", "toasts", "viewer", "logic/draft", "logic/eta",
            "logic/layout");

    private Modules() {
    }
}

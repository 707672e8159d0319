package orchestrator.engine;

import java.util.Map;

/** Why a queued job does not run: a fixed word and values for the page's sentence. */
public record Wait(String code, Map<String, Object> args) {

    public static Wait of(String code) {
        return new Wait(code, Map.of());
    }
}

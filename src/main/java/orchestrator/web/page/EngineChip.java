package orchestrator.web.page;

import tools.jackson.databind.JsonNode;

/**
 * The state of the first engine, as the header shows it.
 *
 * @param state     {@code online}, {@code busy}, {@code offline}, {@code starting} or {@code paused}
 * @param gpu       name of the graphics card, empty if not known
 * @param vramUsed  bytes in use
 * @param vramTotal bytes in all, 0 if not known
 * @param demo      the engine is the demo
 */
public record EngineChip(String state, String gpu, long vramUsed, long vramTotal, boolean demo) {

    static EngineChip of(JsonNode engines, boolean paused) {
        var engine = engines.path(0);
        var total = engine.path("vramTotal").asLong(0);
        return new EngineChip(paused ? "paused" : engine.path("state").asString("offline"),
                engine.path("gpu").asString(""), total - engine.path("vramFree").asLong(total), total,
                engine.path("demo").asBoolean(false));
    }
}

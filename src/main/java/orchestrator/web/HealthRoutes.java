package orchestrator.web;

import orchestrator.engine.EngineState;

import java.util.Map;
import java.util.function.IntSupplier;

/** {@code GET /api/health}: whether the program does its work, for those who watch over it. */
final class HealthRoutes implements Routes {

    private final WebRoom.Rooms rooms;
    private final IntSupplier streams;

    /** @param streams how many listen to the events now */
    HealthRoutes(WebRoom.Rooms rooms, IntSupplier streams) {
        this.rooms = rooms;
        this.streams = streams;
    }

    @Override
    public void into(Routing routing) {
        routing.get("/api/health", context -> JobRoutes.answer(context, health()));
    }

    private Map<String, Object> health() {
        boolean anyEngine = rooms.engines().all().stream().anyMatch(EngineState::online);
        Map<String, String> leftAlone = rooms.queue().sync().leftAlone();
        return JobViews.map("status", anyEngine ? "ok" : "degraded", "queue", rooms.queue().jobs().counts(), "items",
                rooms.canvas().size(), "engines", rooms.engines().all().stream().map(state -> JobViews.map("id", state
                        .id(), "online", state.online())).toList(),
                "streams", streams.getAsInt(), "filesLeftAlone", leftAlone);
    }
}

package orchestrator.web;

import orchestrator.comfyui.SystemStats;
import orchestrator.engine.Availability;
import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.engine.Preview;
import orchestrator.engine.Wait;

import io.javalin.http.Context;

import java.util.Map;
import java.util.Optional;

/** What is known of the engines, and the latest picture of a run on one. */
final class EngineRoutes implements Routes {

    private final Engines engines;

    EngineRoutes(Engines engines) {
        this.engines = engines;
    }

    @Override
    public void into(Routing routing) {
        routing.get("/api/engines", context -> JobRoutes.answer(context, JobViews.map("engines",
                engines.all().stream().map(EngineRoutes::view).toList())));
        routing.get("/api/jobs/{id}/preview", this::preview);
    }

    private void preview(Context context) {
        Preview preview = engines.preview(context.pathParam("id"))
                .orElseThrow(() -> Problem.notFound("preview; a job has one while it runs"));
        context.header("Content-Security-Policy", SecurityHeaders.FILE_POLICY).contentType(preview.mime())
                .result(preview.image());
    }

    static Map<String, Object> view(EngineState state) {
        Optional<SystemStats> stats = state.stats();
        return JobViews.map("id", state.id(), "kind", "comfyui", "demo", state.demo(), "reachable", state.online(),
                "version",
                stats.map(SystemStats::version), "gpu", stats.flatMap(SystemStats::device).map(device -> JobViews
                        .map("name", device.name(), "memoryTotal", device.vramTotal(), "memoryFree",
                                device.vramFree())),
                "queue", state.queue(), "why", why(state.availability()));
    }

    private static Optional<Wait> why(Availability availability) {
        return switch (availability) {
            case Availability.Online _ -> Optional.empty();
            case Availability.Unknown _ -> Optional.of(Wait.of("not-asked-yet"));
            case Availability.Offline(var code, var args) -> Optional.of(new Wait(code, args));
        };
    }
}

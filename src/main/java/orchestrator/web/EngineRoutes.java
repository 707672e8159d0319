package orchestrator.web;

import orchestrator.comfyui.SystemStats;
import orchestrator.engine.Availability;
import orchestrator.engine.EngineState;
import orchestrator.engine.Engines;
import orchestrator.engine.Preview;
import orchestrator.engine.Wait;

import io.javalin.http.Context;

import java.util.List;
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
        routing.get("/api/engines", context -> JobRoutes.answer(context, list()));
        routing.get("/api/jobs/{id}/preview", this::preview);
    }

    private void preview(Context context) {
        Preview preview = engines.preview(context.pathParam("id"))
                .orElseThrow(() -> Problem.notFound("preview; a job has one while it runs"));
        context.header("Content-Security-Policy", SecurityHeaders.FILE_POLICY).contentType(preview.mime())
                .result(preview.image());
    }

    List<Map<String, Object>> list() {
        return engines.all().stream().map(this::view).toList();
    }

    private Map<String, Object> view(EngineState state) {
        Optional<SystemStats> stats = state.stats();
        Optional<SystemStats.Device> device = stats.flatMap(SystemStats::device);
        return JobViews.map("id", state.id(), "kind", "comfyui", "url",
                Optional.of(state.id()).filter(_ -> !state.demo()), "demo", state.demo(), "reachable", state.online(),
                "state", word(state), "reason",
                why(state.availability()).or(state::warning), "version", stats.map(SystemStats::version), "gpu",
                device.map(
                        SystemStats.Device::name),
                "vramTotal", device.map(SystemStats.Device::vramTotal), "vramFree",
                device.map(SystemStats.Device::vramFree), "queue", state.queue(), "samplers", options(state,
                        "sampler_name"),
                "schedulers", options(state, "scheduler"), "worker", engines.driver(state.id()).map(driver -> JobViews
                        .map("name", driver.worker(), "host", driver.host(), "comfyui", driver.comfyui(), "heard",
                                driver.heard(), "here", driver.here())));
    }

    private static String word(EngineState state) {
        return switch (state.availability()) {
            case Availability.Online _ -> state.queue() > 0 ? "busy" : "online";
            case Availability.Unknown _ -> "starting";
            case Availability.Offline(var code, var _) -> code.equals("starting") ? code : "offline";
        };
    }

    private static List<String> options(EngineState state, String input) {
        return state.catalogue().map(catalogue -> catalogue.options("KSampler", input)).orElse(List.of());
    }

    private static Optional<Wait> why(Availability availability) {
        return switch (availability) {
            case Availability.Online _,Availability.Unknown _ -> Optional.empty();
            case Availability.Offline(var code, var args) -> Optional.of(new Wait(code, args));
        };
    }
}

package orchestrator.web;

import orchestrator.comfyui.ComfyClient;
import orchestrator.comfyui.ComfyException;
import orchestrator.comfyui.ComfyTimeouts;
import orchestrator.comfyui.Probe;
import orchestrator.comfyui.SystemStats;
import orchestrator.comfyui.Trouble;
import orchestrator.models.Kind;
import orchestrator.settings.EngineAddress;

import io.javalin.http.Context;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code POST /api/engines/check}: what is at an address, within three seconds. It asks as a ComfyUI would be asked and
 * follows no redirect; of what answers, only what a ComfyUI says of itself is told on.
 */
final class EngineCheck implements Routes {

    private static final int MAX_ADDRESS = 500;
    private static final Duration PROBE = Duration.ofMillis(2_200);
    private static final Duration ALL = Duration.ofMillis(2_800);
    private static final int LISTS = 3;

    private final HttpClient http = ComfyClient.http();

    @Override
    public void into(Routing routing) {
        routing.post("/api/engines/check", this::check);
    }

    private void check(Context context) {
        Fields fields = Fields.of(RequestBody.json(context), Set.of("address"));
        Optional<String> text = fields.text("address", MAX_ADDRESS);
        Optional<URI> address = text.flatMap(EngineAddress::read);
        if (text.isEmpty()) {
            fields.missing("address", "Name the address to look at.");
        } else if (address.isEmpty()) {
            fields.error("address", "bad-address", "Give the address of a ComfyUI, like http://127.0.0.1:8188.", Map
                    .of());
        }
        if (!fields.errors().isEmpty()) {
            throw Problem.invalid(fields.errors());
        }
        JobRoutes.answer(context, look(address.orElseThrow()));
    }

    private Map<String, Object> look(URI address) {
        long until = System.nanoTime() + ALL.toNanos();
        return switch (client(address, PROBE).probe()) {
            case Probe.Reachable(SystemStats stats) -> {
                Optional<Integer> models = models(client(address, Duration.ofNanos(until - System.nanoTime()).dividedBy(
                        LISTS)));
                yield JobViews.map("address", address, "state", models.filter(n -> n == 0).isPresent()
                        ? "no-models"
                        : "ok", "version", stats.version(), "gpu", stats.device().map(SystemStats.Device::name),
                        "models", models);
            }
            case Probe.NotComfy _ -> JobViews.map("address", address, "state", "other");
            case Probe.Unreachable(Trouble trouble) -> JobViews.map("address", address, "state", state(trouble.kind()));
        };
    }

    private static String state(Trouble.Kind kind) {
        return switch (kind) {
            case REFUSED, BEHIND_PROXY -> "refused";
            case HOST_UNKNOWN -> "unknown-host";
            case TLS -> "other";
            case CONNECT_TIMEOUT, TIMEOUT, CUT, INTERRUPTED -> "silent";
        };
    }

    // Which it can make pictures with. One that is too busy to tell is not without any.
    private static Optional<Integer> models(ComfyClient client) {
        try {
            return client.listsModels()
                    ? Optional.of(Stream.of(Kind.CHECKPOINT, Kind.DIFFUSION_MODEL).flatMap(kind -> kind.folder()
                            .stream()).mapToInt(folder -> client.models(folder).size()).sum())
                    : Optional.empty();
        } catch (ComfyException busy) {
            return Optional.empty();
        }
    }

    private ComfyClient client(URI address, Duration request) {
        return new ComfyClient(address, http, new ComfyTimeouts(request, request, request, request));
    }
}

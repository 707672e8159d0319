package orchestrator.remote;

import orchestrator.comfyui.SystemStats;
import orchestrator.engine.Availability;
import orchestrator.engine.EngineState;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells the server that we are there, how our ComfyUI is and, when that is news there, what it offers. */
final class Announcing {

    private final ServerLink server;
    private final RemoteRooms rooms;
    private final String worker;
    private final URI comfyui;
    private Optional<EngineState> offered = Optional.empty();
    private volatile boolean welcome;

    /** @param worker our name */
    Announcing(ServerLink server, RemoteRooms rooms, String worker, URI comfyui) {
        this.server = server;
        this.rooms = rooms;
        this.worker = worker;
        this.comfyui = comfyui;
    }

    /**
     * What the server answered.
     *
     * @param seconds how long a word of ours holds there
     * @param wanted  the jobs of ours that it wants stopped, or back
     * @param refusal why it does not take us; empty when it does
     */
    record Answer(double seconds, List<String> wanted, Optional<String> refusal) {}

    /** Whether the server takes jobs from us to our ComfyUI. */
    boolean isWelcome() {
        return welcome;
    }

    Answer once() throws IOException, InterruptedException {
        EngineState state = rooms.engines().get(rooms.engine()).orElseThrow();
        boolean news = state.known() && !offered.filter(old -> old.catalogue().equals(state.catalogue()) && old
                .models().equals(state.models())).isPresent();
        Reply reply = tell(state, news);
        if (reply.ok() && state.known() && !news && !reply.body().path("known").asBoolean(true)) {
            // It was started anew.
            reply = tell(state, true);
        }
        welcome = reply.ok() && state.known();
        if (!reply.ok()) {
            offered = Optional.empty();
            return new Answer(0, List.of(), Optional.of(reply.body().path("detail").asString("")));
        }
        offered = Optional.of(state).filter(EngineState::known);
        List<String> wanted = new ArrayList<>();
        reply.body().path("cancel").forEach(id -> wanted.add(id.asString()));
        reply.body().path("giveBack").forEach(id -> wanted.add(id.asString()));
        return new Answer(reply.body().path("seconds").asDouble(0), wanted, Optional.empty());
    }

    private Reply tell(EngineState state, boolean offer) throws IOException, InterruptedException {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("comfyui", comfyui.toString());
        switch (state.availability()) {
            case Availability.Online _ -> {}
            case Availability.Unknown _ -> body.put("reason", "starting");
            case Availability.Offline(String code, var _) -> body.put("reason", code);
        }
        body.put("queue", Math.max(0, state.queue()));
        state.stats().map(SystemStats::version).ifPresent(version -> body.put("version", version));
        state.stats().flatMap(SystemStats::device).ifPresent(device -> body.put("gpu", device.name()).put("vramTotal",
                device.vramTotal()).put("vramFree", device.vramFree()));
        if (offer) {
            body.set("models", JsonMapper.shared().valueToTree(state.models()));
            body.putRawValue("catalogue", new RawValue(new String(state.catalogue().orElseThrow().json(),
                    StandardCharsets.UTF_8)));
        }
        return server.json("PUT", "/api/workers/" + worker, body);
    }
}

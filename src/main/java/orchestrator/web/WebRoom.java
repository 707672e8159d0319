package orchestrator.web;

import orchestrator.engine.Engines;
import orchestrator.event.EventHub;
import orchestrator.job.JobRequest;
import orchestrator.job.Output;
import orchestrator.models.ModelList;
import orchestrator.queue.JobQueue;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Everything that is reached over HTTP: pages, the API, the event stream, files. */
public final class WebRoom implements AutoCloseable {

    private final HttpServer server;
    private final EventHub events;
    private final EventStreams streams;

    /** What is shown and changed. */
    public record Rooms(JobQueue queue, EventHub events, Engines engines, ModelList models) {}

    /**
     * What is decided elsewhere.
     *
     * @param check   what is wrong with a well-formed request: models that are not there, values its family does not
     *                take
     * @param outputs a result as an item of the canvas: {@code id, name, url, thumbnailUrl, type, ...}
     */
    public record Surroundings(InstantSource clock, RandomGenerator random,
            Function<JobRequest, List<BadField>> check, Function<Output, Map<String, Object>> outputs) {}

    private WebRoom(HttpServer server, EventHub events, EventStreams streams) {
        this.server = server;
        this.events = events;
        this.streams = streams;
    }

    /**
     * Starts to answer requests.
     *
     * @throws IOException when the first address cannot be listened on, because another program does
     */
    public static WebRoom start(WebSettings settings, Rooms rooms, Surroundings with) throws IOException {
        return start(settings, rooms, with, Limits.DEFAULT);
    }

    static WebRoom start(WebSettings settings, Rooms rooms, Surroundings with, Limits limits) throws IOException {
        JobViews views = new JobViews(rooms.queue(), rooms.engines(), with.outputs());
        EventStreams streams = new EventStreams(rooms.events(), settings.build(), new EventViews(views), limits);
        List<Routes> routes = new ArrayList<>();
        routes.add(streams);
        routes.add(new JobRoutes(rooms.queue(), rooms.events(), new JobRequests(with.check(), with.random()), views));
        routes.add(new QueueRoutes(rooms.queue()));
        routes.add(new EngineRoutes(rooms.engines()));
        routes.add(new ModelRoutes(rooms.models()));
        routes.add(new StaticFiles(settings.build(), settings.staticFolder()));
        Gate gate = new Gate(new HostRule(settings.names(), !settings.isLoopback()),
                settings.token().map(token -> new SignIn(token, with.clock())));
        HttpServer server = new HttpServer(settings.addresses(), settings.port(), gate, limits,
                new HttpServer.Content(rooms.events().boot(), routes, List.of(streams::sweep)));
        server.start();
        return new WebRoom(server, rooms.events(), streams);
    }

    /** The one that is taken when 0 was asked for. */
    public int port() {
        return server.port();
    }

    /** Where a browser on this machine finds us. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Every call, as {@code METHOD /path}, from the router itself. */
    List<String> calls() {
        return server.calls();
    }

    /** Event streams that are open. */
    int streams() {
        return streams.open();
    }

    /** Ends the event streams first, because they would keep the server waiting. */
    @Override
    public void close() {
        events.close();
        server.close();
    }
}

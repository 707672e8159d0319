package orchestrator.web;

import orchestrator.canvas.Canvas;
import orchestrator.crew.Crew;
import orchestrator.engine.Engines;
import orchestrator.event.EventHub;
import orchestrator.job.JobRequest;
import orchestrator.models.ModelList;
import orchestrator.queue.QueueRoom;
import orchestrator.workflow.Resolution;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Everything that is reached over HTTP: pages, the API, the event stream, files. */
public final class WebRoom implements AutoCloseable {

    private final HttpServer server;
    private final EventHub events;
    private final EventStreams streams;

    /** What is shown and changed. */
    public record Rooms(QueueRoom queue, Canvas canvas, ModelList models, Engines engines, EventHub events,
            Crew crew) {}

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
    public static WebRoom start(WebSettings settings, Rooms rooms, InstantSource time, RandomGenerator random)
            throws IOException {
        Acceptance acceptance = new Acceptance(rooms.models(), rooms.engines(), rooms.canvas().inputs(), random);
        return start(settings, rooms, new Surroundings(time, acceptance::of, Limits.DEFAULT));
    }

    /**
     * What tests decide otherwise.
     *
     * @param resolve fills in what a well-formed request leaves open, or says what its model does not take
     */
    record Surroundings(InstantSource time, Function<JobRequest, Resolution> resolve, Limits limits) {}

    static WebRoom start(WebSettings settings, Rooms rooms, Surroundings with) throws IOException {
        ItemViews items = new ItemViews(rooms.canvas());
        Waits waits = new Waits(rooms.queue().jobs(), rooms.engines(), rooms.models(), with.time());
        JobViews views = new JobViews(rooms.queue().jobs(), rooms.engines(), waits,
                () -> new Outlook(rooms.queue().jobs(), rooms.engines(),
                        rooms.models(), with.time()),
                items::of);
        EventStreams streams = new EventStreams(rooms.events(), settings.build(), new EventViews(views), with.limits());
        JobRequests requests = new JobRequests(with.resolve());
        JobLists jobs = new JobLists(rooms.queue().jobs(), views);
        CanvasRoutes canvas = new CanvasRoutes(rooms.canvas(), items, rooms.events());
        EngineRoutes engines = new EngineRoutes(rooms.engines());
        SettingsRoutes user = new SettingsRoutes(settings.user(), !settings.isLoopback());
        QueueRoutes queue = new QueueRoutes(rooms.queue().jobs());
        Templates templates = new Templates(settings);
        SignInCodes codes = new SignInCodes(with.time());
        List<Routes> routes = List.of(streams, new JobRoutes(rooms.queue().jobs(), rooms.events(), requests, views,
                new WorkerCalls(rooms.crew(), rooms.models(), with.time())), new WorkerRoutes(rooms.crew()),
                queue, engines, new EngineCheck(), user, canvas, new UploadRoutes(rooms.canvas().uploads()),
                new ModelRoutes(rooms.models(), rooms.canvas(), rooms.engines(), rooms.events()),
                new HealthRoutes(rooms, streams::open), new StaticFiles(
                        settings.build(), settings.staticFolder()),
                new Pages(new Pages.Parts(jobs, canvas, engines,
                        queue, user, rooms.models()), rooms.events(), settings, templates),
                new SignInPage(templates, settings.token().isPresent()), new LinkRoutes(codes, settings));
        Gate gate = new Gate(new HostRule(settings.names(), !settings.isLoopback()),
                settings.token().map(token -> new SignIn(token, settings.workerToken(), with.time(), codes)));
        HttpServer server = new HttpServer(settings.addresses(), settings.port(), gate, with.limits(),
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

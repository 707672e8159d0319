package orchestrator.web;

import orchestrator.testkit.Raw;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** A server on a free port with a few calls that count how often they are reached. */
final class WebFixture implements AutoCloseable {

    static final Limits QUICK = new Limits(Duration.ofSeconds(1), Duration.ofSeconds(30), 1000, 1200, 1000,
            Duration.ofSeconds(1), Duration.ofSeconds(15));

    final AtomicInteger reached = new AtomicInteger();
    private final HttpServer server;

    private WebFixture(Gate gate, Limits limits, List<Routes> more, List<LongConsumer> sweeps) throws IOException {
        List<Routes> routes = new java.util.ArrayList<>(more);
        routes.add(this::calls);
        server = new HttpServer(List.of("127.0.0.1", "::1"), 0, gate, limits,
                new HttpServer.Content("b1", routes, sweeps));
        server.start();
    }

    static WebFixture open(Routes... more) throws IOException {
        return new WebFixture(gate(Optional.empty()), QUICK, List.of(more), List.of());
    }

    static WebFixture open(Limits limits, List<LongConsumer> sweeps, Routes... more) throws IOException {
        return new WebFixture(gate(Optional.empty()), limits, List.of(more), sweeps);
    }

    static WebFixture withToken(String token, InstantSource clock) throws IOException {
        return new WebFixture(gate(Optional.of(new SignIn(token, Optional.empty(), clock, new SignInCodes(clock)))),
                QUICK, List.of(), List.of());
    }

    static Gate gate(Optional<SignIn> signIn) {
        return new Gate(new HostRule(Set.of(), false), signIn);
    }

    int port() {
        return server.port();
    }

    List<String> calls() {
        return server.calls();
    }

    Raw.Answer get(String path, String... headers) throws IOException {
        return Raw.get(port(), path, headers);
    }

    Raw.Answer call(String method, String path, String body, String... headers) throws IOException {
        return Raw.call(port(), method, path, body, headers);
    }

    private void calls(Routing routing) {
        routing.get("/api/echo", context -> {
            reached.incrementAndGet();
            context.result("got " + context.queryString());
        });
        routing.post("/api/echo", context -> {
            reached.incrementAndGet();
            context.json(Json.read(RequestBody.bytes(context, RequestBody.MAX_JSON)).toString());
        });
        routing.get("/page", context -> {
            reached.incrementAndGet();
            context.html("<p>page</p>");
        });
        routing.get("/api/bug", _ -> {
            throw new IllegalStateException("/home/secret <script>");
        });
        routing.get("/api/error", _ -> {
            throw new StackOverflowError("deep");
        });
        routing.get("/api/item/{id}", context -> context.result(context.pathParam("id")));
    }

    @Override
    public void close() {
        server.close();
    }
}

package orchestrator.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Javalin on Jetty, with the defaults that are not safe replaced. */
final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Javalin javalin;
    private final List<LongConsumer> sweeps = new ArrayList<>();
    private final List<ServerConnector> connectors = new ArrayList<>();
    private final SlowConnections slow;
    private final Limits limits;
    private final GracefulHandler intake = new GracefulHandler();

    /**
     * @param addresses what to listen on; each but the first may be missing on this machine
     * @param port      0 takes a free one
     * @throws IOException when the first address cannot be listened on
     */
    HttpServer(List<String> addresses, int port, Gate gate, Limits limits, Content content) throws IOException {
        this.limits = limits;
        this.slow = new SlowConnections(limits.headers());
        sweeps.add(slow::sweep);
        sweeps.addAll(content.sweeps());
        ErrorAnswers errors = new ErrorAnswers(content.boot(), this::methods);
        this.javalin = Javalin.create(config -> {
            configure(config);
            config.jetty.modifyServer(server -> {
                intake.setHandler(gate);
                server.setHandler(intake);
                server.setErrorHandler(errors.forJetty());
                server.addBean(new NetworkConnectionLimit(limits.connections(), server));
            });
            config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(errors.forJetty()));
            config.jetty.modifyHttpConfiguration(this::configure);
            config.router.javaLangErrorHandler((response, error) -> errors.fatal(response, error));
            errors.into(config.routes);
            Routing routing = new Routing(config.routes);
            content.routes().forEach(routes -> routes.into(routing));
        });
        listen(addresses, port);
    }

    /**
     * What is served.
     *
     * @param boot   part of the reference of an error
     * @param sweeps called every second with the nano time
     */
    record Content(String boot, List<Routes> routes, List<LongConsumer> sweeps) {}

    void start() {
        javalin.start();
        sweepSoon();
    }

    int port() {
        return connectors.getFirst().getLocalPort();
    }

    /** Refuses what comes from now on; what is under way, streams too, has a moment to come to its end. */
    @Override
    public void close() {
        try {
            intake.shutdown().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException cut) {
            LOG.debug("something under way is cut off", cut);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        javalin.stop();
    }

    /** Every call there is, from the router itself. */
    List<String> calls() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint.method + " " + handler.endpoint.path).toList();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.router.treatMultipleSlashesAsSingleSlash = false;
        config.router.ignoreTrailingSlashes = false;
    }

    private void configure(HttpConfiguration http) {
        // Javalin would let %2f and %2e%2e through to the handlers.
        http.setUriCompliance(UriCompliance.DEFAULT);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(Limits.HEADER_BYTES);
        http.setIdleTimeout(limits.idle().toMillis());
        http.setMinRequestDataRate(limits.bodyRate());
    }

    private void listen(List<String> addresses, int port) throws IOException {
        Server server = javalin.jettyServer().server();
        for (String address : addresses) {
            HttpConfiguration http = new HttpConfiguration();
            configure(http);
            ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
            connector.setHost(address);
            connector.setPort(connectors.isEmpty() ? port : port());
            connector.setReuseAddress(true);
            connector.setIdleTimeout(limits.idle().toMillis());
            connector.addBean(slow);
            try {
                connector.open();
            } catch (IOException refused) {
                if (connectors.isEmpty()) {
                    throw refused;
                }
                continue;
            }
            connectors.add(connector);
            server.addConnector(connector);
        }
    }

    private void sweepSoon() {
        Server server = javalin.jettyServer().server();
        server.getScheduler().schedule(() -> {
            long now = System.nanoTime();
            sweeps.forEach(sweep -> sweep.accept(now));
            if (server.isRunning()) {
                sweepSoon();
            }
        }, 1, TimeUnit.SECONDS);
    }

    private String methods(Context context) {
        return Stream.of(HandlerType.GET, HandlerType.HEAD, HandlerType.POST, HandlerType.PUT, HandlerType.PATCH,
                HandlerType.DELETE)
                .filter(type -> javalin.unsafe.internalRouter.hasHttpHandlerEntry(type, context.path()))
                .map(HandlerType::name).collect(Collectors.joining(", "));
    }
}

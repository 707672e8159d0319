package orchestrator.demo;

import io.javalin.Javalin;
import org.eclipse.jetty.server.ServerConnector;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The listening part. It can go and come again on the same port while everything else stays. */
final class Server implements AutoCloseable {
    private static final int MAX_BODY = 104857600;

    private final Javalin javalin;

    /** @param port 0 takes any free one @param memory that of the process that runs now */
    Server(int port, Workshop workshop, Models models, Supplier<Memory> memory) {
        this.javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.concurrency.useVirtualThreads = true;
            config.http.maxRequestSize = MAX_BODY;
            config.http.generateEtags = false;
            config.jetty.modifyServer(server -> server.setStopTimeout(0));
            config.jetty.addConnector((server, http) -> {
                ServerConnector connector = new ServerConnector(server);
                connector.setHost("127.0.0.1");
                connector.setPort(port);
                connector.setReuseAddress(true);
                return connector;
            });
            config.routes.before(context -> workshop.faults().waitWhileHanging());
            config.routes.before(context -> workshop.faults().guise().impostor().ifPresent(other -> context.status(other
                    .status()).contentType(other.type()).result(other.body()).skipRemainingHandlers()));
            config.routes.exception(JacksonException.class, (e, context) -> trouble(context));
            config.routes.exception(RuntimeException.class, (e, context) -> trouble(context));
            Routes routes = new Routes(config.routes);
            new PromptRoutes(workshop, memory).addTo(routes);
            new CatalogueRoutes(workshop, models).addTo(routes);
            new FileRoutes(workshop.folders(), workshop.faults(), workshop.log()).addTo(routes);
            Consumer<io.javalin.websocket.WsConfig> ws = socket -> workshop.sockets().serve(socket,
                    sid -> greeting(sid, memory.get()), CatalogueRoutes.features());
            config.routes.ws("/ws", ws);
            config.routes.ws("/api/ws", ws);
        });
        javalin.start();
    }

    int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    /** A running prompt of that client is told by its node alone, without its id. */
    private static List<Frame> greeting(String sid, Memory memory) {
        ObjectNode status = Telling.status(memory.queue().remaining()).put("sid", sid);
        Frame first = new Frame.Message(Optional.of(sid), "status", status);
        return memory.running().nodeOf(sid).<List<Frame>>map(node -> List.of(first,
                new Frame.Message(Optional.of(sid), "executing", Json.object().put("node", node))))
                .orElse(List.of(first));
    }

    private static void trouble(io.javalin.http.Context context) {
        context.status(500).contentType("text/plain").result(Answers.SERVER_ERROR);
    }
}

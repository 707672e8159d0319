package orchestrator.demo;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import io.javalin.websocket.WsMessageContext;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import tools.jackson.databind.node.ObjectNode;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The open sockets, one for each client id: a second one with the same id takes the first one's place, which then stays
 * open and silent. One thread sends everything, in order, so a reader that stalls holds up all the others.
 */
final class Sockets implements AutoCloseable {
    private static final long STALLED_SECONDS = 30;

    /** An open socket. {@code fresh} until its first text frame; only that one may negotiate. */
    private static final class Socket {
        private final Session session;
        private volatile boolean fresh = true;
        private volatile boolean wantsMetadata;
        private volatile boolean deaf;

        Socket(Session session) {
            this.session = session;
        }
    }

    private final Map<String, Socket> byClient = new ConcurrentHashMap<>();
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private final LinkedBlockingQueue<Frame> outbox = new LinkedBlockingQueue<>();
    private final Faults faults;
    private final DemoLog log;
    private final Thread publisher;

    Sockets(Faults faults, DemoLog log) {
        this.faults = faults;
        this.log = log;
        publisher = Thread.ofVirtual().name("demo-publisher").start(this::publish);
    }

    /** @param greeting what a new socket is told first, given its client id */
    void serve(WsConfig ws, java.util.function.Function<String, List<Frame>> greeting, ObjectNode features) {
        ws.onConnect(context -> {
            String sid = Optional.ofNullable(context.queryParam("clientId")).filter(id -> !id.isEmpty())
                    .orElseGet(() -> UUID.randomUUID().toString().replace("-", ""));
            context.session.setMaxTextMessageSize(4 << 20);
            context.session.setIdleTimeout(java.time.Duration.ZERO);
            context.attribute("sid", sid);
            context.attribute("socket", new Socket(context.session));
            open.add(context.session);
            byClient.put(sid, context.attribute("socket"));
            log.add(new DemoLog.SocketOpened(sid));
            greeting.apply(sid).forEach(this::send);
        });
        ws.onMessage(context -> negotiate(context, features));
        ws.onClose(this::closed);
    }

    void send(Frame frame) {
        outbox.add(frame);
    }

    void broadcast(String type, ObjectNode data) {
        send(new Frame.Message(Optional.empty(), type, data));
    }

    boolean wantsMetadata(String client) {
        Socket socket = byClient.get(client);
        return socket != null && socket.wantsMetadata;
    }

    /** Cuts every connection without a closing handshake. */
    void drop() {
        open.forEach(Session::disconnect);
    }

    /** The sockets that are open now get nothing any more; later ones hear again. */
    void deafen() {
        byClient.values().forEach(socket -> socket.deaf = true);
    }

    @Override
    public void close() {
        drop();
        publisher.interrupt();
    }

    private void negotiate(WsMessageContext context, ObjectNode features) {
        Socket socket = context.attribute("socket");
        String sid = context.attribute("sid");
        boolean first = socket.fresh;
        socket.fresh = false;
        if (first && Json.read(context.message()) instanceof ObjectNode message
                && message.path("type").asString("").equals("feature_flags")) {
            socket.wantsMetadata = message.path("data").path("supports_preview_metadata").asBoolean(false);
            send(new Frame.Message(Optional.of(sid), "feature_flags", features));
        }
    }

    private void closed(WsContext context) {
        String sid = context.attribute("sid");
        Socket socket = context.attribute("socket");
        open.remove(context.session);
        if (faults.losesReplacedSockets()) {
            // ComfyUI forgets whatever stands under the id, also a newer socket that is still open.
            byClient.remove(sid);
        } else {
            byClient.remove(sid, socket);
        }
        log.add(new DemoLog.SocketClosed(sid));
    }

    private void publish() {
        try {
            while (true) {
                Frame frame = outbox.take();
                List<Socket> targets = frame.target().map(id -> Optional.ofNullable(byClient.get(id)).stream().toList())
                        .orElseGet(() -> List.copyOf(byClient.values()));
                for (Socket socket : targets) {
                    if (!socket.deaf && !faults.isMute() && socket.session.isOpen()) {
                        deliver(socket.session, frame);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void deliver(Session session, Frame frame) throws InterruptedException {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Callback callback = Callback.from(() -> sent.complete(null), sent::completeExceptionally);
        switch (frame) {
            case Frame.Message message -> session.sendText(message.text(), callback);
            case Frame.Preview preview -> session.sendBinary(preview.bytes(), callback);
            case Frame.Raw raw when raw.text().isPresent() -> session.sendText(raw.text().get(), callback);
            case Frame.Raw raw -> session.sendBinary(ByteBuffer.wrap(raw.binary()), callback);
        }
        try {
            sent.get(STALLED_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // A peer that went away or does not read: its close is handled where sockets are closed.
            session.disconnect();
        }
    }
}

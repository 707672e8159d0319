package orchestrator.comfyui;

import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One life of a connection to {@code /ws}, from the handshake to its close. Sends no Origin header. */
final class Connection extends WebSocketClient {
    private static final int LARGEST_FRAME = 32 << 20;
    private static final String FLAGS = "{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}";

    private final Consumer<ComfyMessage> messages;
    private final CompletableFuture<Void> greeted = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final AtomicInteger unanswered = new AtomicInteger();

    Connection(URI address, int connectMillis, Consumer<ComfyMessage> messages) {
        super(address, new Draft_6455(List.of(), List.of(new Protocol("")), LARGEST_FRAME), Map.of(), connectMillis);
        this.messages = messages;
        setDaemon(true);
        setTcpNoDelay(true);
        // Pings are ours (see ComfySocket): the library would use a platform thread and its own clock.
        setConnectionLostTimeout(0);
    }

    /**
     * A close that comes while the connection is being made finds no writing thread to end yet; the library starts it
     * afterwards and forgets it. So the end is told once more when reading is over.
     */
    @Override
    public void run() {
        try {
            super.run();
        } finally {
            onWebsocketClose(getConnection(), 1006, "over", false);
            cut();
        }
    }

    /** True when the greeting came in time. */
    boolean awaitGreeting(Duration limit) throws InterruptedException {
        return await(CompletableFuture.anyOf(greeted, ended), limit) && greeted.isDone() && !ended.isDone();
    }

    /** True when the connection has ended, by itself or by {@link #end}, within the time. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return await(ended, limit);
    }

    /** The reason for the end. */
    String reason() {
        return ended.getNow("");
    }

    void end(String reason) {
        ended.complete(reason);
    }

    /** Counts the pings without a pong and sends another. */
    int ping() {
        int missing = unanswered.getAndIncrement();
        if (isOpen())
            sendPing();
        return missing;
    }

    /**
     * Closes and waits for it. Only then may the same client id connect again: ComfyUI takes the new connection out of
     * its list when the old one ends (protocol 2.5).
     */
    void closeAndAwait(Duration limit) throws InterruptedException {
        close();
        if (!await(closed, limit))
            cut();
    }

    void cut() {
        closeConnection(1006, "cut");
        Socket socket = getSocket();
        try {
            if (socket != null)
                socket.close();
        } catch (IOException gone) {
            closed.complete(null);
        }
    }

    /** ComfyUI reads the flags only from the very first text frame. */
    @Override
    public void onOpen(ServerHandshake handshake) {
        send(FLAGS);
    }

    @Override
    public void onMessage(String text) {
        deliver(ComfyMessages.text(text));
    }

    @Override
    public void onMessage(ByteBuffer bytes) {
        deliver(ComfyMessages.binary(bytes));
    }

    @Override
    public void onWebsocketPong(WebSocket socket, Framedata pong) {
        unanswered.set(0);
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
        ended.complete((remote ? "closed by ComfyUI, " : "closed, ") + code + " " + reason);
        closed.complete(null);
    }

    @Override
    public void onError(Exception failure) {
        ended.complete(failure.toString());
    }

    private void deliver(ComfyMessage message) {
        // Whatever arrives shows that the other side lives, also while its event loop owes us a pong.
        unanswered.set(0);
        messages.accept(message);
        if (message instanceof ComfyMessage.Greeting)
            greeted.complete(null);
    }

    private static boolean await(CompletableFuture<?> event, Duration limit) throws InterruptedException {
        try {
            event.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

package orchestrator.comfyui;

import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** The socket of a ComfyUI as far as a connection is concerned; a test says the rest. */
final class SocketServer extends WebSocketServer implements AutoCloseable {
    /** What a client did, in order. */
    record Seen(WebSocket socket, String what) {}

    static final String GREETING = "{\"type\":\"status\",\"data\":{\"status\":{\"exec_info\":{\"queue_remaining\":0}},"
            + "\"sid\":\"s\"}}";

    final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile boolean greeting = true;
    private volatile boolean ponging = true;

    SocketServer() throws InterruptedException {
        super(new InetSocketAddress("127.0.0.1", 0), 1, List.of(new Draft_6455()));
        setConnectionLostTimeout(0);
        setReuseAddr(true);
        start();
        started.await();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + getPort());
    }

    void greet(boolean on) {
        greeting = on;
    }

    void pong(boolean on) {
        ponging = on;
    }

    /** Counts channels: a connection that ends while it opens stays for ever in the library's own list. */
    long openChannels() {
        return getConnections().stream().filter(socket -> ((WebSocketImpl) socket).getChannel().isOpen()).count();
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
        if (greeting)
            socket.send(GREETING);
        seen.add(new Seen(socket, "open " + handshake.getResourceDescriptor() + " origin:"
                + handshake.getFieldValue("Origin")));
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
        seen.add(new Seen(socket, text));
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
        seen.add(new Seen(socket, "close"));
    }

    @Override
    public void onWebsocketPing(WebSocket socket, Framedata ping) {
        seen.add(new Seen(socket, "ping"));
        if (ponging)
            super.onWebsocketPing(socket, ping);
    }

    @Override
    public void onError(WebSocket socket, Exception failure) {
        if (socket != null)
            seen.add(new Seen(socket, "error"));
    }

    @Override
    public void onStart() {
        started.countDown();
    }

    @Override
    public void close() throws InterruptedException {
        stop(1000);
    }
}

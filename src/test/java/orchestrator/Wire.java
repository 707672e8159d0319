package orchestrator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire to a server that can be cut and mended. */
final class Wire implements AutoCloseable {

    private final ServerSocket door;
    private final URI server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    private Wire(ServerSocket door, URI server) {
        this.door = door;
        this.server = server;
    }

    static Wire to(URI server) throws IOException {
        Wire wire = new Wire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
        Thread.startVirtualThread(wire::accept);
        return wire;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    /** Whoever talks is cut off, and nobody else comes through. */
    void cut() throws IOException {
        cut = true;
        for (Socket socket : open) {
            socket.close();
        }
    }

    void mend() {
        cut = false;
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket from = door.accept();
                Socket to = new Socket();
                open.add(from);
                open.add(to);
                if (cut) {
                    from.close();
                    continue;
                }
                to.connect(new InetSocketAddress(server.getHost(), server.getPort()));
                Thread.startVirtualThread(() -> pass(from, to));
                Thread.startVirtualThread(() -> pass(to, from));
            } catch (IOException closed) {
                // Then nobody comes through any more, or one less.
            }
        }
    }

    // Who asks names the wire, and the server answers to its own name alone.
    private void pass(Socket from, Socket to) {
        byte[] block = new byte[1 << 16];
        String name = "Host: 127.0.0.1:";
        try (from; to) {
            for (int read = from.getInputStream().read(block); read > 0; read = from.getInputStream().read(block)) {
                String text = new String(block, 0, read, StandardCharsets.ISO_8859_1).replace(
                        name + door.getLocalPort(),
                        name + server.getPort());
                to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException ended) {
            // So is the other direction.
        }
    }
}

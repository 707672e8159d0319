package orchestrator.comfyui;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that says exactly what a test tells it to, byte by byte, and closes the connection after each answer. */
final class RawServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What is written for a request; the connection is closed when it returns. */
    interface Script {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    record Request(String line, String head, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    RawServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** The key is a method and the beginning of a path, such as {@code GET /queue}. */
    RawServer on(String request, Script script) {
        scripts.put(request, script);
        return this;
    }

    RawServer on(String request, int status, String contentType, String body) {
        return on(request, whole(status, contentType, body.getBytes(StandardCharsets.UTF_8)));
    }

    RawServer json(String request, String body) {
        return on(request, 200, "application/json; charset=utf-8", body);
    }

    static Script whole(int status, String contentType, byte[] body) {
        return out -> {
            head(out, status, contentType, body.length);
            out.write(body);
        };
    }

    static void head(OutputStream out, int status, String contentType, long length) throws IOException {
        out.write(("HTTP/1.1 " + status + " X\r\nContent-Type: " + contentType + "\r\nContent-Length: " + length
                + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    List<Request> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        try {
            while (true) {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0)
                    return;
                head.append((char) next);
            }
            var line = head.substring(0, head.indexOf("\r\n"));
            requests.add(new Request(line, head.toString(), body(in, head.toString())));
            var script = scripts.entrySet().stream().filter(entry -> line.startsWith(entry.getKey()))
                    .max((a, b) -> a.getKey().length() - b.getKey().length());
            if (script.isPresent())
                script.get().getValue().answer(connection.getOutputStream());
            else
                whole(404, "text/plain", "404: Not Found".getBytes(StandardCharsets.US_ASCII))
                        .answer(connection.getOutputStream());
        } catch (IOException gone) {
            return;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] body(InputStream in, String head) throws IOException {
        var length = head.lines().filter(line -> line.toLowerCase().startsWith("content-length:")).findFirst()
                .map(line -> Integer.parseInt(line.substring(15).strip())).orElse(0);
        return in.readNBytes(length);
    }
}

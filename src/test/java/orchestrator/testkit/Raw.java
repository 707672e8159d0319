package orchestrator.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Speaks HTTP byte by byte, so that a test can say what no client library would. */
public final class Raw implements AutoCloseable {

    private static final int HANG_GUARD = 60_000;

    private final Socket socket;
    private final InputStream in;

    /** One answer as it came. Header names in lower case. */
    public record Answer(int status, List<String> headers, byte[] body) {

        public Optional<String> header(String name) {
            return all(name).stream().findFirst();
        }

        public List<String> all(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip()).toList();
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private Raw(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Connects to this machine. */
    public static Raw to(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(HANG_GUARD);
        socket.setTcpNoDelay(true);
        return new Raw(socket);
    }

    /** Sends lines as a request without body and reads the answer, on a connection of its own. */
    public static Answer ask(int port, String... lines) throws IOException {
        try (Raw raw = to(port)) {
            raw.send(String.join("\r\n", lines) + "\r\n\r\n");
            return raw.answer(lines[0].startsWith("HEAD "));
        }
    }

    /** A GET with our own Host. */
    public static Answer get(int port, String path, String... headers) throws IOException {
        return call(port, "GET", path, "", headers);
    }

    /** A call with our own Host and this body. */
    public static Answer call(int port, String method, String path, String body, String... headers)
            throws IOException {
        try (Raw raw = to(port)) {
            raw.send(request(port, method, path, body, headers));
            return raw.answer(method.equals("HEAD"));
        }
    }

    public static String request(int port, String method, String path, String body, String... headers) {
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
        }
        return text + "\r\n" + body;
    }

    public Raw send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public Raw send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Says that no more comes, and goes on listening. */
    public Raw shutdownOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    public Answer answer() throws IOException {
        return answer(false);
    }

    /** The next answer. @throws IOException when the connection ended before the answer did */
    public Answer answer(boolean withoutBody) throws IOException {
        String head = head();
        List<String> lines = List.of(head.split("\r\n"));
        int status = Integer.parseInt(lines.getFirst().split(" ")[1]);
        Answer empty = new Answer(status, lines.subList(1, lines.size()), new byte[0]);
        if (status == 100) {
            return answer(withoutBody);
        }
        if (withoutBody || status == 204 || status == 304) {
            return empty;
        }
        byte[] body;
        if (empty.header("Transfer-Encoding").isPresent()) {
            body = chunks();
        } else if (empty.header("Content-Length").isPresent()) {
            body = exactly(Integer.parseInt(empty.header("Content-Length").get()));
        } else {
            body = in.readAllBytes();
        }
        return new Answer(status, empty.headers(), body);
    }

    /** Status line and headers of the next answer. */
    public String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended within the head: " + head);
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** The next chunk of a chunked body; empty at its end. */
    public byte[] chunk() throws IOException {
        // The end of a chunk's last line may come only with the next chunk.
        String size = line();
        if (size.isEmpty()) {
            size = line();
        }
        byte[] chunk = exactly(Integer.parseInt(size.split(";")[0].strip(), 16));
        if (chunk.length == 0) {
            line();
        }
        return chunk;
    }

    /** Whether the other side closes the connection, reading what it still sends. */
    public boolean closes() throws IOException {
        try {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    public Raw patience(int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
        return this;
    }

    /** Makes the receiving window small, before anything is read. */
    public Raw receiveBuffer(int bytes) throws IOException {
        socket.setReceiveBufferSize(bytes);
        return this;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
            body.write(chunk);
        }
        return body.toByteArray();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended within a line");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    /** So many bytes. @throws IOException when the connection ends before */
    public byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the connection ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }
}

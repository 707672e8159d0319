package orchestrator.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Says the same request again and again on one connection, and takes as little of the machine for it as can be. */
public final class LeanClient implements AutoCloseable {

    private static final int HANG_GUARD = 60_000;
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final byte[] request;

    /** @param request with its body, as {@link Raw#request} makes it */
    public LeanClient(int port, String request) throws IOException {
        this.socket = new Socket("127.0.0.1", port);
        this.socket.setSoTimeout(HANG_GUARD);
        this.socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.request = request.getBytes(StandardCharsets.UTF_8);
    }

    /** The status of the answer, which must tell its length. */
    public int once() throws IOException {
        socket.getOutputStream().write(request);
        byte[] line = new byte[1 << 14];
        int status = 0;
        int length = -1;
        for (int size = line(line), n = 0; size > 0; size = line(line), n++) {
            if (n == 0) {
                status = Integer.parseInt(new String(line, 9, 3, StandardCharsets.US_ASCII));
            } else if (isLength(line, size)) {
                length = Integer.parseInt(new String(line, LENGTH.length, size - LENGTH.length,
                        StandardCharsets.US_ASCII).strip());
            }
        }
        if (length < 0 || in.readNBytes(length).length < length) {
            throw new IOException("an answer of unknown length, or cut: " + status);
        }
        return status;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int line(byte[] into) throws IOException {
        for (int size = 0;; size++) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended");
            }
            into[size] = (byte) next;
            if (next == '\n') {
                return size - 1;
            }
        }
    }

    private static boolean isLength(byte[] line, int size) {
        for (int i = 0; i < LENGTH.length; i++) {
            if (i >= size || Character.toLowerCase((char) line[i]) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }
}

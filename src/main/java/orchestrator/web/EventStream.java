package orchestrator.web;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** One client's stream of server-sent events. Data is JSON on one line, so that no text can end a line or an event. */
final class EventStream {

    static final String MEDIA_TYPE = "text/event-stream";
    private static final int BUFFER = 1 << 13;

    private final EndPoint connection;
    private final OutputStream out;
    // Nano time since which a write waits for the client; 0 while none does.
    private volatile long writing;

    EventStream(Context context) throws IOException {
        this.connection = ServletContextRequest.getServletContextRequest(context.req()).getConnectionMetaData()
                .getConnection().getEndPoint();
        context.res().setContentType(MEDIA_TYPE);
        this.out = new BufferedOutputStream(context.res().getOutputStream(), BUFFER);
    }

    /** Kept back until {@link #flush}, or until the buffer is full. */
    void event(String name, Optional<String> id, Object data) throws IOException {
        StringBuilder text = new StringBuilder("event: ").append(name).append('\n');
        id.ifPresent(place -> text.append("id: ").append(place).append('\n'));
        text.append("data: ").append(Json.text(data)).append("\n\n");
        guarded(() -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    void flush() throws IOException {
        guarded(out::flush);
    }

    void cutIfStuck(long nanoTime, Duration patience) {
        long since = writing;
        if (since != 0 && nanoTime - since > patience.toNanos()) {
            connection.close();
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void guarded(Step step) throws IOException {
        writing = Math.max(1, System.nanoTime());
        try {
            step.run();
        } finally {
            writing = 0;
        }
    }
}

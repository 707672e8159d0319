package orchestrator.remote;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Listens to the server's event stream, so that what changes there is noticed before the next look. */
final class Hearing {

    /** The server says something at least every 15 s. */
    private static final Duration DEAD = Duration.ofSeconds(45);

    private final ServerLink server;
    private final Errands errands;
    private final Bell changed;
    private Optional<InputStream> open = Optional.empty();
    private long heard = System.nanoTime();

    /** @param changed rung when there may be something to take */
    Hearing(ServerLink server, Errands errands, Bell changed) {
        this.server = server;
        this.errands = errands;
        this.changed = changed;
    }

    /** Until the stream ends or is closed. */
    void once() throws IOException, InterruptedException {
        try (InputStream stream = server.stream();
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            now(Optional.of(stream));
            String event = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                now(Optional.of(stream));
                if (line.startsWith("event:")) {
                    event = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    told(event, line.substring("data:".length()));
                }
            }
        } finally {
            now(Optional.empty());
        }
    }

    /** Closes a stream that has been silent for longer than one can be. */
    synchronized void check() {
        if (System.nanoTime() - heard > DEAD.toNanos()) {
            close();
        }
    }

    synchronized void close() {
        open.ifPresent(stream -> {
            try {
                stream.close();
            } catch (IOException gone) {
                // Then it is closed.
            }
        });
    }

    private synchronized void now(Optional<InputStream> stream) {
        open = stream;
        heard = System.nanoTime();
    }

    private void told(String event, String data) {
        switch (event) {
            case "job" -> {
                errands.of(jobId(data)).ifPresent(Errand::hurry);
                changed.ring();
            }
            case "engine", "hello", "resync" -> changed.ring();
            default -> {}
        }
    }

    private static String jobId(String data) {
        try {
            return JsonMapper.shared().readTree(data).path("jobId").asString("");
        } catch (JacksonException cut) {
            return "";
        }
    }
}

package orchestrator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Hears the event stream of a running program and keeps what it was told, so that a test waits for events. */
final class Listener implements AutoCloseable {

    private final List<Told> told = new ArrayList<>();
    private final Stream<String> lines;

    /** One event. */
    record Told(String name, JsonNode data) {}

    private Listener(Stream<String> lines) {
        this.lines = lines;
    }

    /** Returns when the stream has greeted: what happens from now on is heard. */
    static Listener to(HttpClient http, URI address) throws IOException, InterruptedException {
        Listener listener = new Listener(http.send(HttpRequest.newBuilder(address.resolve("/api/jobs/stream")).build(),
                HttpResponse.BodyHandlers.ofLines()).body());
        Thread.ofVirtual().name("listener").start(listener::read);
        listener.awaitMore(0, Duration.ofSeconds(30));
        return listener;
    }

    synchronized List<Told> told() {
        return List.copyOf(told);
    }

    /** The data of one kind of event about a job, oldest first. */
    List<JsonNode> about(String jobId, String name) {
        return told().stream().filter(event -> event.name().equals(name))
                .map(Told::data).filter(data -> data.path("jobId").asString("").equals(jobId)).toList();
    }

    /** Waits until more than so many events were told, at most so long. How many there are. */
    synchronized int awaitMore(int seen, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toMillis(); told.size() <= seen && left > 0; left = (deadline - System.nanoTime())
                / 1_000_000) {
            wait(left);
        }
        return told.size();
    }

    @Override
    public void close() {
        lines.close();
    }

    private void read() {
        try {
            String name = "";
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("event:")) {
                    name = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    add(new Told(name, JsonMapper.shared().readTree(line.substring("data:".length()).strip())));
                }
            }
        } catch (UncheckedIOException ended) {
            // The program ended, or the test did.
        }
    }

    private synchronized void add(Told event) {
        told.add(event);
        notifyAll();
    }
}

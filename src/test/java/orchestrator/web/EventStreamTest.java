package orchestrator.web;

import orchestrator.event.Event;
import orchestrator.event.Progress;
import orchestrator.testkit.Raw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EventStreamTest {

    private static final Limits SMALL = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 1000, 1200, 3,
            Duration.ofSeconds(1), Duration.ofMillis(300));

    @TempDir
    Path home;

    @Test
    void hello_comes_first_and_tells_boot_and_build() throws IOException {
        try (Studio studio = Studio.in(home); Listener listener = Listener.on(studio, "")) {
            Told hello = listener.next();
            assertEquals("hello", hello.name());
            assertTrue(hello.id().isEmpty());
            assertEquals("b1", hello.data().path("boot").asString());
            assertEquals("build-7", hello.data().path("build").asString());
            assertEquals("text/event-stream", listener.head.split("Content-Type: ")[1].split("\r\n")[0]);
        }
    }

    @Test
    void a_change_of_a_job_arrives_with_its_id() throws IOException {
        try (Studio studio = Studio.in(home); Listener listener = Listener.on(studio, "")) {
            listener.next();
            String jobId = studio.submit("a cat");
            Told told = listener.next();
            assertEquals("job", told.name());
            assertEquals(Optional.of("b1-1"), told.id());
            assertEquals(jobId, told.data().path("jobId").asString());
            assertEquals("queued", told.data().path("status").asString());
            assertEquals(1, told.data().path("rev").asInt());
        }
    }

    /** L4. */
    @Test
    void what_was_missed_is_told_after_coming_back() throws IOException {
        try (Studio studio = Studio.in(home)) {
            studio.submit("one");
            String position = studio.get("/api/jobs").header("Stream-Position").orElseThrow();
            studio.submit("two");
            studio.submit("three");
            studio.engines.progressed("j", Progress.at(40, "sampling"));
            for (String query : List.of("?after=" + position, "?after=b0-9")) {
                try (Listener listener = Listener.on(studio, query, "Last-Event-ID: " + position)) {
                    assertEquals("hello", listener.next().name());
                    assertEquals(Optional.of("b1-2"), listener.next().id());
                    assertEquals(Optional.of("b1-3"), listener.next().id());
                    Told current = listener.next();
                    assertEquals("progress", current.name());
                    assertTrue(current.id().isEmpty());
                    assertEquals(40, current.data().path("percent").asInt());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"b0-1", "garbage", "b1-99", "%0d%0adata:x"})
    void an_id_nobody_knows_means_resync(String id) throws IOException {
        try (Studio studio = Studio.in(home); Listener listener = Listener.on(studio, "?after=" + id)) {
            assertEquals("hello", listener.next().name());
            assertEquals("resync", listener.next().name());
            studio.submit("one");
            assertEquals("job", listener.next().name());
        }
    }

    /** Known breakage: CR/LF or U+2028 in a text ends a line or an event for some readers. */
    @Test
    void no_text_can_end_a_line_or_an_event() throws IOException {
        String hostile = "a\rb\nc\r\nd\u2028e\u2029f\n\ndata: x\nevent: y\nid: z\n\n\u0085\u0000\ud83d\ude00";
        try (Studio studio = Studio.in(home); Listener listener = Listener.on(studio, "")) {
            listener.next();
            studio.submit(hostile);
            Told told = listener.next();
            assertEquals("job", told.name());
            assertEquals(hostile, told.data().path("prompt").asString());
            studio.submit("next");
            assertEquals(Optional.of("b1-2"), listener.next().id());
        }
    }

    @Test
    void one_job_alone_can_be_followed() throws IOException {
        try (Studio studio = Studio.in(home)) {
            studio.submit("other");
            String jobId = studio.submit("mine");
            try (Listener listener = Listener.on(studio, "?jobId=" + jobId + "&after=b1-0")) {
                assertEquals("hello", listener.next().name());
                assertEquals(jobId, listener.next().data().path("jobId").asString());
            }
        }
    }

    @Test
    void a_quiet_stream_beats() throws IOException {
        try (Studio studio = Studio.in(home, SMALL); Listener listener = Listener.on(studio, "")) {
            assertEquals(List.of("hello", "beat", "beat"),
                    List.of(listener.next().name(), listener.next().name(), listener.next().name()));
        }
    }

    @Test
    void every_kind_of_event_has_its_name() throws IOException {
        try (Studio studio = Studio.in(home); Listener listener = Listener.on(studio, "")) {
            listener.next();
            studio.events.publish(new Event.JobComplete("j", List.of()));
            studio.events.publish(new Event.RunFailed("j", orchestrator.job.JobError.of("gpu-memory", "m"), 1, true));
            studio.events.publish(new Event.Previewed("j", 3));
            studio.events.publish(new Event.CanvasChanged(List.of("a"), List.of(), List.of()));
            studio.events.publish(new Event.ModelsChanged());
            studio.events.publish(new Event.EngineChanged(Optional.empty()));
            studio.events.publish(new Event.JobRemoved("j"));
            List<String> names = new ArrayList<>();
            for (int n = 0; n < 7; n++) {
                names.add(listener.next().name());
            }
            assertEquals(List.of("complete", "error", "preview", "canvas", "models", "engine", "job"), names);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/event-stream", "text/*", "text/html, text/event-stream;q=0.5", ""})
    void whoever_admits_an_event_stream_gets_it(String accept) throws IOException {
        try (Studio studio = Studio.in(home); Listener listener = Listener.on(studio, "", "Accept: " + accept)) {
            assertEquals("hello", listener.next().name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html", "text/event-stream;q=0", "image/*"})
    void whoever_does_not_gets_406(String accept) throws IOException {
        try (Studio studio = Studio.in(home)) {
            HttpServerTest.assertProblem(studio.get("/api/jobs/stream", "Accept: " + accept), 406, "not-acceptable");
        }
    }

    @Test
    void one_more_than_there_is_room_for_is_told_to_come_later() throws IOException {
        try (Studio studio = Studio.in(home, SMALL)) {
            try (Listener a = Listener.on(studio, "");
                    Listener b = Listener.on(studio, "");
                    Listener c = Listener.on(studio, "")) {
                for (Listener each : List.of(a, b, c)) {
                    assertEquals("hello", each.next().name());
                }
                Raw.Answer refused = studio.get("/api/jobs/stream");
                HttpServerTest.assertProblem(refused, 503, "too-many-streams");
                assertTrue(refused.header("Retry-After").isPresent());
            }
        }
    }

    /** L3, the stuck reader. */
    @Test
    void one_who_never_reads_harms_nobody_and_is_dropped() throws Exception {
        try (Studio studio = Studio.in(home, SMALL);
                Raw stuck = Raw.to(studio.port()).receiveBuffer(1024);
                Listener good = Listener.on(studio, "")) {
            stuck.send(Raw.request(studio.port(), "GET", "/api/jobs/stream", ""));
            assertEquals("hello", good.next().name());
            String filler = "x".repeat(9_000);
            int last = 0;
            for (int n = 1; n <= 200; n++) {
                // Each is read by the good one before the next is told, so it never falls behind.
                studio.events
                        .publish(new Event.RunFailed("job" + n, orchestrator.job.JobError.of("c", filler), 1, true));
                Told told = good.next();
                while (told.name().equals("beat")) {
                    told = good.next();
                }
                last = told.data().path("jobId").asString().equals("job" + n) ? n : last;
            }
            assertEquals(200, last);
            for (int n = 0; n < 1000 && studio.web.streams() > 1; n++) {
                good.next();
            }
            assertEquals(1, studio.web.streams(), "the stuck one is still there");
        }
    }

    @Test
    void closing_the_room_ends_the_streams() throws Exception {
        Studio studio = Studio.in(home);
        try (Listener listener = Listener.on(studio, "")) {
            assertEquals("hello", listener.next().name());
            studio.close();
            assertTrue(listener.raw.closes());
        }
    }

    @Test
    void many_listeners_each_hear_everything() throws Exception {
        try (Studio studio = Studio.in(home)) {
            List<Listener> all = new ArrayList<>();
            for (int n = 0; n < 100; n++) {
                all.add(Listener.on(studio, ""));
                assertEquals("hello", all.getLast().next().name());
            }
            IntStream.range(0, 50).forEach(_ -> studio.events.publish(new Event.ModelsChanged()));
            for (Listener listener : all) {
                for (int n = 1; n <= 50; n++) {
                    assertEquals(Optional.of("b1-" + n), listener.next().id());
                }
                listener.close();
            }
        }
    }

    record Told(String name, Optional<String> id, JsonNode data) {}

    /** Reads events the way EventSource does. */
    static final class Listener implements AutoCloseable {

        final Raw raw;
        final String head;
        private String left = "";

        private Listener(Raw raw, String head) {
            this.raw = raw;
            this.head = head;
        }

        static Listener on(Studio studio, String query, String... headers) throws IOException {
            Raw raw = Raw.to(studio.port());
            raw.send(Raw.request(studio.port(), "GET", "/api/jobs/stream" + query, "", headers));
            String head = raw.head();
            assertTrue(head.startsWith("HTTP/1.1 200"), head);
            return new Listener(raw, head);
        }

        Told next() throws IOException {
            while (!left.contains("\n\n")) {
                byte[] chunk = raw.chunk();
                assertFalse(chunk.length == 0, "the stream ended");
                left += new String(chunk, StandardCharsets.UTF_8);
            }
            String event = left.substring(0, left.indexOf("\n\n"));
            left = left.substring(left.indexOf("\n\n") + 2);
            String name = "message";
            Optional<String> id = Optional.empty();
            StringBuilder data = new StringBuilder();
            for (String line : event.split("\r\n|\r|\n")) {
                String value = line.substring(line.indexOf(':') + 1).strip();
                switch (line.substring(0, Math.max(0, line.indexOf(':')))) {
                    case "event" -> name = value;
                    case "id" -> id = Optional.of(value);
                    case "data" -> data.append(value);
                    default -> throw new AssertionError("no field of an event: " + line);
                }
            }
            return new Told(name, id, JsonMapper.builder().build().readTree(data.toString()));
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }
    }
}

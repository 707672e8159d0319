package orchestrator.web;

import orchestrator.event.Event;
import orchestrator.event.EventHub;
import orchestrator.event.Subscription;
import orchestrator.event.Subscription.Closed;
import orchestrator.event.Subscription.Entry;
import orchestrator.event.Subscription.Item;
import orchestrator.event.Subscription.Resync;

import io.javalin.http.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code GET /api/jobs/stream}: what happens, as server-sent events.
 *
 * <p>The thread of a request writes to that client alone. One that does not read fills its own connection, and is cut
 * when it has not taken anything for a while.
 */
final class EventStreams implements Routes {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

    private final EventHub hub;
    private final String build;
    private final EventViews views;
    private final Limits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

    EventStreams(EventHub hub, String build, EventViews views, Limits limits) {
        this.hub = hub;
        this.build = build;
        this.views = views;
        this.limits = limits;
    }

    @Override
    public void into(Routing routing) {
        routing.get("/api/jobs/stream", this::stream);
    }

    /** Cuts those that have been stuck for too long. */
    void sweep(long nanoTime) {
        streams.forEach(stream -> stream.cutIfStuck(nanoTime, limits.stuck()));
    }

    int open() {
        return open.get();
    }

    private void stream(Context context) throws IOException, InterruptedException {
        if (!admits(context.header("Accept"))) {
            throw Problem.of(406, "not-acceptable", "This call answers with text/event-stream.");
        }
        if (context.req().getMethod().equals("HEAD")) {
            context.contentType(EventStream.MEDIA_TYPE);
            return;
        }
        if (open.incrementAndGet() > limits.streams()) {
            open.decrementAndGet();
            throw Problem.of(503, "too-many-streams", "Too many event streams are open. Try again in a moment.")
                    .with("Retry-After", "5");
        }
        EventStream stream = new EventStream(context);
        streams.add(stream);
        Optional<String> after = Optional.ofNullable(context.header("Last-Event-ID"))
                .or(() -> Optional.ofNullable(context.queryParam("after")));
        try (Subscription subscription = hub.subscribe(after)) {
            write(stream, subscription, Optional.ofNullable(context.queryParam("jobId")));
        } catch (IOException left) {
            LOG.debug("a listener left", left);
        } finally {
            streams.remove(stream);
            open.decrementAndGet();
        }
    }

    private void write(EventStream stream, Subscription subscription, Optional<String> jobId)
            throws IOException, InterruptedException {
        stream.event("hello", Optional.empty(), Map.of("boot", hub.boot(), "build", build));
        while (true) {
            Optional<Item> next = subscription.next(Duration.ZERO);
            if (next.isEmpty()) {
                stream.flush();
                next = subscription.next(limits.beat());
            }
            switch (next.orElse(null)) {
                case null -> stream.event("beat", Optional.empty(), Map.of());
                case Resync _ -> stream.event("resync", Optional.empty(), Map.of());
                case Entry(var id, var event) when concerns(event, jobId) ->
                    stream.event(views.name(event), id, views.data(event));
                case Entry _ -> {}
                case Closed _ -> {
                    stream.flush();
                    return;
                }
            }
        }
    }

    private static boolean concerns(Event event, Optional<String> jobId) {
        return jobId.isEmpty() || EventViews.jobId(event).map(jobId.get()::equals).orElse(false);
    }

    /** Whether an {@code Accept} header admits an event stream; without one everything is admitted. */
    static boolean admits(String accept) {
        if (accept == null || accept.isBlank()) {
            return true;
        }
        for (String range : accept.split(",")) {
            String[] parts = range.strip().toLowerCase(java.util.Locale.ROOT).split("\\s*;\\s*");
            boolean refused = java.util.Arrays.stream(parts).anyMatch(part -> part.matches("q=0(\\.0*)?"));
            if (!refused && (parts[0].equals("*/*") || parts[0].equals("text/*")
                    || parts[0].equals(EventStream.MEDIA_TYPE))) {
                return true;
            }
        }
        return false;
    }
}

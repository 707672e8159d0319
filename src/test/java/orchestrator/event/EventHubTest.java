package orchestrator.event;

import orchestrator.event.Subscription.Closed;
import orchestrator.event.Subscription.Entry;
import orchestrator.event.Subscription.Item;
import orchestrator.event.Subscription.Resync;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EventHubTest {

    private final EventHub hub = new EventHub("b1");

    @Test
    void events_arrive_in_order_with_growing_ids() throws Exception {
        Subscription subscription = hub.subscribe(Optional.empty());
        hub.publish(removed(1));
        hub.publish(new Event.ModelsChanged());
        hub.publish(removed(2));
        assertEquals(List.of(entry(1, removed(1)), entry(2, new Event.ModelsChanged()), entry(3, removed(2))),
                waiting(subscription));
        assertEquals("b1-3", hub.position());
    }

    @Test
    void nothing_falls_between_a_list_and_the_stream() throws Exception {
        hub.publish(removed(1));
        String position = hub.position();
        hub.publish(removed(2));
        Subscription subscription = hub.subscribe(Optional.of(position));
        hub.publish(removed(3));
        assertEquals(List.of(entry(2, removed(2)), entry(3, removed(3))), waiting(subscription));
    }

    @Test
    void no_event_is_lost_or_doubled_while_a_subscriber_comes_in() throws Exception {
        CountDownLatch listening = new CountDownLatch(20);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> publishing = threads.submit(() -> IntStream.rangeClosed(1, 2000).forEach(n -> {
                hub.publish(removed(n));
                Thread.yield();
            }));
            List<Future<List<Item>>> readers = new ArrayList<>();
            for (int reader = 0; reader < 20; reader++) {
                String position = hub.position();
                readers.add(threads.submit(() -> {
                    Subscription subscription = hub.subscribe(Optional.of(position));
                    listening.countDown();
                    return until(subscription, 2001);
                }));
            }
            publishing.get(60, TimeUnit.SECONDS);
            listening.await();
            hub.publish(removed(2001));
            for (Future<List<Item>> reader : readers) {
                List<Item> heard = reader.get(60, TimeUnit.SECONDS);
                if (heard.getLast() instanceof Entry) {
                    List<Long> ids = heard.stream().map(item -> number((Entry) item)).toList();
                    assertEquals(ids.stream().sorted().distinct().toList(), ids);
                    assertEquals(ids.getLast() - ids.getFirst() + 1, ids.size(), "a gap in the ids");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"b1-4", "b2-1", "garbage", "", "b1-", "b1-01", "b1--1", "b1-99999999999999999999", "b1-1\n",
            "-1", "b1-1-1"})
    void an_id_that_is_none_of_ours_means_resync_and_the_stream_goes_on(String foreign) throws Exception {
        IntStream.rangeClosed(1, 3).forEach(n -> hub.publish(removed(n)));
        Subscription subscription = hub.subscribe(Optional.of(foreign));
        hub.publish(removed(4));
        assertEquals(List.of(new Resync(), entry(4, removed(4))), waiting(subscription));
    }

    @Test
    void the_oldest_event_in_the_ring_is_replayed_and_one_older_means_resync() throws Exception {
        IntStream.rangeClosed(1, EventHub.RING + 5).forEach(n -> hub.publish(removed(n)));
        List<Item> whole = waiting(hub.subscribe(Optional.of("b1-5")));
        assertEquals(EventHub.RING, whole.size());
        assertEquals(entry(6, removed(6)), whole.getFirst());
        assertEquals(List.of(new Resync()), waiting(hub.subscribe(Optional.of("b1-4"))));
        assertEquals(List.of(), waiting(hub.subscribe(Optional.of(hub.position()))));
    }

    @Test
    void progress_takes_no_place_and_only_its_latest_value_follows_a_replay() throws Exception {
        hub.publish(progress("a", 10));
        hub.publish(removed(1));
        hub.publish(progress("a", 20));
        hub.publish(progress("b", 5));
        assertEquals("b1-1", hub.position());
        assertEquals(List.of(entry(1, removed(1)), current(progress("a", 20)), current(progress("b", 5))),
                waiting(hub.subscribe(Optional.of("b1-0"))));
    }

    @Test
    void progress_of_a_run_that_is_over_is_not_told_any_more() throws Exception {
        Subscription subscription = hub.subscribe(Optional.empty());
        hub.publish(progress("a", 99));
        hub.publish(new Event.Previewed("a", 3));
        Event complete = new Event.JobComplete("a", List.of());
        hub.publish(complete);
        assertEquals(List.of(entry(1, complete)), waiting(subscription));
        assertEquals(List.of(), waiting(hub.subscribe(Optional.empty())));
    }

    @Test
    void a_job_that_moves_fast_does_not_starve_another() throws Exception {
        Subscription subscription = hub.subscribe(Optional.empty());
        for (int percent = 0; percent < 100; percent++) {
            hub.publish(progress("slow", percent));
            hub.publish(progress("fast", percent));
            hub.publish(progress("fast", percent));
        }
        assertEquals(List.of(current(progress("slow", 99)), current(progress("fast", 99))), waiting(subscription));
    }

    @Test
    void a_reader_that_is_stuck_gets_resync_and_harms_nobody() throws Exception {
        Subscription stuck = hub.subscribe(Optional.empty());
        Subscription good = hub.subscribe(Optional.empty());
        for (int n = 1; n <= Subscription.ROOM; n++) {
            hub.publish(removed(n));
            assertEquals(Optional.of(entry(n, removed(n))), good.next(Duration.ZERO));
        }
        assertEquals(2, hub.listeners());
        hub.publish(removed(257));
        assertEquals(1, hub.listeners());
        assertEquals(List.of(new Resync(), new Closed()), List.of(take(stuck), take(stuck)));
        assertEquals(entry(257, removed(257)), take(good));
    }

    @Test
    void exactly_as_much_as_there_is_room_for_is_kept() throws Exception {
        Subscription subscription = hub.subscribe(Optional.empty());
        IntStream.rangeClosed(1, Subscription.ROOM).forEach(n -> hub.publish(removed(n)));
        hub.publish(progress("a", 1));
        assertEquals(Subscription.ROOM + 1, waiting(subscription).size());
    }

    @Test
    void a_thousand_subscribers_each_hear_everything() throws Exception {
        int count = 1000;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<Item>>> tasks = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                Subscription subscription = hub.subscribe(Optional.empty());
                tasks.add(() -> until(subscription, 100));
            }
            List<Future<List<Item>>> heard = tasks.stream().map(threads::submit).toList();
            IntStream.rangeClosed(1, 100).forEach(n -> hub.publish(removed(n)));
            for (Future<List<Item>> each : heard) {
                assertEquals(100, each.get(60, TimeUnit.SECONDS).size());
            }
        }
    }

    @Test
    void closing_wakes_a_waiting_reader() throws Exception {
        Subscription subscription = hub.subscribe(Optional.empty());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Item> item = threads.submit(() -> take(subscription));
            hub.close();
            assertEquals(new Closed(), item.get(60, TimeUnit.SECONDS));
        }
        assertEquals(new Closed(), take(hub.subscribe(Optional.empty())));
    }

    @Test
    void one_who_left_is_forgotten() {
        Subscription subscription = hub.subscribe(Optional.empty());
        subscription.close();
        assertEquals(0, hub.listeners());
    }

    @Test
    void patience_ends_without_an_item() throws Exception {
        assertEquals(Optional.empty(), hub.subscribe(Optional.empty()).next(Duration.ofMillis(1)));
        assertFalse(hub.subscribe(Optional.of("b2-1")).next(Duration.ZERO).isEmpty());
        assertTrue(hub.position().startsWith(hub.boot()));
    }

    private static List<Item> until(Subscription subscription, long lastId) throws InterruptedException {
        List<Item> heard = new ArrayList<>();
        while (true) {
            Item item = take(subscription);
            heard.add(item);
            if (!(item instanceof Entry entry) || number(entry) == lastId) {
                return heard;
            }
        }
    }

    private static List<Item> waiting(Subscription subscription) throws InterruptedException {
        List<Item> items = new ArrayList<>();
        for (Optional<Item> next = subscription.next(Duration.ZERO); next.isPresent(); next = subscription
                .next(Duration.ZERO)) {
            items.add(next.get());
        }
        return items;
    }

    private static Item take(Subscription subscription) throws InterruptedException {
        return subscription.next(Duration.ofSeconds(60)).orElseThrow();
    }

    private static long number(Entry entry) {
        String id = entry.id().orElseThrow();
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    private static Entry entry(long n, Event event) {
        return new Entry(Optional.of("b1-" + n), event);
    }

    private static Entry current(Event event) {
        return new Entry(Optional.empty(), event);
    }

    private static Event removed(int n) {
        return new Event.JobRemoved("job-" + n);
    }

    private static Event progress(String jobId, int percent) {
        return new Event.Progressed(jobId, Progress.at(percent, "sampling"));
    }
}

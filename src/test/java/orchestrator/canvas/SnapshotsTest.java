package orchestrator.canvas;

import orchestrator.testkit.SettableTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SnapshotsTest {

    private final SettableTime time = new SettableTime();
    private final CanvasIndex index = new CanvasIndex();
    private final Snapshots snapshots = new Snapshots(index, time);

    @Test
    void a_list_not_asked_for_in_ten_minutes_is_gone() {
        put("a.png", 1, 1);
        String snap = snapshots.page(CanvasQuery.NEWEST, 0, 1).snap();
        time.passes(Duration.ofMinutes(9));
        assertTrue(snapshots.page(snap, 0, 1).isPresent());
        time.passes(Duration.ofMinutes(9));
        assertTrue(snapshots.page(snap, 0, 1).isPresent(), "asking keeps it");
        time.passes(Duration.ofMinutes(11));
        assertEquals(Optional.empty(), snapshots.page(snap, 0, 1));
    }

    @Test
    void a_name_of_before_a_restart_names_no_list_of_now() {
        put("a.png", 1, 1);
        String snap = snapshots.page(CanvasQuery.NEWEST, 0, 1).snap();
        time.passes(Duration.ofSeconds(5));
        Snapshots later = new Snapshots(index, time);
        assertNotEquals(snap, later.page(CanvasQuery.NEWEST, 0, 1).snap());
        assertEquals(Optional.empty(), later.page(snap, 0, 1));
    }

    @Test
    void the_same_question_gives_the_same_list_until_something_changes() {
        put("a.png", 1, 1);
        String snap = snapshots.page(CanvasQuery.NEWEST, 0, 1).snap();
        assertEquals(snap, snapshots.page(CanvasQuery.NEWEST, 0, 9).snap());
        put("a.png", 1, 1);
        assertEquals(snap, snapshots.page(CanvasQuery.NEWEST, 0, 9).snap());
        put("a.png", 2, 1);
        assertNotEquals(snap, snapshots.page(CanvasQuery.NEWEST, 0, 9).snap());
    }

    @Test
    void an_item_has_its_rank_in_the_list_that_was_frozen_and_in_no_other() {
        put("a.png", 1, 1);
        put("b.png", 2, 1);
        CanvasPage page = snapshots.page(CanvasQuery.NEWEST, 0, 9);
        put("c.png", 3, 1);
        String oldest = page.items().getLast().id();
        assertEquals(OptionalInt.of(1), snapshots.rank(page.snap(), oldest));
        assertEquals(OptionalInt.of(2), snapshots.rank(snapshots.page(CanvasQuery.NEWEST, 0, 9).snap(), oldest));
        assertEquals(OptionalInt.empty(), snapshots.rank(page.snap(), ItemId.of("c.png")));
        assertEquals(OptionalInt.empty(), snapshots.rank("gone", oldest));
    }

    @Test
    void lists_are_sorted_by_what_was_asked_and_equals_by_name() {
        put("img10.png", 5, 1);
        put("img2.png", 5, 1);
        put("b/old.mp4", 1, 9);
        put("b/deep/new.png", 9, 4);
        assertEquals(List.of("b/deep/new.png", "img2.png", "img10.png", "b/old.mp4"), paths(CanvasQuery.NEWEST));
        assertEquals(List.of("b/old.mp4", "img2.png", "img10.png", "b/deep/new.png"), paths(query(
                CanvasQuery.Sort.DATE, true, "", true)));
        assertEquals(List.of("b/old.mp4", "b/deep/new.png", "img2.png", "img10.png"), paths(query(
                CanvasQuery.Sort.SIZE, false, "", true)));
        assertEquals(List.of("img10.png", "img2.png"), paths(query(CanvasQuery.Sort.NAME, false, "", false)));
        assertEquals(List.of("b/old.mp4"), paths(query(CanvasQuery.Sort.NAME, true, "b", false)));
        assertEquals(List.of("b/deep/new.png", "b/old.mp4"), paths(query(CanvasQuery.Sort.NAME, true, "b", true)));
        assertEquals(List.of("b/old.mp4"), paths(new CanvasQuery(Optional.of(CanvasQuery.Type.VIDEO),
                CanvasQuery.Sort.DATE, false, "", true)));
    }

    @Test
    void a_page_beyond_the_end_is_empty_and_the_bytes_are_of_all() {
        put("a.png", 1, 30);
        put("b.png", 2, 12);
        CanvasPage page = snapshots.page(CanvasQuery.NEWEST, 7, Integer.MAX_VALUE);
        assertEquals(List.of(), page.items());
        assertEquals(2, page.total());
        assertEquals(42, page.bytes());
        assertEquals(1, snapshots.page(page.snap(), 1, Integer.MAX_VALUE).orElseThrow().items().size());
    }

    private static CanvasQuery query(CanvasQuery.Sort sort, boolean ascending, String folder, boolean deep) {
        return new CanvasQuery(Optional.empty(), sort, ascending, folder, deep);
    }

    private List<String> paths(CanvasQuery query) {
        return snapshots.page(query, 0, 100).items().stream().map(Item::path).toList();
    }

    private void put(String path, long second, long size) {
        index.put(new Item(ItemId.of(path), path, Media.promisedBy(path), size, Instant.ofEpochSecond(second), 1, 1,
                Optional.empty(), Item.State.WHOLE, Making.UNKNOWN));
    }
}

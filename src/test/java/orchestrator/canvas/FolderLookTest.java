package orchestrator.canvas;

import orchestrator.event.Event;
import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;
import orchestrator.file.FolderWatch;
import orchestrator.file.RealDisk;
import orchestrator.testkit.Pictures;
import orchestrator.testkit.SettableTime;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** What becomes of the list when others, or we at the same time, change the folder. */
class FolderLookTest {

    private static final byte[] PICTURE = Pictures.png(8, 8, Map.of());

    @TempDir
    private Path home;
    private final SettableTime time = new SettableTime();
    private final List<Event.CanvasChanged> told = new CopyOnWriteArrayList<>();
    private volatile Runnable whenTold = () -> {};
    private Path output;
    private DurableFiles files;
    private Canvas canvas;

    @BeforeEach
    void open() throws IOException {
        output = home.resolve("output");
        files = new DurableFiles(new RealDisk(), home.resolve("tmp"), FailPoints.NONE);
        canvas = Canvas.open(output, home.resolve("thumbs"), files, event -> {
            told.add((Event.CanvasChanged) event);
            whenTold.run();
        }, time);
    }

    @Test
    void a_result_kept_while_everything_is_looked_at_stays() throws Exception {
        for (int i = 0; i < 600; i++) {
            put("many/p" + i + ".png");
        }
        // The folder has been walked when the first five hundred are told.
        CountDownLatch once = new CountDownLatch(1);
        whenTold = () -> {
            if (once.getCount() > 0) {
                once.countDown();
                keep("sd15_00001.png");
            }
        };
        canvas.scan();
        assertEquals(601, canvas.size());
        assertTrue(canvas.itemAt("sd15_00001.png").isPresent());
        assertTrue(told.stream().allMatch(event -> event.removed().isEmpty()));
        assertEquals(601, told.stream().flatMap(event -> event.added().stream()).distinct().count());
    }

    @Test
    void an_unplugged_disk_has_not_lost_its_pictures() throws Exception {
        put("a.png");
        canvas.scan();
        told.clear();
        Files.move(output, home.resolve("unplugged"));
        assertThrows(IOException.class, canvas::scan);
        assertThrows(IOException.class, () -> look(output));
        assertEquals(1, canvas.size());
        assertEquals(Optional.empty(), canvas.file(only()), "but it is not served");
        Files.move(home.resolve("unplugged"), output);
        canvas.scan();
        assertEquals(List.of(), told);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_picture_that_became_something_else_is_gone() throws Exception {
        Files.writeString(home.resolve("secret.png"), "secret");
        for (String name : List.of("link.png", "pipe.png", "folder.png", "plain.png")) {
            put(name);
        }
        canvas.scan();
        told.clear();
        for (String name : List.of("link.png", "pipe.png", "folder.png")) {
            Files.delete(output.resolve(name));
        }
        Files.createSymbolicLink(output.resolve("link.png"), home.resolve("secret.png"));
        new ProcessBuilder("mkfifo", output.resolve("pipe.png").toString()).start().waitFor();
        put("folder.png/inside.png");
        look(output.resolve("link.png"), output.resolve("pipe.png"), output.resolve("folder.png"));
        assertEquals(List.of("folder.png/inside.png", "plain.png"), paths());
        assertEquals(3, told.getFirst().removed().size());
        assertEquals(1, told.getFirst().added().size());
    }

    @Test
    void a_folder_that_is_removed_or_renamed_takes_its_pictures_along() throws Exception {
        put("a/b/1.png");
        put("a/b/2.png");
        put("ab/3.png");
        canvas.scan();
        Files.move(output.resolve("a"), output.resolve("c"));
        look(output.resolve("a"), output.resolve("c"));
        assertEquals(List.of("ab/3.png", "c/b/1.png", "c/b/2.png"), paths());
        for (String gone : List.of("c/b/1.png", "c/b/2.png", "c/b", "c")) {
            Files.delete(output.resolve(gone));
        }
        put("c.png");
        Files.move(output.resolve("c.png"), output.resolve("c"));
        look(output.resolve("c"));
        assertEquals(List.of("ab/3.png"), paths());
    }

    @Test
    void a_picture_in_place_of_a_folder_leaves_nothing_of_the_folder() throws Exception {
        put("a.png/1.png");
        canvas.scan();
        Files.delete(output.resolve("a.png/1.png"));
        Files.delete(output.resolve("a.png"));
        put("a.png");
        look(output.resolve("a.png"));
        assertEquals(List.of("a.png"), paths());
    }

    @Test
    void a_picture_swapped_within_one_look_is_told_as_changed() throws Exception {
        Path file = put("a.png");
        canvas.scan();
        told.clear();
        Files.write(file, Pictures.png(9, 9, Map.of()));
        look(file);
        assertEquals(new Event.CanvasChanged(List.of(), List.of(), List.of(only().id())), told.getFirst());
        assertEquals(9, only().width());
    }

    @Test
    void a_cut_file_is_damaged_after_a_minute_and_looked_at_no_more() throws Exception {
        Path file = Files.write(output.resolve("cut.png"), Arrays.copyOf(PICTURE, 60));
        Files.setLastModifiedTime(file, FileTime.from(time.instant()));
        canvas.scan();
        assertEquals(Item.State.WRITING, only().state());
        look();
        assertEquals(1, told.size(), "nothing new");
        time.passes(Duration.ofSeconds(61));
        look();
        assertEquals(Item.State.BROKEN, only().state());
        assertTrue(!canvas.hasUnfinished());
        Files.write(file, PICTURE);
        look(file);
        assertEquals(Item.State.WHOLE, only().state());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_folder_that_may_not_be_read_keeps_what_was_known_and_ends_nothing() throws Exception {
        put("closed/a.png");
        put("open/b.png");
        canvas.scan();
        Files.setPosixFilePermissions(output.resolve("closed"), PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isReadable(output.resolve("closed")), "an administrator may read everything");
            put("open/c.png");
            canvas.scan();
            assertEquals(List.of("closed/a.png", "open/b.png", "open/c.png"), paths());
        } finally {
            Files.setPosixFilePermissions(output.resolve("closed"), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void names_that_hide_or_mislead_are_left_alone() throws Exception {
        for (String name : List.of(".hidden.png", ".bin/a.png", "a.png.tmp", "a.png~", "a.part", "notes.txt",
                "evil\u202egnp.exe.png", "deep/.trash/b.png", "no-ending")) {
            put(name);
        }
        put("<script>.png".replace('<', '(').replace('>', ')'));
        put("ütf-8 фьорд 雪 🦊.png");
        canvas.scan();
        look(output.resolve(".bin"), output.resolve(".bin/a.png"), output.resolve("deep/.trash/b.png"), home);
        assertEquals(List.of("(script).png", "ütf-8 фьорд 雪 🦊.png"), paths());
    }

    @Test
    void an_item_keeps_its_id_over_a_restart() throws Exception {
        put("folder/a.png");
        canvas.scan();
        String id = only().id();
        assertTrue(id.matches("[a-z0-9]+"), id);
        open();
        canvas.scan();
        assertEquals(id, only().id());
    }

    @Test
    void a_burst_of_others_is_seen_through_the_watch() throws Exception {
        try (FolderWatch watch = FolderWatch.of(output, task -> Thread.ofVirtual().start(task))) {
            for (int i = 0; i < 600; i++) {
                put("burst/" + i + ".png");
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (canvas.size() < 600 && System.nanoTime() < deadline) {
                canvas.look(watch.next(Duration.ofSeconds(5), Duration.ofMillis(50)));
            }
        }
        assertEquals(600, canvas.size());
        assertEquals(600, told.stream().flatMap(event -> event.added().stream()).distinct().count());
    }

    @Test
    void how_far_reading_is_can_be_seen() throws Exception {
        for (int i = 0; i < 501; i++) {
            put("p" + i + ".png");
        }
        List<Canvas.Indexing> seen = new CopyOnWriteArrayList<>();
        whenTold = () -> seen.add(canvas.indexing());
        assertEquals(new Canvas.Indexing(0, 0), canvas.indexing());
        canvas.scan();
        assertEquals(501, seen.getFirst().total());
        assertTrue(seen.getFirst().done() > 400, seen.toString());
        assertEquals(new Canvas.Indexing(0, 0), canvas.indexing());
    }

    private void keep(String path) {
        try (DurableFiles.Draft draft = files.draft()) {
            draft.write(ByteBuffer.wrap(PICTURE));
            canvas.keep(draft, path);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private Path put(String path) throws IOException {
        Path file = output.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, PICTURE);
    }

    private void look(Path... touched) throws IOException {
        canvas.look(new FolderWatch.Changes(new HashSet<>(Set.of(touched)), false));
    }

    private List<String> paths() {
        return canvas.list(CanvasQuery.NEWEST, 0, 10_000).items().stream().map(Item::path).sorted().toList();
    }

    private Item only() {
        assertEquals(1, canvas.size());
        return canvas.list(CanvasQuery.NEWEST, 0, 1).items().getFirst();
    }
}

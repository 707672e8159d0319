package orchestrator.file;

import orchestrator.testkit.FailingDisk;
import orchestrator.testkit.ForgetfulDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DurableFilesTest {

    /** What a crash looks like from inside: nothing after this runs. */
    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @TempDir
    private Path folder;

    @Test
    void after_a_power_cut_at_any_point_the_old_or_the_new_content_stands() throws Exception {
        List<String> points = new ArrayList<>();
        write(new RealDisk(), points::add, "probe");
        assertEquals(List.of("file.before-temp", "file.before-force", "file.before-rename", "file.before-folder-force",
                "file.after-folder-force"), points);
        for (String deadly : points) {
            Files.writeString(target(), "old");
            ForgetfulDisk disk = new ForgetfulDisk();
            assertThrows(Died.class, () -> write(disk, point -> {
                if (point.equals(deadly)) {
                    throw new Died();
                }
            }, "new"));
            disk.lose();
            String stands = Files.readString(target());
            boolean safe = deadly.equals("file.after-folder-force");
            assertTrue(stands.equals("new") || stands.equals("old") && !safe, deadly + " left " + stands);
            new DurableFiles(new RealDisk(), folder.resolve("tmp"), FailPoints.NONE).sweep();
            assertEquals(List.of(), new RealDisk().list(folder.resolve("tmp")));
        }
    }

    @Test
    void a_disk_that_forgets_shows_what_a_missing_force_would_lose() throws Exception {
        Files.writeString(target(), "old");
        ForgetfulDisk disk = new ForgetfulDisk();
        Disk.Sink sink = disk.create(folder.resolve("careless.tmp"));
        sink.write(java.nio.ByteBuffer.wrap(bytes("new")));
        sink.close();
        disk.replace(folder.resolve("careless.tmp"), target());
        assertArrayEquals(bytes("new"), disk.read(target()), "looks fine while nothing happens");
        disk.lose();
        assertEquals("old", Files.readString(target()));
    }

    @Test
    void a_device_that_refuses_at_the_nth_call_leaves_the_old_content_and_no_litter() throws Exception {
        for (int n = 1; n < 50; n++) {
            Files.writeString(target(), "old");
            FailingDisk disk = new FailingDisk(n, "Input/output error");
            DurableFiles files = new DurableFiles(disk, folder.resolve("tmp"), FailPoints.NONE);
            try {
                files.replace(target(), bytes("new"));
                assertTrue(n > 4, "the write needs more than " + n + " calls");
                return;
            } catch (IOException refused) {
                String stands = Files.readString(target());
                assertTrue(stands.equals("old") || stands.equals("new"), stands);
                assertEquals(disk.lastCall().equals("force"), files.degraded(), disk.lastCall());
            }
        }
    }

    @Test
    void a_full_disk_is_told_as_such() throws Exception {
        for (String words : List.of("No space left on device", "There is not enough space on the disk",
                "Disk quota exceeded", "File too large")) {
            FailingDisk disk = new FailingDisk(3, words);
            DurableFiles files = new DurableFiles(disk, folder.resolve("tmp"), FailPoints.NONE);
            assertThrows(StoreFull.class, () -> files.replace(target(), bytes("new")), words);
            assertFalse(files.degraded());
        }
    }

    @Test
    void a_draft_that_became_nothing_leaves_nothing() throws Exception {
        DurableFiles files = new DurableFiles(new RealDisk(), folder.resolve("tmp"), FailPoints.NONE);
        try (DurableFiles.Draft draft = files.draft()) {
            draft.write(java.nio.ByteBuffer.wrap(bytes("half")));
        }
        assertEquals(List.of(), new RealDisk().list(folder.resolve("tmp")));
    }

    @Test
    void a_move_ends_in_exactly_one_place() throws Exception {
        DurableFiles files = new DurableFiles(new RealDisk(), folder.resolve("tmp"), FailPoints.NONE);
        Files.writeString(target(), "content");
        files.move(target(), folder.resolve("deep/er/moved"));
        assertFalse(Files.exists(target()));
        assertEquals("content", Files.readString(folder.resolve("deep/er/moved")));
    }

    private void write(Disk disk, FailPoints points, String content) throws IOException {
        new DurableFiles(disk, folder.resolve("tmp"), points).replace(target(), bytes(content));
    }

    private Path target() {
        return folder.resolve("target");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package orchestrator.canvas;

import orchestrator.event.Event;
import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;
import orchestrator.file.FolderWatch;
import orchestrator.file.RealDisk;
import orchestrator.testkit.Pictures;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import javax.imageio.ImageIO;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CanvasTest {

    @TempDir
    private Path home;
    private final List<Event.CanvasChanged> told = new CopyOnWriteArrayList<>();
    private DurableFiles files;
    private Canvas canvas;

    @BeforeEach
    void open() throws IOException {
        files = new DurableFiles(new RealDisk(), home.resolve("tmp"), FailPoints.NONE);
        canvas = Canvas.open(home.resolve("output"), home.resolve("thumbs"), files, event -> told.add(
                (Event.CanvasChanged) event));
    }

    @Test
    void a_picture_tells_how_it_came_to_be() throws Exception {
        put("a.png", Pictures.png(64, 48, Map.of("orchestrator",
                """
                {"jobId":"j-1","type":"SD1.5","model":"checkpoints/x.safetensors","prompt":"фьорд",
                 "params":{"seed":"18446744073709551615","steps":20}}""")));
        canvas.scan();
        Item item = only();
        assertEquals(64, item.width());
        assertEquals(48, item.height());
        assertEquals(Optional.of("j-1"), item.making().jobId());
        assertEquals(Optional.of("фьорд"), item.making().prompt());
        assertEquals(Optional.of("18446744073709551615"), item.making().seed());
        assertEquals("20", canvas.making(item).params().get("steps").toString());
    }

    @Test
    void a_picture_of_comfyuis_own_page_tells_it_by_its_graph() throws Exception {
        put("b.png", Pictures.png(8, 8, Map.of("prompt",
                """
                {"3":{"class_type":"KSampler","inputs":{"seed":42,"steps":9,"cfg":7.5,"sampler_name":"euler",
                 "scheduler":"karras","denoise":1.0,"model":["10",0],"positive":["6",0],"negative":["7",0]}},
                 "10":{"class_type":"LoraLoader","inputs":{"model":["4",0],"is_changed":[NaN]}},
                 "4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"sub\\\\m.safetensors"}},
                 "6":{"class_type":"CLIPTextEncode","inputs":{"text":"a fox"}},
                 "7":{"class_type":"CLIPTextEncode","inputs":{"text":"blurry"}}}""")));
        canvas.scan();
        Making making = canvas.making(only());
        assertEquals(Optional.of("a fox"), making.prompt());
        assertEquals(Optional.of("sub/m.safetensors"), making.model());
        assertEquals(Optional.of("42"), making.seed());
        assertEquals("blurry", making.params().get("negativePrompt").toString());
    }

    @Test
    void a_picture_of_a1111_tells_it_by_its_parameters() throws Exception {
        put("c.png", Pictures.png(8, 8, Map.of("parameters",
                "a fox\nin snow\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 77, Model: x")));
        canvas.scan();
        Making making = canvas.making(only());
        assertEquals(Optional.of("a fox\nin snow"), making.prompt());
        assertEquals(Optional.of("77"), making.seed());
        assertEquals("blurry", making.params().get("negativePrompt"));
    }

    @Test
    void odd_files_are_odd_tiles_and_harm_nobody() throws Exception {
        byte[] good = Pictures.png(16, 16, Map.of());
        put("good.png", good);
        put("empty.png", new byte[0]);
        put("text.png", "<html><script>alert(1)</script>".getBytes());
        put("cut.png", Arrays.copyOf(good, good.length / 2));
        put("huge.png", Pictures.pngHeader(30_000, 30_000));
        put("bomb.png", Pictures.withTexts(100_000));
        put("lying.png", Pictures.withChunkLength(Integer.MAX_VALUE));
        put("notes.txt", "no picture".getBytes());
        put(".hidden.png", good);
        assertTimeoutPreemptively(Duration.ofSeconds(20), canvas::scan);
        Map<String, Item.State> states = new java.util.TreeMap<>();
        all().forEach(item -> states.put(item.name(), item.state()));
        assertEquals(Map.of("good.png", Item.State.WHOLE, "empty.png", Item.State.WRITING, "text.png",
                Item.State.BROKEN, "cut.png", Item.State.WRITING, "huge.png", Item.State.WHOLE, "bomb.png",
                Item.State.WHOLE, "lying.png", Item.State.WHOLE), states);
        for (Item item : all()) {
            assertEquals(List.of("good.png", "bomb.png", "lying.png").contains(item.name()) ? item.name() : "none",
                    canvas.thumbnail(item, 256).isPresent() ? item.name() : "none");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void links_and_pipes_are_not_followed() throws Exception {
        Path secret = Files.write(home.resolve("secret.png"), Pictures.png(8, 8, Map.of()));
        Files.createSymbolicLink(home.resolve("output/link.png"), secret);
        Files.createDirectory(home.resolve("elsewhere"));
        Files.write(home.resolve("elsewhere/x.png"), Pictures.png(8, 8, Map.of()));
        Files.createSymbolicLink(home.resolve("output/folder"), home.resolve("elsewhere"));
        new ProcessBuilder("mkfifo", home.resolve("output/pipe.png").toString()).start().waitFor();
        assertTimeoutPreemptively(Duration.ofSeconds(10), canvas::scan);
        assertEquals(List.of(), all());
    }

    @Test
    void a_file_swapped_for_a_link_is_no_longer_served() throws Exception {
        put("a.png", Pictures.png(8, 8, Map.of()));
        canvas.scan();
        Item item = only();
        Files.delete(home.resolve("output/a.png"));
        Files.createSymbolicLink(home.resolve("output/a.png"), Files.writeString(home.resolve("secret"), "s"));
        assertEquals(Optional.empty(), canvas.file(item));
    }

    @Test
    void what_others_do_in_the_folder_is_seen() throws Exception {
        put("a.png", Pictures.png(8, 8, Map.of()));
        canvas.scan();
        told.clear();
        put("deep/b.png", Pictures.png(8, 8, Map.of()));
        touched("deep");
        assertEquals(1, told.getLast().added().size());
        Files.move(home.resolve("output/deep/b.png"), home.resolve("output/c.png"));
        touched("deep/b.png", "c.png");
        assertEquals(List.of("a.png", "c.png"), all().stream().map(Item::path).sorted().toList());
        put("a.png", Pictures.png(32, 8, Map.of()));
        Files.setLastModifiedTime(home.resolve("output/a.png"), FileTime.from(Instant.now().plusSeconds(9)));
        touched("a.png");
        assertEquals(1, told.getLast().changed().size());
        Files.delete(home.resolve("output/a.png"));
        touched("a.png");
        assertEquals(1, told.getLast().removed().size());
        told.clear();
        canvas.scan();
        assertEquals(List.of(), told, "nothing new, nothing told");
    }

    @Test
    void a_file_still_being_written_is_looked_at_again() throws Exception {
        byte[] whole = Pictures.png(16, 16, Map.of());
        put("a.png", Arrays.copyOf(whole, whole.length - 20));
        canvas.scan();
        assertEquals(Item.State.WRITING, only().state());
        assertTrue(canvas.hasUnfinished());
        put("a.png", whole);
        canvas.look(new FolderWatch.Changes(Set.of(), false));
        assertEquals(Item.State.WHOLE, only().state());
        assertFalse(canvas.hasUnfinished());
    }

    @Test
    void six_hundred_files_in_one_burst_are_all_there() throws Exception {
        byte[] picture = Pictures.png(4, 4, Map.of());
        for (int i = 0; i < 600; i++) {
            put("burst_" + i + ".png", picture);
        }
        canvas.look(new FolderWatch.Changes(Set.of(), true));
        assertEquals(600, canvas.size());
        assertEquals(600, told.stream().mapToInt(event -> event.added().size()).sum());
    }

    @Test
    void pages_of_one_snap_never_shift() throws Exception {
        for (int i = 0; i < 25; i++) {
            put("p" + i + ".png", Pictures.png(4, 4, Map.of()));
        }
        canvas.scan();
        CanvasPage first = canvas.list(CanvasQuery.NEWEST, 0, 10);
        put("new.png", Pictures.png(4, 4, Map.of()));
        canvas.scan();
        Set<String> seen = new HashSet<>();
        first.items().forEach(item -> seen.add(item.name()));
        canvas.list(first.snap(), 10, 100).orElseThrow().items().forEach(item -> seen.add(item.name()));
        assertEquals(25, seen.size());
        assertFalse(seen.contains("new.png"));
        assertEquals(26, canvas.list(CanvasQuery.NEWEST, 0, 1).total());
        assertEquals(Optional.empty(), canvas.list("long-gone", 0, 1));
    }

    @Test
    void names_are_sorted_as_people_read_them() throws Exception {
        for (String name : List.of("img10.png", "IMG2.png", "ёж.png", "ель.png", "img1.png", "жук.png")) {
            put(name, Pictures.png(4, 4, Map.of()));
        }
        canvas.scan();
        CanvasQuery byName = new CanvasQuery(Optional.empty(), CanvasQuery.Sort.NAME, true, "", true);
        assertEquals(List.of("img1.png", "IMG2.png", "img10.png", "ёж.png", "ель.png", "жук.png"), canvas.list(byName,
                0, 10).items().stream().map(Item::name).toList());
    }

    @Test
    void a_number_is_given_once_whatever_ending_and_case() throws Exception {
        put("FLUX_00007.JPG", Pictures.png(4, 4, Map.of()));
        assertEquals("flux_00008.png", canvas.reserve("flux", "png", Optional.empty()));
        Set<String> names = new HashSet<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Future<String>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(threads.submit(() -> canvas.reserve("flux", "png", Optional.empty())));
            }
            for (var name : all) {
                names.add(name.get());
            }
        }
        assertEquals(100, names.size());
        assertEquals("Posters/sdxl_00001.png", canvas.reserve("sdxl", "png", Optional.of("Posters")));
        assertEquals("sdxl_00001.png", canvas.reserve("sdxl", "png", Optional.of("../../etc")));
    }

    @Test
    void a_kept_result_is_there_at_once_and_told_once() throws Exception {
        String name = canvas.reserve("sd15", "png", Optional.of("new folder"));
        byte[] picture = Pictures.png(8, 8, Map.of());
        try (DurableFiles.Draft draft = files.draft()) {
            draft.write(ByteBuffer.wrap(picture));
            draft.force();
            assertTrue(canvas.isWhole(draft.file(), name));
            assertFalse(canvas.isWhole(draft.file(), "other.mp4"));
            canvas.keep(draft, name);
        }
        assertEquals("new folder", only().folder());
        touched(name);
        assertEquals(1, told.size());
    }

    @Test
    void fifty_tiles_asking_at_once_get_one_thumbnail() throws Exception {
        put("a.png", Pictures.png(900, 500, Map.of()));
        canvas.scan();
        Item item = only();
        Set<Path> made = new HashSet<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Future<Path>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(threads.submit(() -> canvas.thumbnail(item, 256).orElseThrow()));
            }
            for (var path : all) {
                made.add(path.get());
            }
        }
        assertEquals(1, made.size());
        BufferedImage thumbnail = ImageIO.read(made.iterator().next().toFile());
        assertEquals(256, thumbnail.getWidth());
        assertEquals(142, thumbnail.getHeight());
        Files.delete(made.iterator().next());
        assertTrue(Files.exists(canvas.thumbnail(item, 256).orElseThrow()), "losing it loses nothing");
    }

    @Test
    void what_real_servers_made_is_told_apart() throws Exception {
        for (String name : List.of("sd15-with-workflow-chunks.png", "svd-animated.webp", "svd-h264.mp4",
                "svd-vp9.webm")) {
            try (var file = getClass().getResourceAsStream("/files/" + name)) {
                put(name, file.readAllBytes());
            }
        }
        canvas.scan();
        Map<String, Optional<Media>> media = new java.util.TreeMap<>();
        all().forEach(item -> media.put(item.name(), item.media()));
        assertEquals(Map.of("sd15-with-workflow-chunks.png", Optional.of(Media.PNG), "svd-animated.webp", Optional.of(
                Media.WEBP), "svd-h264.mp4", Optional.of(Media.MP4), "svd-vp9.webm", Optional.of(Media.WEBM)), media);
        assertTrue(all().stream().allMatch(item -> item.state() == Item.State.WHOLE), all().toString());
        Item png = all().stream().filter(item -> item.name().endsWith(".png")).findFirst().orElseThrow();
        assertTrue(canvas.making(png).seed().isPresent());
        assertTrue(canvas.making(png).model().orElseThrow().contains("sd15"));
    }

    private void put(String path, byte[] content) throws IOException {
        Path file = home.resolve("output").resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private void touched(String... paths) throws IOException {
        Set<Path> all = new HashSet<>();
        for (String path : paths) {
            all.add(home.resolve("output").resolve(path));
        }
        canvas.look(new FolderWatch.Changes(all, false));
    }

    private List<Item> all() {
        return canvas.list(CanvasQuery.NEWEST, 0, 10_000).items();
    }

    private Item only() {
        assertEquals(1, all().size());
        return all().getFirst();
    }
}

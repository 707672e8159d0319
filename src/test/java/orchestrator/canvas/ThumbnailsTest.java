package orchestrator.canvas;

import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;
import orchestrator.testkit.FailingDisk;
import orchestrator.testkit.Pictures;
import orchestrator.testkit.SettableTime;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import javax.imageio.ImageIO;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ThumbnailsTest {

    private static final long PLENTY = 1L << 30;

    @TempDir
    private Path home;
    private final SettableTime time = new SettableTime();
    private Thumbnails thumbnails;

    @BeforeEach
    void start() {
        start(PLENTY);
    }

    @Test
    void a_damaged_thumbnail_is_made_again_after_a_restart() throws Exception {
        Path picture = put("a.png", Pictures.png(900, 500, Map.of()));
        Path thumbnail = made(picture);
        byte[] good = Files.readAllBytes(thumbnail);
        for (byte[] damaged : new byte[][]{new byte[0], "no picture".getBytes(), java.util.Arrays.copyOf(good, 100)}) {
            Files.write(thumbnail, damaged);
            start(PLENTY);
            assertEquals(thumbnail, made(picture));
            assertEquals(256, ImageIO.read(thumbnail.toFile()).getWidth());
        }
    }

    @Test
    void a_lost_thumbnail_is_made_again_at_once() throws Exception {
        Path picture = put("a.png", Pictures.png(90, 50, Map.of()));
        Files.delete(made(picture));
        assertTrue(Files.exists(made(picture)));
    }

    @Test
    void another_picture_under_the_old_name_gets_another_thumbnail() throws Exception {
        Path first = made(put("a.png", Pictures.png(90, 50, Map.of())));
        Path picture = put("a.png", Pictures.png(50, 90, Map.of()));
        Files.setLastModifiedTime(picture, FileTime.from(time.instant()));
        assertFalse(first.equals(made(picture)));
    }

    @Test
    void a_small_picture_is_not_blown_up_and_a_line_stays_a_line() throws Exception {
        assertEquals("20x10", size(made(put("small.png", Pictures.png(20, 10, Map.of())))));
        assertEquals("256x1", size(made(put("line.png", Pictures.png(9_000, 1, Map.of())))));
        assertEquals("1x256", size(made(put("pole.png", Pictures.png(1, 9_000, Map.of())))));
    }

    @Test
    void the_colour_is_known_with_the_thumbnail_and_after_a_restart() throws Exception {
        Path picture = put("half.png", DescriptionTest.encoded("png", 400, 400));
        assertEquals(Optional.empty(), thumbnails.color(item(picture)));
        made(picture);
        Color color = Color.decode(thumbnails.color(item(picture)).orElseThrow());
        assertTrue(Math.abs(color.getRed() - 127) < 6 && color.getGreen() < 6 && color.getBlue() < 6, color.toString());
        start(PLENTY);
        made(picture);
        assertEquals(color, Color.decode(thumbnails.color(item(picture)).orElseThrow()));
    }

    @ParameterizedTest
    @CsvSource({"1,left", "3,right", "6,top", "8,bottom"})
    void a_photo_stands_upright(int turn, String red) throws Exception {
        Path photo = put("photo.jpg", DescriptionTest.turned(DescriptionTest.encoded("jpg", 400, 400), turn));
        BufferedImage is = ImageIO.read(made(photo).toFile());
        Map<String, int[]> spots = Map.of("left", new int[]{30, 128}, "right", new int[]{220, 128}, "top", new int[]{
                128, 30}, "bottom", new int[]{128, 220});
        String black = Map.of("left", "right", "right", "left", "top", "bottom", "bottom", "top").get(red);
        assertTrue(new Color(is.getRGB(spots.get(red)[0], spots.get(red)[1])).getRed() > 200);
        assertTrue(new Color(is.getRGB(spots.get(black)[0], spots.get(black)[1])).getRed() < 50);
    }

    @Test
    void what_shines_through_is_not_black() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(40, 40, BufferedImage.TYPE_INT_ARGB), "png", out);
        Path picture = put("glass.png", out.toByteArray());
        made(picture);
        assertTrue(Color.decode(thumbnails.color(item(picture)).orElseThrow()).getRed() > 100);
    }

    @Test
    void moving_pictures_of_comfyui_have_a_thumbnail() throws Exception {
        assertEquals("128x128", size(made(put("a.webp", DescriptionTest.real("svd-animated.webp")))));
        assertEquals("40x30", size(made(put("a.gif", DescriptionTest.encoded("gif", 40, 30)))));
    }

    @Test
    void a_bomb_is_never_decoded() throws Exception {
        for (int[] size : new int[][]{{30_000, 30_000}, {16_385, 1}, {8_001, 8_000}}) {
            Path bomb = put("bomb.png", Pictures.pngHeader(size[0], size[1]));
            assertTimeoutPreemptively(Duration.ofSeconds(2), () -> assertEquals(Optional.empty(), thumbnail(bomb)));
        }
    }

    @Test
    void a_full_disk_is_no_property_of_the_picture() throws Exception {
        FailingDisk disk = new FailingDisk(1, "No space left on device");
        thumbnails = new Thumbnails(new ThumbnailFolder(home.resolve("thumbs"), new DurableFiles(disk, home.resolve(
                "tmp"), FailPoints.NONE), time, PLENTY));
        Path picture = put("a.png", Pictures.png(90, 50, Map.of()));
        assertEquals(Optional.empty(), thumbnail(picture));
        disk.mend();
        assertTrue(thumbnail(picture).isPresent());
    }

    @Test
    void the_longest_unused_go_when_there_are_too_many() throws Exception {
        Path used = put("used.png", Pictures.png(300, 300, Map.of()));
        Path unused = put("unused.png", Pictures.png(300, 301, Map.of()));
        Path usedThumbnail = made(used);
        time.passes(Duration.ofHours(1));
        Path unusedThumbnail = made(unused);
        Files.setLastModifiedTime(usedThumbnail, FileTime.from(time.instant().minusSeconds(60)));
        Files.setLastModifiedTime(unusedThumbnail, FileTime.from(time.instant().minusSeconds(50)));
        long both = Files.size(usedThumbnail) + Files.size(unusedThumbnail);
        start(both * 6 / 5);
        made(used);
        made(put("new.png", Pictures.png(300, 302, Map.of())));
        assertTrue(Files.exists(usedThumbnail), "used since the start");
        assertFalse(Files.exists(unusedThumbnail));
        try (Stream<Path> left = Files.walk(home.resolve("thumbs"))) {
            assertEquals(2, left.filter(Files::isRegularFile).count());
        }
    }

    private void start(long maxBytes) {
        thumbnails = new Thumbnails(new ThumbnailFolder(home.resolve("thumbs"), new DurableFiles(new RealDisk(), home
                .resolve("tmp"), FailPoints.NONE), time, maxBytes));
    }

    private Path put(String name, byte[] content) throws IOException {
        return Files.write(home.resolve(name), content);
    }

    private Path made(Path picture) throws IOException {
        return thumbnail(picture).orElseThrow();
    }

    private Optional<Path> thumbnail(Path picture) throws IOException {
        return thumbnails.of(item(picture), picture, 256);
    }

    private Item item(Path picture) throws IOException {
        return new Found(picture.getFileName().toString(), picture, Found.attributes(picture)).describe(Description.of(
                picture), time);
    }

    private static String size(Path thumbnail) throws IOException {
        BufferedImage is = ImageIO.read(thumbnail.toFile());
        return is.getWidth() + "x" + is.getHeight();
    }
}

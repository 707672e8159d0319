package orchestrator.web;

import orchestrator.testkit.Multipart;
import orchestrator.testkit.Photos;
import orchestrator.testkit.Pictures;
import orchestrator.testkit.Raw;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@Timeout(120)
class UploadRoutesTest {

    private static final byte[] PICTURE = Pictures.png(40, 30, Map.of());

    @TempDir
    Path home;
    private Studio studio;

    @BeforeEach
    void open() throws IOException {
        studio = Studio.in(home);
    }

    @AfterEach
    void close() {
        studio.close();
    }

    @Test
    void a_picture_is_kept_told_and_given_back() throws IOException {
        Raw.Answer answer = Multipart.upload(studio.port(), PICTURE);
        assertEquals(201, answer.status(), answer.text());
        JsonNode told = Studio.json(answer);
        assertEquals(List.of("name", "url", "width", "height"), List.copyOf(told.propertyNames()));
        assertEquals(answer.header("Location").orElseThrow(), told.path("url").asString());
        assertEquals("40x30", told.path("width").asInt() + "x" + told.path("height").asInt());
        assertTrue(told.path("name").asString().matches("[0-9a-f]{32}\\.png"), told.toString());
        Raw.Answer file = studio.get(told.path("url").asString());
        assertArrayEquals(PICTURE, file.body());
        assertEquals("image/png", file.header("Content-Type").orElseThrow());
        assertEquals("nosniff", file.header("X-Content-Type-Options").orElseThrow());
        assertEquals(List.of(SecurityHeaders.FILE_POLICY), file.all("Content-Security-Policy"));
        assertTrue(file.header("Cache-Control").orElseThrow().contains("immutable"));
        assertEquals("4", studio.get(told.path("url").asString(), "Range: bytes=0-3").header("Content-Length")
                .orElseThrow());
    }

    @Test
    void the_size_told_is_the_one_it_is_shown_with() throws IOException {
        JsonNode told = Studio.json(Multipart.upload(studio.port(), Photos.withExif(Photos.jpeg(40, 30), Photos.turn(
                6))));
        assertEquals("30x40", told.path("width").asInt() + "x" + told.path("height").asInt());
        assertTrue(told.path("name").asString().endsWith(".jpg"), told.toString());
        assertEquals("image/webp", studio.get(Studio.json(Multipart.upload(studio.port(), Photos.webp())).path("url")
                .asString()).header("Content-Type").orElseThrow());
    }

    @Test
    void line_ends_and_half_boundaries_come_through_byte_for_byte_however_they_are_cut() throws IOException {
        String text = ("\r\r\n\n\r\n--" + Multipart.BOUNDARY.substring(0, 9) + "\r\n--").repeat(7_000) + "\r";
        byte[] picture = Pictures.withChunks("tEXt", ("key\0" + text).getBytes(StandardCharsets.US_ASCII), 1);
        String url = Studio.json(Multipart.upload(studio.port(), picture)).path("url").asString();
        assertArrayEquals(picture, studio.get(url).body());
        byte[] form = Multipart.of(Pictures.withChunks("tEXt", "\r\n--".repeat(50).getBytes(StandardCharsets.US_ASCII),
                1));
        try (Raw raw = Raw.to(studio.port())) {
            raw.send(Multipart.head(studio.port(), form.length));
            for (byte one : form) {
                raw.send(new byte[]{one});
            }
            assertEquals(201, raw.answer().status());
        }
    }

    /** U1, U2, U3. */
    @Test
    void what_is_no_whole_picture_is_422_and_leaves_nothing() throws IOException {
        for (byte[] whole : List.of(PICTURE, Photos.jpeg(40, 30), Photos.webp())) {
            for (int tenth = 1; tenth < 10; tenth++) {
                refused(Arrays.copyOf(whole, whole.length * tenth / 10), 422, "not-an-image");
            }
        }
        refused(new byte[0], 422, "not-an-image");
        refused(new byte[1], 422, "not-an-image");
        refused(Arrays.copyOf(PICTURE, 8), 422, "not-an-image");
        refused(Pictures.withTexts(100_000), 422, "not-an-image");
        refused(Pictures.withChunkLength(Integer.MAX_VALUE), 422, "not-an-image");
        refused(Pictures.pngHeader(30_000, 30_000), 422, "image-too-large");
        refused(Photos.claiming(Photos.jpeg(4, 4), 65_535, 65_535), 422, "image-too-large");
        refused(Pictures.withChunks("acTL", new byte[8], 1), 422, "image-animated");
    }

    /** U5, U6. */
    @ParameterizedTest
    @ValueSource(strings = {"GIF89a..........;", "BM..............", "II*\0............", "\0\0\1\0\1\0..........",
            "\0\0\0\30ftypheic....heic", "\0\0\0\30ftypavif....avif", "\0\0\0\30ftypisom....isom", "8BPS............",
            "%PDF-1.7\n......", "<svg onload='alert(1)'/>", "<!doctype html><script>", "alert('a script');"})
    void another_kind_is_415_that_lists_what_is_taken_whatever_its_name(String content) throws IOException {
        Raw.Answer answer = refused(content.getBytes(StandardCharsets.ISO_8859_1), 415, "unsupported-media-type");
        assertEquals("[\"image/png\",\"image/jpeg\",\"image/webp\"]", Studio.json(answer).path("args").path("accepted")
                .toString());
    }

    @Test
    void what_hides_behind_a_picture_is_not_kept() throws IOException {
        byte[] script = "<script>alert(1)</script>".getBytes(StandardCharsets.US_ASCII);
        refused(joined(PICTURE, script), 415, "unsupported-media-type");
        refused(joined(Photos.webp(), script), 415, "unsupported-media-type");
        byte[] photo = Photos.jpeg(40, 30);
        JsonNode kept = Studio.json(Multipart.upload(studio.port(), joined(photo, script)));
        assertArrayEquals(photo, studio.get(kept.path("url").asString()).body());
        assertEquals(kept, Studio.json(Multipart.upload(studio.port(), photo)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "image/png", "multipart/mixed; boundary=x", "", "multipart",
            "application/x-www-form-urlencoded"})
    void a_body_that_is_no_form_is_415(String type) throws IOException {
        HttpServerTest.assertProblem(studio.call("POST", "/api/uploads", "", "Content-Type: " + type), 415,
                "unsupported-media-type");
    }

    @Test
    void a_form_is_taken_here_alone() throws IOException {
        Raw.Answer answer = Raw.call(studio.port(), "POST", "/api/jobs", new String(Multipart.of(new byte[]{'x'}),
                StandardCharsets.US_ASCII), "Content-Type: multipart/form-data; boundary=" + Multipart.BOUNDARY);
        HttpServerTest.assertProblem(answer, 415, "unsupported-media-type");
    }

    /** U7. */
    @ParameterizedTest
    @ValueSource(strings = {"../../a.png", "C:\\a.png", "a.png\\0.exe", "a.png%00.exe", "CON.png", ".htaccess",
            "\ud83d\ude3a.png", "e\u0301.png", "a.png/", "", "a.png\"; filename*=UTF-8''..%2f..%2fx.png; x=\"",
            "a%0d%0aX-Injected: 1.png", "/etc/passwd", "jobs/x.json", "a.html"})
    void a_name_never_reaches_the_disk(String name) throws IOException {
        named(name);
        named(name + "x".repeat(300));
    }

    @Test
    void a_form_that_is_broken_is_400_and_leaves_nothing() throws IOException {
        String head = "--" + Multipart.BOUNDARY + "\r\n";
        malformed(new byte[0]);
        malformed("--other--\r\n".getBytes(StandardCharsets.US_ASCII));
        malformed(new Multipart().file("a.png", PICTURE).sofar());
        malformed(new Multipart().field("other", "x").end());
        malformed(new Multipart().part("Content-Disposition: form-data", PICTURE).end());
        malformed(new Multipart().file("a.png", PICTURE).file("b.png", PICTURE).end());
        malformed((head + "no header\r\n\r\nx\r\n").getBytes(StandardCharsets.US_ASCII));
        malformed((head + "X: " + "a".repeat(10_000) + "\r\n\r\nx\r\n").getBytes(StandardCharsets.US_ASCII));
        malformed((head + "Content-Disposition: form-data; name=\"file\"; filename=\"a\0.png\"\r\n\r\nx\r\n").getBytes(
                StandardCharsets.US_ASCII));
        malformed(("x".repeat(100_000) + "\r\n" + head).getBytes(StandardCharsets.US_ASCII));
        for (String boundary : List.of("", "; boundary=", "; boundary=" + "x".repeat(71))) {
            HttpServerTest.assertProblem(studio.call("POST", "/api/uploads", "", "Content-Type: multipart/form-data"
                    + boundary, "Content-Length: 0"), 400, "bad-multipart");
        }
        assertNothingIsLeft();
    }

    /** U8. */
    @Test
    void parts_without_number_are_400_and_fields_around_the_file_are_passed_over() throws IOException {
        Multipart many = new Multipart();
        for (int n = 0; n < 100_000; n++) {
            many.field("f" + n, "");
        }
        malformed(many.end());
        assertNothingIsLeft();
        byte[] form = new Multipart().field("a", "1").file("a.png", PICTURE).field("b", "2").end();
        assertEquals(201, Multipart.post(studio.port(), form).status());
    }

    /** U8. */
    @Test
    void a_file_over_the_limit_is_413_whatever_was_declared() throws Exception {
        int most = (int) FilePart.MAX_FILE;
        byte[] limit = Arrays.copyOf(Pictures.pngHeader(30_000, 30_000), most);
        assertEquals(422, Multipart.upload(studio.port(), limit).status());
        assertProblem413(Multipart.upload(studio.port(), Arrays.copyOf(limit, most + 1)));
        try (Raw raw = Raw.to(studio.port())) {
            raw.send(Multipart.head(studio.port(), 500L << 20)).send(new byte[1000]).shutdownOutput();
            assertProblem413(raw.answer());
        }
        assertProblem413(endless(new Multipart().part("Content-Disposition: form-data; name=\"file\"", new byte[0])));
        assertProblem413(endless(new Multipart().part("Content-Disposition: form-data; name=\"other\"", new byte[0])));
        HttpServerTest.assertProblem(endless(new Multipart()), 400, "bad-multipart");
        assertNothingIsLeft();
    }

    /** U9. */
    @Test
    void a_hundred_uploads_cut_in_the_middle_leave_no_file_and_no_handle() throws Exception {
        byte[] form = Multipart.of(PICTURE);
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs a system that tells its open files");
        assertEquals(201, Multipart.post(studio.port(), form).status());
        long before = handles();
        for (int n = 0; n < 100; n++) {
            try (Raw raw = Raw.to(studio.port())) {
                raw.send(Multipart.head(studio.port(), form.length)).send(Arrays.copyOf(form, form.length / 2));
            }
        }
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!spool().isEmpty() || handles() > before + 20) {
            assertTrue(System.nanoTime() < deadline, spool() + " " + handles() + " handles, before " + before);
            studio.get("/api/health");
        }
        assertEquals(1, kept().size());
    }

    /** U11. */
    @Test
    void one_content_is_one_file_and_another_is_another_however_many_send_it() throws Exception {
        byte[] other = Pictures.png(30, 40, Map.of());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> calls = IntStream.range(0, 32).<Callable<String>>mapToObj(n -> () -> Studio.json(
                    Multipart.upload(studio.port(), n % 2 == 0 ? PICTURE : other)).path("name").asString()).toList();
            assertEquals(2, threads.invokeAll(calls).stream().map(call -> call.resultNow()).distinct().count());
        }
        assertEquals(2, kept().size());
        Path first = home.resolve(".orchestrator/uploads").resolve(kept().getFirst());
        var written = Files.getLastModifiedTime(first);
        byte[] content = Files.readAllBytes(first);
        Multipart.upload(studio.port(), content);
        assertEquals(written, Files.getLastModifiedTime(first));
        Files.write(first, new byte[3]);
        Multipart.upload(studio.port(), content);
        assertArrayEquals(content, Files.readAllBytes(first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "x.png", "..%2f..%2flock", "%2e%2e", "00000000000000000000000000000000.png",
            "00000000000000000000000000000000.html", "00000000000000000000000000000000.png%00"})
    void a_name_nobody_gave_out_is_not_found(String name) throws IOException {
        Files.createDirectories(home.resolve(".orchestrator/uploads"));
        Files.write(home.resolve(".orchestrator/uploads/x.png"), PICTURE);
        int status = studio.get("/uploads/" + name).status();
        assertTrue(status == 404 || status == 400, "" + status);
    }

    private Raw.Answer refused(byte[] content, int status, String code) throws IOException {
        Raw.Answer answer = Multipart.upload(studio.port(), content);
        HttpServerTest.assertProblem(answer, status, code);
        assertNothingIsLeft();
        return answer;
    }

    private void malformed(byte[] form) throws IOException {
        HttpServerTest.assertProblem(Multipart.post(studio.port(), form), 400, "bad-multipart");
    }

    private void named(String name) throws IOException {
        Raw.Answer answer = Multipart.post(studio.port(), new Multipart().file(name, PICTURE).end());
        assertEquals(201, answer.status(), answer.text());
        assertEquals(1, kept().size());
        assertEquals(kept().getFirst(), Studio.json(answer).path("name").asString());
    }

    private static void assertProblem413(Raw.Answer answer) {
        HttpServerTest.assertProblem(answer, 413, "too-large");
    }

    // A chunked body that never ends, after this beginning.
    private Raw.Answer endless(Multipart beginning) throws Exception {
        try (Raw raw = Raw.to(studio.port())) {
            raw.send(Raw.request(studio.port(), "POST", "/api/uploads", "",
                    "Content-Type: multipart/form-data; boundary=" + Multipart.BOUNDARY,
                    "Transfer-Encoding: chunked"));
            raw.send(chunk(beginning.sofar()));
            byte[] more = chunk(new byte[1 << 20]);
            Thread sending = Thread.startVirtualThread(() -> {
                try {
                    while (!Thread.currentThread().isInterrupted()) {
                        raw.send(more);
                    }
                } catch (IOException closed) {
                    // The other side has had enough.
                }
            });
            Raw.Answer answer = raw.answer();
            sending.interrupt();
            return answer;
        }
    }

    private static byte[] chunk(byte[] data) {
        return data.length == 0
                ? data
                : joined((Integer.toHexString(data.length) + "\r\n").getBytes(StandardCharsets.US_ASCII), data,
                        "\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private void assertNothingIsLeft() throws IOException {
        assertEquals(List.of(), spool());
        assertEquals(List.of(), kept());
    }

    private List<String> spool() throws IOException {
        return names(home.resolve("tmp"));
    }

    private List<String> kept() throws IOException {
        return names(home.resolve(".orchestrator/uploads"));
    }

    private static long handles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

package orchestrator.web;

import orchestrator.file.SafePath;
import orchestrator.testkit.Raw;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FileAnswerTest {

    private static final byte[] PNG = "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    Path folder;
    private WebFixture web;
    private byte[] thousand;

    @BeforeEach
    void open() throws IOException {
        thousand = new byte[1000];
        for (int i = 0; i < thousand.length; i++) {
            thousand[i] = (byte) i;
        }
        System.arraycopy(PNG, 0, thousand, 0, PNG.length);
        Files.write(folder.resolve("a.png"), thousand);
        Files.write(folder.resolve("empty.png"), new byte[0]);
        SafePath files = SafePath.below(folder);
        web = WebFixture.open(routing -> routing.get("/media/{name}", context -> FileAnswer.send(context,
                files.file(context.pathParam("name")).orElseThrow(() -> Problem.notFound("file")),
                context.pathParam("name"), "private, max-age=60")));
    }

    @AfterEach
    void close() {
        web.close();
    }

    /** F11, the table of ranges. */
    @ParameterizedTest
    @CsvSource({"0-499,206,0,500", "500-,206,500,500", "-500,206,500,500", "-2000,206,0,1000", "0-1999,206,0,1000",
            "999-999,206,999,1", "0-0,206,0,1", "500-100,200,0,1000", "a-b,200,0,1000", "-,200,0,1000",
            "'0-1,5-6',200,0,1000", "'',200,0,1000", "99999999999999999999-,200,0,1000"})
    void a_range_gives_exactly_these_bytes(String range, int status, int first, int length) throws IOException {
        Raw.Answer answer = web.get("/media/a.png", "Range: bytes=" + range);
        assertEquals(status, answer.status());
        assertArrayEquals(Arrays.copyOfRange(thousand, first, first + length), answer.body());
        assertEquals(status == 206 ? "bytes " + first + "-" + (first + length - 1) + "/1000" : "none",
                answer.header("Content-Range").orElse("none"));
    }

    @ParameterizedTest
    @CsvSource({"a.png,-0,1000", "a.png,1000-,1000", "a.png,5000-6000,1000", "empty.png,0-0,0", "empty.png,-5,0"})
    void a_range_without_a_byte_in_it_is_416(String file, String range, int size) throws IOException {
        Raw.Answer answer = web.get("/media/" + file, "Range: bytes=" + range);
        HttpServerTest.assertProblem(answer, 416, "range-not-satisfiable");
        assertEquals("bytes */" + size, answer.header("Content-Range").orElseThrow());
    }

    @Test
    void another_unit_is_ignored() throws IOException {
        assertEquals(200, web.get("/media/a.png", "Range: foo").status());
        assertEquals(200, web.get("/media/a.png", "Range: lines=0-1").status());
    }

    @Test
    void a_far_part_of_a_huge_file_is_found_at_once() throws IOException {
        try (RandomAccessFile huge = new RandomAccessFile(folder.resolve("huge.mp4").toFile(), "rw")) {
            huge.setLength(5L << 30);
            huge.seek((5L << 30) - 3);
            huge.write("end".getBytes(StandardCharsets.US_ASCII));
        }
        assertEquals("end", web.get("/media/huge.mp4", "Range: bytes=-3").text());
    }

    @Test
    void what_has_not_changed_is_not_sent_again() throws IOException {
        Raw.Answer first = web.get("/media/a.png");
        String tag = first.header("ETag").orElseThrow();
        assertEquals(304, web.get("/media/a.png", "If-None-Match: " + tag).status());
        assertEquals(304, web.get("/media/a.png", "If-None-Match: \"x\", W/" + tag).status());
        assertEquals(200, web.get("/media/a.png", "If-None-Match: \"x\"").status());
        assertEquals(206, web.get("/media/a.png", "Range: bytes=0-1", "If-Range: " + tag).status());
        assertEquals(200, web.get("/media/a.png", "Range: bytes=0-1", "If-Range: \"x\"").status());
        Files.setLastModifiedTime(folder.resolve("a.png"), FileTime.fromMillis(1));
        assertEquals(200, web.get("/media/a.png", "If-None-Match: " + tag).status());
    }

    @Test
    void head_tells_the_same_without_a_body() throws IOException {
        Raw.Answer head = web.call("HEAD", "/media/a.png", "");
        assertEquals("1000", head.header("Content-Length").orElseThrow());
        assertEquals("bytes", head.header("Accept-Ranges").orElseThrow());
        assertEquals(web.get("/media/a.png").header("ETag"), head.header("ETag"));
    }

    /** T-XSS-1. */
    @Test
    void what_could_run_is_only_ever_a_download() throws IOException {
        for (Map.Entry<String, String> hostile : Map.of("a.html", "<script>alert(1)</script>", "a.svg",
                "<svg onload='alert(1)'/>", "a.HTML", "<html>", "a.png.html", "<b>", "x", "<!doctype html>", "a.js",
                "alert(1)", "a.pdf", "%PDF-1.7", "a.xml", "<?xml version='1.0'?>", "fake.png", "<html>",
                "a.css", "*{}").entrySet()) {
            Files.writeString(folder.resolve(hostile.getKey()), hostile.getValue());
            Raw.Answer answer = web.get("/media/" + hostile.getKey());
            assertEquals("application/octet-stream", answer.header("Content-Type").orElseThrow(), hostile.getKey());
            assertTrue(answer.header("Content-Disposition").orElseThrow().startsWith("attachment"));
            assertContained(answer);
        }
        Files.writeString(folder.resolve("polyglot.html"),
                new String(PNG, StandardCharsets.ISO_8859_1) + "<script>alert(1)</script>",
                StandardCharsets.ISO_8859_1);
        Raw.Answer picture = web.get("/media/polyglot.html");
        assertEquals("image/png", picture.header("Content-Type").orElseThrow());
        assertContained(picture);
    }

    @Test
    void a_link_is_not_followed() throws IOException {
        Path secret = Files.writeString(folder.resolveSibling("secret-" + folder.getFileName()), "secret");
        Files.createSymbolicLink(folder.resolve("link.png"), secret);
        assertEquals(404, web.get("/media/link.png").status());
        Files.delete(secret);
    }

    /** F12. */
    @Test
    void a_file_that_shrinks_meanwhile_ends_the_connection() throws IOException {
        Path file = folder.resolve("big.png");
        try (RandomAccessFile big = new RandomAccessFile(file.toFile(), "rw")) {
            big.setLength(64L << 20);
        }
        try (Raw raw = Raw.to(web.port()).receiveBuffer(64 << 10)) {
            raw.send(Raw.request(web.port(), "GET", "/media/big.png", ""));
            String head = raw.head();
            assertTrue(head.contains("67108864"), head);
            try (RandomAccessFile big = new RandomAccessFile(file.toFile(), "rw")) {
                big.setLength(10);
            }
            assertThrows(IOException.class, () -> raw.exactly(64 << 20));
        }
        assertEquals(200, web.get("/media/a.png").status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a b.png|a b.png|a%20b.png", "q\"uote.png|q_uote.png|q%22uote.png",
            "кот.png|___.png|%D0%BA%D0%BE%D1%82.png", "50%.png|50_.png|50%25.png", "a;b.png|a_b.png|a%3Bb.png"})
    void a_name_of_any_script_goes_into_the_header(String name, String plain, String extended) {
        assertEquals("attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + extended,
                Disposition.attachment(name));
    }

    @Test
    void a_name_cannot_add_a_header() {
        String header = Disposition.inline("a\r\nSet-Cookie: x=1\u0000\\.png");
        assertTrue(header.chars().allMatch(c -> c >= 0x20 && c < 0x7f), header);
    }

    private static void assertContained(Raw.Answer answer) {
        assertEquals("nosniff", answer.header("X-Content-Type-Options").orElseThrow());
        assertTrue(answer.header("Content-Security-Policy").orElseThrow().startsWith("sandbox;"));
        assertEquals(1, answer.all("Content-Security-Policy").size());
    }
}

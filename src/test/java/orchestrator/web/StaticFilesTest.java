package orchestrator.web;

import orchestrator.testkit.Raw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StaticFilesTest {

    @TempDir
    Path folder;

    @Test
    void a_file_of_the_jar_may_be_kept_for_ever_under_its_build() throws IOException {
        try (WebFixture web = WebFixture.open(new StaticFiles("b7", Optional.empty()))) {
            Raw.Answer answer = web.get("/static/css/app.css?v=b7");
            assertEquals("text/css; charset=utf-8", answer.header("Content-Type").orElseThrow());
            assertTrue(answer.header("Cache-Control").orElseThrow().contains("immutable"));
            for (String other : new String[]{"", "?v=b6"}) {
                assertEquals("no-cache",
                        web.get("/static/css/app.css" + other).header("Cache-Control").orElseThrow());
            }
            assertTrue(web.get("/static/img/icons.svg").header("Cache-Control").orElseThrow()
                    .contains("stale-if-error"), "icons are drawn while the server is away");
            String tag = answer.header("ETag").orElseThrow();
            assertEquals(304, web.get("/static/css/app.css", "If-None-Match: " + tag).status());
        }
    }

    @Test
    void a_folder_is_read_anew_and_text_is_packed_for_those_who_unpack() throws IOException {
        Files.writeString(folder.resolve("a.js"), "x".repeat(5000));
        try (WebFixture web = WebFixture.open(new StaticFiles("b7", Optional.of(folder)))) {
            Raw.Answer packed = web.get("/static/a.js", "Accept-Encoding: gzip, br");
            assertEquals("gzip", packed.header("Content-Encoding").orElseThrow());
            assertTrue(packed.body().length < 200);
            assertArrayEquals(Files.readAllBytes(folder.resolve("a.js")),
                    new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes());
            Files.writeString(folder.resolve("a.js"), "new");
            assertEquals("new", web.get("/static/a.js?v=b7", "Accept-Encoding: gzip").text());
            assertEquals("3", web.call("HEAD", "/static/a.js", "").header("Content-Length").orElseThrow());
        }
    }

    /** T-PATH-1. */
    @ParameterizedTest
    @ValueSource(strings = {"../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "..%5csecret.txt",
            "a/../../secret.txt",
            "..\\secret.txt", "/etc/passwd", "//etc/passwd", ".hidden.txt", "a.js/", "a.js%00", "", ".", "..",
            "CON.txt",
            "%252e%252e/secret.txt", "link.txt", "../logback.xml", "orchestrator/Main.class"})
    void nothing_outside_is_reached(String path) throws IOException {
        Path inner = Files.createDirectory(folder.resolve("static"));
        Files.writeString(inner.resolve("a.js"), "a");
        Files.writeString(inner.resolve(".hidden.txt"), "secret");
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(inner.resolve("link.txt"), folder.resolve("secret.txt"));
        for (Optional<Path> from : java.util.List.of(Optional.of(inner), Optional.<Path>empty())) {
            try (WebFixture web = WebFixture.open(new StaticFiles("b7", from))) {
                Raw.Answer answer = web.get("/static/" + path);
                assertTrue(answer.status() == 404 || answer.status() == 400, path + " was " + answer.status());
                assertTrue(!answer.text().contains("secret"));
            }
        }
    }
}

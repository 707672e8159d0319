package orchestrator.file;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SafePathTest {

    @TempDir
    private Path folder;

    static Stream<String> hostile() {
        return Stream.of("..", "../", "../x", "a/../../b", "a/../b", "./a", "a/.", "a//b", "/etc/passwd", "//x", "C:/x",
                "C:x", "\\\\srv\\x", "..\\x", "a\\b", "file:///etc/passwd", "a:stream", "x\u0000.png", "a\nb", "CON",
                "con.png", "a/nul", "COM1.txt", "lpt9", "trailing.", "trailing ", " leading", ".hidden", "a/.hidden",
                "what?", "star*", "<tag>", "pipe|", "\"quoted\"", "\u202egnp.exe", "\ud800", "x".repeat(256),
                "я".repeat(128), "a/".repeat(5_000) + "a", "%2e%2e/a".replace("%2e", "."), "a/");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void a_name_that_could_lead_elsewhere_is_no_path(String name) {
        assertEquals(Optional.empty(), SafePath.below(folder).resolve(name));
    }

    static Stream<String> plain() {
        return Stream.of("a.png", "deep/er/a b.png", "Фьорд/рассвет.png", "猫.webp", "a..b.png", "x".repeat(255),
                "я".repeat(127), "~", "%2e%2e", "console.png", "nully", "٣.png", "a'b", "emoji🦊.png");
    }

    @ParameterizedTest
    @MethodSource("plain")
    void a_plain_name_is_a_path_below_the_root(String name) {
        assertEquals(Optional.of(folder.resolve(name)), SafePath.below(folder).resolve(name));
    }

    @Test
    void nothing_is_reached_through_a_link() throws Exception {
        Path root = Files.createDirectory(folder.resolve("output"));
        Path secret = Files.writeString(Files.createDirectory(folder.resolve("output-private")).resolve("s"), "secret");
        Files.createSymbolicLink(root.resolve("link"), secret.getParent());
        Files.createSymbolicLink(root.resolve("file"), secret);
        Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
        SafePath safe = SafePath.below(root);
        for (String name : new String[]{"link/s", "link", "file", "loop", "../output-private/s"}) {
            assertEquals(Optional.empty(), safe.file(name), name);
        }
        assertEquals(Optional.empty(), safe.relative(secret), "a longer name is no folder below");
    }

    @Test
    void a_root_that_is_itself_reached_through_a_link_is_fine() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Files.writeString(real.resolve("a.png"), "x");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        assertTrue(SafePath.below(link).file("a.png").isPresent());
    }
}

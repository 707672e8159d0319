package orchestrator;

import orchestrator.testkit.Multipart;
import orchestrator.testkit.Pictures;
import orchestrator.testkit.Raw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A process that ends, or is killed, while pictures come in. */
@Timeout(120)
class UploadEndTest {

    private static final byte[] FORM = Multipart.of(Pictures.png(200, 200, Map.of()));

    @TempDir
    private Path home;

    /** S3. */
    @Test
    void asked_to_end_during_an_upload_it_ends_soon_and_keeps_no_half_picture() throws Exception {
        try (Child child = start(); Raw raw = half(child.ready())) {
            Child.End end = child.terminate(Duration.ofSeconds(10));
            assertEquals(143, end.status(), end.errors());
        }
        assertOnlyWholeOnesAreKept();
    }

    /** S3. */
    @Test
    void killed_during_an_upload_it_sweeps_at_the_next_start() throws Exception {
        try (Child child = start(); Raw raw = half(child.ready())) {
            child.kill();
        }
        assertEquals(1, inside(".orchestrator/tmp").size());
        assertOnlyWholeOnesAreKept();
    }

    private void assertOnlyWholeOnesAreKept() throws Exception {
        try (Child again = start()) {
            int port = again.ready().getPort();
            assertEquals(List.of(), inside(".orchestrator/tmp"));
            assertEquals(1, inside(".orchestrator/uploads").size());
            String name = inside(".orchestrator/uploads").getFirst();
            assertEquals(200, Raw.get(port, "/uploads/" + name).status());
        }
    }

    // One that is whole, and the half of another.
    private Raw half(URI address) throws IOException {
        byte[] other = Multipart.of(Pictures.png(100, 300, Map.of()));
        assertEquals(201, Multipart.post(address.getPort(), FORM).status());
        Raw raw = Raw.to(address.getPort());
        raw.send(Multipart.head(address.getPort(), other.length)).send(Arrays.copyOf(other, other.length / 2));
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (inside(".orchestrator/tmp").isEmpty()) {
            assertTrue(System.nanoTime() < deadline, "the upload did not begin");
            Raw.get(address.getPort(), "/api/health");
        }
        return raw;
    }

    private Child start() throws IOException {
        return Child.start("--home", home.toString(), "--comfyui", "none", "--port", "0");
    }

    private List<String> inside(String folder) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

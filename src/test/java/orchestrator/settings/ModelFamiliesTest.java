package orchestrator.settings;

import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class ModelFamiliesTest {

    @TempDir
    private Path own;

    @Test
    void a_choice_outlives_the_process_until_it_is_taken_back() throws IOException {
        open().set("checkpoints/a.safetensors", Optional.of("SDXL"));
        open().set("loras/b.safetensors", Optional.of("FLUX"));
        assertEquals(Map.of("checkpoints/a.safetensors", "SDXL", "loras/b.safetensors", "FLUX"), open().all());
        open().set("checkpoints/a.safetensors", Optional.empty());
        assertEquals(Map.of("loras/b.safetensors", "FLUX"), open().all());
    }

    /** V5. */
    @Test
    void a_file_nobody_understands_is_set_aside_and_never_overwritten() throws IOException {
        for (String bad : new String[]{"{\"a\":", "[]", "null", "{\"a\":{}}"}) {
            Files.writeString(own.resolve("families.json"), bad);
            assertEquals(Map.of(), open().all(), bad);
            assertFalse(Files.exists(own.resolve("families.json")), bad);
        }
        assertEquals("{\"a\":", Files.readString(own.resolve("set-aside/families.json")));
        assertEquals("{\"a\":{}}", Files.readString(own.resolve("set-aside/families.json-4")));
    }

    private ModelFamilies open() throws IOException {
        return new ModelFamilies(own, new DurableFiles(new RealDisk(), own.resolve("tmp"), FailPoints.NONE));
    }
}

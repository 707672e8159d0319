package orchestrator.worker;

import orchestrator.comfyui.NodeTimes.Measured;
import orchestrator.engine.LearnedTimes;
import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;
import orchestrator.testkit.JobRoom;
import orchestrator.testkit.SettableTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TimesFileTest {

    @TempDir
    private Path home;
    private final SettableTime time = new SettableTime();

    @Test
    void what_was_learned_is_there_after_a_restart_oldest_use_first() {
        LearnedTimes before = new LearnedTimes();
        try (TimesFile _ = open(before)) {
            learn(before, "VAEDecode", 1.25);
            learn(before, "SaveImage", 0.5);
            before.of("gpu").of("VAEDecode");
        }
        LearnedTimes after = new LearnedTimes();
        open(after);
        assertEquals(before.all(), after.all());
        assertEquals(List.copyOf(before.all().keySet()), List.copyOf(after.all().keySet()));
        assertEquals(1.25, after.of("gpu").of("VAEDecode").orElseThrow().median());
    }

    @Test
    void the_first_run_is_written_at_once_and_then_one_write_a_minute_is_enough() throws IOException {
        LearnedTimes times = new LearnedTimes();
        open(times);
        learn(times, "VAEDecode", 1);
        assertTrue(text().contains("VAEDecode"));
        learn(times, "SaveImage", 1);
        assertFalse(text().contains("SaveImage"), "written again too soon");
        time.passes(Duration.ofMinutes(2));
        learn(times, "LoadImage", 1);
        assertTrue(text().contains("SaveImage") && text().contains("LoadImage"));
    }

    @Test
    void nothing_learned_is_nothing_written() {
        open(new LearnedTimes()).close();
        assertFalse(Files.exists(file()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"version\":1,\"seconds\":{\"gpu node VAEDecode\":[1",
            "\u0000\u0000",
            "{\"version\":2,\"seconds\":{\"gpu node VAEDecode\":[1]}}", "{\"version\":1,\"seconds\":null}",
            "{\"version\":1,\"seconds\":{\"gpu node VAEDecode\":\"x\"}}", "{\"version\":1,\"seconds\":7}"})
    void a_broken_or_foreign_file_is_passed_over_and_written_anew(String content) throws IOException {
        Files.writeString(file(), content);
        LearnedTimes times = new LearnedTimes();
        try (TimesFile _ = open(times)) {
            assertEquals(Map.of(), times.all());
            learn(times, "SaveImage", 2);
        }
        LearnedTimes after = new LearnedTimes();
        open(after);
        assertTrue(after.of("gpu").of("SaveImage").isPresent());
    }

    @Test
    void holes_in_the_file_are_passed_over() throws IOException {
        Files.writeString(file(), """
                                  {"version":1,"more":7,"seconds":{"gpu node a":null,"gpu node b":[null,3]}}""");
        LearnedTimes times = new LearnedTimes();
        open(times);
        assertEquals(Map.of("gpu node b", List.of(3.0)), times.all());
    }

    @Test
    void a_folder_in_its_place_keeps_nobody_from_working() throws IOException {
        Files.createDirectory(file());
        LearnedTimes times = new LearnedTimes();
        try (TimesFile _ = open(times)) {
            learn(times, "SaveImage", 2);
            assertEquals(Optional.of(2.0), times.of("gpu").of("SaveImage").map(spread -> spread.median()));
        }
    }

    private TimesFile open(LearnedTimes times) {
        return TimesFile.open(home, new DurableFiles(new RealDisk(), home.resolve("tmp"), FailPoints.NONE), times,
                time);
    }

    private static void learn(LearnedTimes times, String node, double seconds) {
        times.learn("gpu", JobRoom.asking("a lake"), new Measured(Map.of(node, List.of(seconds)), false, 0, 1));
    }

    private Path file() {
        return home.resolve("times.json");
    }

    private String text() throws IOException {
        return Files.readString(file());
    }
}

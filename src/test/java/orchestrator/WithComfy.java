package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.worker.Pace;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A ComfyUI that does as the test says, and words for what it was asked. */
@Timeout(120)
abstract class WithComfy {

    @TempDir
    Path home;
    DemoComfy comfy;

    @BeforeEach
    final void begin() {
        comfy = DemoComfy.start(DemoOptions.fast());
    }

    @AfterEach
    final void end() {
        comfy.close();
    }

    final LiveApp start() throws IOException, InterruptedException {
        return LiveApp.start(home, comfy).awaitOnline();
    }

    final LiveApp start(Pace pace) throws IOException, InterruptedException {
        return LiveApp.start(home, pace, comfy).awaitOnline();
    }

    /** {@link LiveApp#QUICK} with another patience. */
    static Pace patient(Duration stall, Duration shadow, Duration rest) {
        Pace quick = LiveApp.QUICK;
        return new Pace(quick.health(), quick.search(), quick.poll(), quick.absent(), quick.stop(), quick.silence(),
                quick.catalogue(), new Pace.Patience(quick.patience().fetch(), stall, shadow, rest,
                        quick.patience().lease()));
    }

    /** {@link LiveApp#QUICK}, and looking at a prompt this often. */
    static Pace looking(Duration poll) {
        Pace quick = LiveApp.QUICK;
        return new Pace(quick.health(), quick.search(), poll, poll, quick.stop(), quick.silence(), quick.catalogue(),
                quick.patience());
    }

    /** Of the n-th (from 1) prompt that arrived, taken or not. */
    final String promptId(int n) {
        return comfy.log().awaitPrompt(n).promptId();
    }

    final int prompts() {
        return prompts(comfy);
    }

    static int prompts(DemoComfy comfy) {
        return comfy.log().all(DemoLog.PromptPosted.class).size();
    }

    /** What each prompt that arrived is to show, in their order. */
    static List<String> wanted(DemoComfy comfy) {
        return comfy.log().all(DemoLog.PromptPosted.class).stream()
                .map(posted -> posted.input("CLIPTextEncode", "text").orElse("")).toList();
    }

    /** Whether somebody asked for this prompt to be interrupted, or for whatever runs. */
    final boolean wasInterrupted(String promptId) {
        return comfy.log().all(DemoLog.InterruptPosted.class).stream()
                .anyMatch(stop -> stop.promptId().isEmpty() || stop.promptId().get().equals(promptId));
    }

    static JsonNode cancel(LiveApp app, String id) throws IOException, InterruptedException {
        return app.call("DELETE", "/api/jobs/" + id, "").body();
    }

    /** The codes of what is noted of a job, oldest first. */
    static List<String> notes(JsonNode job) {
        return job.path("notes").valueStream().map(note -> note.path("code").asString()).toList();
    }

    /** Everything that lies below a folder of the home. */
    final List<Path> filesIn(String folder) throws IOException {
        if (!Files.exists(home.resolve(folder))) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(home.resolve(folder))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}

package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** How a finished picture comes from a ComfyUI in trouble. */
@Timeout(120)
class FetchTest {

    @TempDir
    private Path home;

    @Test
    void a_picture_waits_in_a_comfyui_that_went_down_while_it_was_fetched_however_long_that_takes() throws Exception {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast());
                LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            comfy.faults().nextView(Faults.ViewFault.STALLED_AT_HALF);
            String id = app.submit("a lake", 2);
            comfy.log().awaitNth(DemoLog.FileViewed.class, 1);
            comfy.down();
            // Longer than a picture may bring nothing new from one that answers.
            TimeUnit.MILLISECONDS.sleep(LiveApp.QUICK.patience().fetch().plusSeconds(1).toMillis());
            comfy.up();
            assertEquals(0, app.awaitStatus(id, "complete").path("attempts").asInt());
            assertEquals(1, comfy.log().all(DemoLog.PromptPosted.class).size());
        }
    }
}

package orchestrator;

import orchestrator.demo.DemoLog;
import orchestrator.worker.Pace;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Somebody else uses the same ComfyUI: sends prompts, and stops ours. */
class OthersTest extends WithComfy {

    @Test
    void a_job_behind_somebody_elses_work_says_so_and_a_stop_leaves_that_alone() throws Exception {
        comfy.faults().holdAtStep(1);
        String theirs = comfy.occupy(1, 4).getFirst();
        comfy.log().awaitHeld(theirs);
        try (LiveApp app = start()) {
            String first = app.submit("a road", 2);
            app.awaitWait(first, "others");
            cancel(app, first);
            app.await("/api/jobs/" + first, job -> job.path("stage").isMissingNode());
            String second = app.submit("a road", 2);
            app.awaitWait(second, "others");
            comfy.faults().release();
            assertEquals("success", comfy.log().awaitEnded(theirs).outcome());
            app.awaitStatus(second, "complete");
            assertEquals(List.of(), comfy.log().all(DemoLog.InterruptPosted.class));
            assertEquals(List.of(), comfy.log().all(DemoLog.QueueCleared.class));
        }
    }

    @Test
    void taking_back_what_only_waits_there_is_no_stop_that_could_have_hit_another() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = start(shadow(Duration.ofMinutes(1)))) {
            String running = app.submit("first", 4);
            comfy.log().awaitHeld(promptId(1));
            String next = app.submit("second", 4);
            promptId(2);
            cancel(app, next);
            app.await("/api/jobs/" + next, job -> job.path("stage").isMissingNode());
            assertFalse(wasInterrupted(promptId(2)));
            comfy.interruptAsSomebodyElse();
            assertEquals(List.of("interrupted"), notes(app.awaitStatus(running, "cancelled")));
        }
    }

    private static Pace shadow(Duration shadow) {
        return patient(LiveApp.QUICK.patience().stall(), shadow, LiveApp.QUICK.patience().rest());
    }
}

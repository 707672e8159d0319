package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Worker processes that run the jobs of a server. */
class WorkerProcessTest extends WithComfy {

    @Test
    void it_takes_jobs_and_their_status_moves_as_it_happens() throws Exception {
        comfy.faults().holdAtStep(2);
        try (LiveApp app = LiveApp.at(home); WorkerApp _ = app.worker("gpu-1", comfy)) {
            JsonNode engine = app.awaitWorker("gpu-1", comfy).get("/api/engines").path(0);
            assertEquals("127.0.0.1", engine.path("worker").path("host").asString());
            assertEquals(comfy.address().toString(), engine.path("worker").path("comfyui").asString());
            assertTrue(engine.path("worker").has("heard") && engine.path("samplers").size() > 3, engine.toString());
            String id = app.submit("a mill", 4);
            JsonNode running = app.await("/api/jobs/" + id, job -> job.path("step").asInt() == 2);
            assertEquals("running", running.path("status").asString());
            assertEquals("gpu-1", running.path("worker").asString());
            assertTrue(running.path("progress").asInt() > 0, running.toString());
            comfy.faults().release();
            JsonNode done = app.awaitStatus(id, "complete");
            assertEquals(0, done.path("attempts").asInt());
            assertEquals(1, done.path("output").size());
            assertEquals(List.of("sd15_00001.png"), filesIn("output").stream().map(file -> file.getFileName()
                    .toString()).toList());
            assertTrue(app.events().about(id, "progress").size() >= 2, "progress is not told");
            assertEquals(1, app.events().about(id, "complete").size());
            assertTrue(!app.events().about(id, "preview").isEmpty(), "no preview is told");
            app.await("/api/engines", _ -> isEmpty("gpu-1/jobs") && isEmpty("gpu-1/output"));
        }
    }

    @Test
    void the_next_job_is_inside_before_one_ends_and_all_run_in_order() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.at(home); WorkerApp _ = app.worker("gpu-1", comfy)) {
            app.awaitWorker("gpu-1", comfy);
            List<String> ids = List.of(app.submit("one", 2), app.submit("two", 2), app.submit("three", 2));
            app.await("/api/jobs/" + ids.get(1), job -> job.path("stage").asString("").equals("next"));
            assertEquals("waiting", app.job(ids.get(2)).path("stage").asString());
            comfy.faults().release();
            for (String id : ids) {
                app.awaitStatus(id, "complete");
            }
            assertEquals(List.of("one", "two", "three"), wanted(comfy));
        }
    }

    @Test
    void a_stop_and_a_change_reach_what_it_holds() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.at(home); WorkerApp _ = app.worker("gpu-1", comfy)) {
            app.awaitWorker("gpu-1", comfy);
            String runs = app.submit("runs", 2);
            String next = app.submit("next", 2);
            app.awaitStatus(runs, "running");
            app.await("/api/jobs/" + next, job -> job.path("stage").asString("").equals("next"));
            promptId(2);
            LiveApp.Answer edited = app.call("PATCH", "/api/jobs/" + next, "{\"prompt\":\"changed\"}");
            assertEquals(200, edited.status(), edited.toString());
            assertEquals("cancelled", cancel(app, runs).path("status").asString());
            app.await("/api/jobs/" + runs, job -> !job.path("stage").asString("").equals("stopping"));
            comfy.faults().release();
            app.awaitStatus(next, "complete");
            assertEquals("changed", wanted(comfy).getLast());
            assertEquals("cancelled", app.job(runs).path("status").asString());
            assertTrue(wasInterrupted(promptId(1)));
        }
    }

    @Test
    void our_own_pool_stands_aside_for_a_worker_and_takes_over_when_it_is_gone() throws Exception {
        try (LiveApp app = start()) {
            WorkerApp worker = app.worker("gpu-1", comfy);
            app.awaitWorker("gpu-1", comfy);
            comfy.faults().holdAtStep(1);
            String id = app.submit("by the worker", 2);
            assertEquals("gpu-1", app.awaitStatus(id, "running").path("worker").asString());
            worker.close();
            app.awaitEngine(comfy, engine -> !engine.path("worker").path("here").asBoolean(true));
            comfy.faults().release();
            JsonNode done = app.awaitComplete(id);
            assertEquals(1, done.path("attempts").asInt(), done.toString());
            assertEquals(1, done.path("output").size());
            assertEquals(1, filesIn("output").size());
        }
    }

    @Test
    void of_two_workers_for_one_comfyui_the_second_waits_until_the_first_is_gone() throws Exception {
        try (LiveApp app = LiveApp.at(home)) {
            WorkerApp first = app.worker("gpu-1", comfy);
            app.awaitWorker("gpu-1", comfy);
            try (WorkerApp _ = app.worker("gpu-2", comfy)) {
                app.awaitStatus(app.submit("by the first", 2), "complete");
                assertTrue(isEmpty("gpu-2/jobs"));
                first.close();
                app.awaitWorker("gpu-2", comfy);
                app.awaitStatus(app.submit("by the second", 2), "complete");
            }
        }
    }

    @Test
    void no_job_waits_behind_a_running_one_while_another_worker_has_nothing_to_do() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.at(home);
                DemoComfy other = DemoComfy.start(DemoOptions.fast());
                WorkerApp _ = app.worker("gpu-1", comfy)) {
            other.faults().holdAtStep(1);
            String first = app.awaitWorker("gpu-1", comfy).submit("one", 2);
            app.awaitStatus(first, "running");
            try (WorkerApp _ = app.worker("gpu-2", other)) {
                app.awaitWorker("gpu-2", other);
                String second = app.submit("two", 2);
                assertEquals("gpu-2", app.awaitStatus(second, "running").path("worker").asString());
                comfy.faults().release();
                other.faults().release();
                app.awaitStatus(first, "complete");
                app.awaitStatus(second, "complete");
            }
        }
    }

    @Test
    void a_failing_run_is_tried_again_by_the_same_rules() throws Exception {
        try (LiveApp app = LiveApp.at(home); WorkerApp _ = app.worker("gpu-1", comfy)) {
            app.awaitWorker("gpu-1", comfy);
            comfy.faults().everyRun(Faults.RunFault.ERROR);
            String id = app.submit("fails", 2);
            JsonNode failed = app.await("/api/jobs/" + id, job -> {
                if (job.path("wait").path("code").asString("").equals("back")) {
                    app.passes(Duration.ofSeconds(40));
                }
                return job.path("status").asString("").equals("failed");
            });
            assertEquals(4, failed.path("attempts").asInt(), failed.toString());
            assertEquals("execution-error", failed.path("error").path("code").asString());
            assertEquals(4, prompts());
        }
    }

    @Test
    void a_restarted_worker_goes_on_with_its_own_job() throws Exception {
        comfy.faults().holdAtStep(1);
        try (LiveApp app = LiveApp.at(home)) {
            WorkerApp first = app.worker("gpu-1", comfy);
            String id = app.awaitWorker("gpu-1", comfy).submit("a mill", 2);
            app.awaitStatus(id, "running");
            first.close();
            comfy.faults().release();
            try (WorkerApp _ = app.worker("gpu-1", comfy)) {
                JsonNode done = app.awaitStatus(id, "complete");
                assertEquals(0, done.path("attempts").asInt(), done.toString());
                assertEquals(1, prompts());
            }
        }
    }

    @Test
    void a_picture_to_start_from_comes_with_the_job() throws Exception {
        try (LiveApp app = LiveApp.at(home); WorkerApp _ = app.worker("gpu-1", comfy)) {
            String first = app.awaitWorker("gpu-1", comfy).submit("a mill", 2);
            String item = app.awaitStatus(first, "complete").path("output").path(0).path("id").asString();
            String id = app.take("""
                                 {"type":"image","model":"%s","prompt":"again","params":{"steps":2,"image":"%s"}}"""
                    .formatted(LiveApp.MODEL, item));
            assertEquals(1, app.awaitStatus(id, "complete").path("output").size());
        }
    }

    private boolean isEmpty(String folder) {
        try {
            return filesIn(folder).isEmpty();
        } catch (IOException moving) {
            return false;
        }
    }
}

package orchestrator.worker;

import orchestrator.canvas.Canvas;
import orchestrator.comfyui.ComfyClient;
import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;
import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;
import orchestrator.job.ImageParams;
import orchestrator.job.Job;
import orchestrator.job.JobRequest;
import orchestrator.testkit.JobRoom;
import orchestrator.testkit.Pictures;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StartImagesTest {

    @TempDir
    private Path home;
    private Canvas canvas;
    private StartImages images;

    @BeforeEach
    void open() throws Exception {
        JobRoom room = JobRoom.in(home);
        canvas = Canvas.open(home.resolve("output"), home.resolve(".orchestrator"), new DurableFiles(new RealDisk(),
                home.resolve("tmp"), FailPoints.NONE), _ -> {}, room.time);
        images = new StartImages(canvas.inputs());
    }

    @Test
    void a_comfyui_that_is_away_is_waited_for() throws Exception {
        Job job = starting(upload());
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast())) {
            ComfyClient client = new ComfyClient(comfy.address(), ComfyClient.http());
            comfy.down();
            assertInstanceOf(StartImages.Outcome.Away.class, images.upload(job, client));
            comfy.up();
            assertEquals(new StartImages.Outcome.Brought(images.expected(job)), images.upload(job, client));
        }
    }

    @Test
    void our_own_end_settles_nothing() throws Exception {
        Job job = starting(upload());
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast())) {
            comfy.faults().hang();
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> images.upload(job, new ComfyClient(comfy.address(),
                    ComfyClient.http())));
            assertTrue(Thread.interrupted());
            comfy.faults().unhang();
        }
    }

    @Test
    void a_job_without_a_picture_asks_for_nothing() throws Exception {
        Job job = JobRoom.in(home).submit("a lake");
        assertEquals(new StartImages.Outcome.Brought(Map.of()), images.upload(job, new ComfyClient(
                java.net.URI.create("http://127.0.0.1:1"), ComfyClient.http())));
    }

    private String upload() throws Exception {
        try (var incoming = canvas.uploads().begin()) {
            incoming.write(ByteBuffer.wrap(Pictures.png(8, 8, Map.of())));
            return incoming.keep().name();
        }
    }

    private Job starting(String image) {
        ImageParams params = JobRoom.params(7);
        JobRequest request = new JobRequest("checkpoints/a.safetensors", "a lake", new ImageParams("", params.seed(),
                params.steps(), params.cfg(), params.guidance(), params.sampler(), params.scheduler(), params.width(),
                params.height(), params.batchSize(), List.of(), Optional.of(image), Optional.of(0.5), params.vae(),
                params.clipSkip(), params.hires(), params.folder(), Map.of()));
        return JobRoom.in(home).queue().submit(List.of(request), Optional.empty()).getFirst();
    }
}

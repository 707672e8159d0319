package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults;
import orchestrator.file.FailPoints;
import orchestrator.testkit.FailingDisk;
import orchestrator.testkit.Multipart;
import orchestrator.testkit.Photos;
import orchestrator.testkit.Pictures;
import orchestrator.testkit.Raw;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** From a picture that is sent to one that was made of it, and what may go wrong on the way. */
@Timeout(120)
class ImageToImageTest {

    private static final byte[] PICTURE = Pictures.png(96, 64, Map.of());
    private static final String NOBODYS = "0123456789abcdef0123456789abcdef.png";

    @TempDir
    private Path home;
    private DemoComfy comfy;

    @BeforeEach
    void begin() {
        comfy = DemoComfy.start(DemoOptions.fast());
    }

    @AfterEach
    void end() {
        comfy.close();
    }

    @Test
    void a_picture_that_was_sent_is_what_the_job_starts_from() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String image = upload(app, PICTURE);
            String id = submit(app, image);
            JsonNode job = app.awaitStatus(id, "complete");
            assertEquals(image, job.path("params").path("image").asString());
            assertEquals(0.6, job.path("params").path("denoise").asDouble());
            DemoLog.FileUploaded there = comfy.log().awaitNth(DemoLog.FileUploaded.class, 1);
            assertEquals("input orch/" + id + " start.png",
                    there.type() + " " + there.subfolder() + " " + there.name());
            assertArrayEquals(PICTURE, Files.readAllBytes(comfy.storage().resolve("input/orch").resolve(id).resolve(
                    "start.png")));
            assertEquals("orch/" + id + "/start.png", loaded(1));
            assertEquals("0.6", comfy.log().awaitPrompt(1).input("KSampler", "denoise").orElseThrow());
            assertEquals(1, uploads());

            String item = job.path("output").get(0).path("id").asString();
            app.awaitStatus(submit(app, item), "complete");
            app.awaitStatus(submit(app, upload(app, Photos.withExif(Photos.jpeg(40, 30), Photos.turn(6)))), "complete");
            assertTrue(loaded(3).endsWith("/start.jpg"), loaded(3));
        }
    }

    @Test
    void a_job_without_a_size_has_the_shape_of_its_picture() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String wide = upload(app, Pictures.png(1600, 900, Map.of()));
            assertEquals("680 x 384", size(app, "{\"image\":\"" + wide + "\"}"));
            assertEquals("512 x 512", size(app, "{\"image\":\"" + wide + "\",\"width\":512}"));
            String turned = upload(app, Photos.withExif(Photos.jpeg(40, 30), Photos.turn(6)));
            assertEquals("440 x 592", size(app, "{\"image\":\"" + turned + "\"}"));
        }
    }

    private static String size(LiveApp app, String params) throws Exception {
        JsonNode job = app.job(app.take("""
                                        {"type":"image","model":"%s","prompt":"a harbour","params":%s}"""
                .formatted(LiveApp.MODEL, params)));
        return job.path("params").path("width").asInt() + " x " + job.path("params").path("height").asInt();
    }

    @Test
    void each_sending_brings_the_picture_once() throws Exception {
        comfy.faults().nextRun(Faults.RunFault.ERROR);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = submit(app, upload(app, PICTURE));
            app.await("/api/jobs/" + id, now -> now.path("attempts").asInt() == 1);
            assertEquals(1, uploads());
            app.passes(Duration.ofSeconds(4));
            app.awaitStatus(id, "complete");
            assertEquals(2, uploads());
            assertEquals(loaded(1), loaded(2));
        }
    }

    @Test
    void a_picture_nobody_has_is_told_at_its_field_with_all_else_that_is_wrong() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            for (String nobodys : List.of(NOBODYS, "", "0123456789abcdef01234567", "../../lock", "start.png")) {
                LiveApp.Answer answer = app.call("POST", "/api/jobs", asking(nobodys));
                assertEquals(422, answer.status(), nobodys);
                assertEquals("/params/image image-missing", errors(answer), nobodys);
            }
            LiveApp.Answer both = app.call("POST", "/api/jobs", asking(NOBODYS).replace("emaonly", "emaonli"));
            assertEquals("/model model-missing, /params/image image-missing", errors(both));
            Files.write(home.resolve("output/film.png"), new byte[300]);
            String broken = app.await("/api/canvas/list", list -> list.path("total").asInt() == 1).path("items").get(0)
                    .path("id").asString();
            assertEquals("/params/image image-unusable", errors(app.call("POST", "/api/jobs", asking(broken))));
            assertEquals(0, app.get("/api/jobs").path("total").asInt());
        }
    }

    @Test
    void a_waiting_job_is_given_a_picture_and_loses_it_again() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            app.call("POST", "/api/queue/pause", "");
            String image = upload(app, PICTURE);
            String id = app.submit("a lake", 2);
            assertEquals("/params/image image-missing", errors(patch(app, id, "\"image\":\"" + NOBODYS + "\"")));
            assertEquals("1.0", denoise(app, id));
            assertEquals(200, patch(app, id, "\"image\":\"" + image + "\"").status());
            assertEquals("0.6", denoise(app, id));
            assertEquals(200, patch(app, id, "\"denoise\":0.3").status());
            assertEquals(200, patch(app, id, "\"image\":\"" + upload(app, Photos.webp()) + "\"").status());
            assertEquals("0.3", denoise(app, id));
            assertEquals(200, patch(app, id, "\"image\":null").status());
            assertEquals("1.0", denoise(app, id));
            assertEquals(200, patch(app, id, "\"image\":\"" + image + "\",\"denoise\":0.8").status());
            app.call("POST", "/api/queue/resume", "");
            app.awaitStatus(id, "complete");
            assertEquals("0.8", comfy.log().awaitPrompt(1).input("KSampler", "denoise").orElseThrow());
        }
    }

    /** U12. */
    @Test
    void a_picture_that_is_gone_when_its_turn_comes_fails_the_job_by_name() throws Exception {
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            app.call("POST", "/api/queue/pause", "");
            String image = upload(app, PICTURE);
            String id = submit(app, image);
            Files.delete(home.resolve(".orchestrator/uploads").resolve(image));
            app.call("POST", "/api/queue/resume", "");
            JsonNode error = app.awaitStatus(id, "failed").path("error");
            assertEquals("input-missing", error.path("code").asString());
            assertEquals(image, error.path("args").path("name").asString());
            assertEquals(0, comfy.log().all(DemoLog.PromptPosted.class).size());
            // Sent once more, it is the same file again, and the job can be tried again.
            assertEquals(image, upload(app, PICTURE));
            app.call("POST", "/api/jobs/" + id + "/retry", "");
            app.awaitStatus(id, "complete");
        }
    }

    /** U14. */
    @Test
    void the_name_that_comfyui_gives_is_the_one_that_is_loaded() throws Exception {
        comfy.faults().nextUpload(Faults.UploadFault.RENAMED);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = submit(app, upload(app, PICTURE));
            app.awaitStatus(id, "complete");
            assertEquals("orch/" + id + "/start (1).png", loaded(1));
        }
    }

    /** U14. */
    @ParameterizedTest
    @EnumSource(value = Faults.UploadFault.class, names = {"REFUSED_400", "TOO_LARGE_413"})
    void a_picture_that_comfyui_does_not_take_fails_the_job_at_once(Faults.UploadFault fault) throws Exception {
        comfy.faults().everyUpload(fault);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String image = upload(app, PICTURE);
            JsonNode error = app.awaitStatus(submit(app, image), "failed").path("error");
            assertEquals("image-refused", error.path("code").asString());
            assertEquals(fault.name().replaceAll("\\D", ""), error.path("args").path("status").asString());
            assertEquals(image, error.path("args").path("name").asString());
            assertEquals(0, comfy.log().all(DemoLog.PromptPosted.class).size());
        }
    }

    /** U14. */
    @ParameterizedTest
    @EnumSource(value = Faults.UploadFault.class, names = {"ERROR_500", "CUT"})
    void an_upload_that_fails_is_tried_again_and_counts(Faults.UploadFault fault) throws Exception {
        comfy.faults().nextUpload(fault);
        try (LiveApp app = LiveApp.start(home, comfy).awaitOnline()) {
            String id = submit(app, upload(app, PICTURE));
            JsonNode job = app.await("/api/jobs/" + id, now -> now.path("attempts").asInt() == 1);
            assertEquals("queued", job.path("status").asString());
            app.passes(Duration.ofSeconds(4));
            app.awaitStatus(id, "complete");
            assertEquals(1, comfy.log().all(DemoLog.PromptPosted.class).size());
            comfy.faults().everyUpload(fault);
            String never = submit(app, upload(app, PICTURE));
            for (int attempt = 1; attempt <= 4; attempt++) {
                int counted = attempt;
                app.await("/api/jobs/" + never, now -> now.path("attempts").asInt() == counted);
                app.passes(Duration.ofSeconds(40));
            }
            assertEquals("image-not-sent", app.awaitStatus(never, "failed").path("error").path("code").asString());
        }
    }

    /** U10. */
    @Test
    void a_full_disk_takes_no_picture_and_keeps_the_ones_before() throws Exception {
        FailingDisk disk = new FailingDisk(Integer.MAX_VALUE, "No space left on device");
        try (LiveApp app = LiveApp.start(home, comfy, disk, FailPoints.NONE).awaitOnline()) {
            String before = upload(app, PICTURE);
            byte[] large = Pictures.withChunks("tEXt", new byte[200_000], 3);
            // Create, write, write again, force, and rename.
            for (int call : new int[]{1, 2, 4, 6, 13}) {
                disk.breakAt(call);
                Raw.Answer refused = Multipart.upload(app.address().getPort(), large);
                assertEquals(507, refused.status(), call + " " + disk.lastCall() + refused.text());
                assertTrue(refused.text().contains("\"disk-full\""), refused.text());
                assertEquals(List.of(before), inside(".orchestrator/uploads"));
                assertEquals(List.of(), inside(".orchestrator/tmp"));
                disk.mend();
            }
            app.awaitStatus(submit(app, before), "complete");
            app.awaitStatus(submit(app, upload(app, large)), "complete");
        }
    }

    private static String upload(LiveApp app, byte[] picture) throws IOException {
        Raw.Answer answer = Multipart.upload(app.address().getPort(), picture);
        assertEquals(201, answer.status(), answer.text());
        return JsonMapper.shared().readTree(answer.text()).path("name").asString();
    }

    private static String submit(LiveApp app, String image) throws Exception {
        LiveApp.Answer answer = app.call("POST", "/api/jobs", asking(image));
        assertEquals(201, answer.status(), answer.toString());
        return answer.body().path("jobId").asString();
    }

    private static String asking(String image) {
        return LiveApp.asking("a lake", 2).replace("\"steps\"", "\"image\":\"" + image + "\",\"steps\"");
    }

    private static LiveApp.Answer patch(LiveApp app, String id, String params) throws Exception {
        return app.call("PATCH", "/api/jobs/" + id, "{\"params\":{" + params + "}}");
    }

    private static String denoise(LiveApp app, String id) throws Exception {
        return app.job(id).path("params").path("denoise").asString();
    }

    private static String errors(LiveApp.Answer answer) {
        return String.join(", ", answer.body().path("errors").valueStream().map(error -> error.path("pointer")
                .asString() + " " + error.path("code").asString()).toList());
    }

    private String loaded(int prompt) {
        return comfy.log().awaitPrompt(prompt).input("LoadImage", "image").orElseThrow();
    }

    private int uploads() {
        return comfy.log().all(DemoLog.FileUploaded.class).size();
    }

    private List<String> inside(String folder) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

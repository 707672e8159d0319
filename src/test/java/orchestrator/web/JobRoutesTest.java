package orchestrator.web;

import orchestrator.job.JobError;
import orchestrator.queue.Lease;
import orchestrator.testkit.Raw;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JobRoutesTest {

    @TempDir
    Path home;
    private Studio studio;

    @BeforeEach
    void open() throws IOException {
        studio = Studio.in(home);
    }

    @AfterEach
    void close() {
        studio.close();
    }

    @Test
    void a_job_is_made_and_found_where_the_answer_says() throws IOException {
        Raw.Answer made = studio.post(Studio.asking("a cat"));
        assertEquals(201, made.status(), made.text());
        assertEquals("\"1\"", made.header("ETag").orElseThrow());
        JsonNode job = Studio.json(made);
        assertEquals("queued", job.path("status").asString());
        assertEquals("comfy", job.path("wait").path("code").asString());
        assertTrue(job.path("params").path("seed").isString(), "the server drew a seed");
        Raw.Answer found = studio.get(made.header("Location").orElseThrow());
        assertEquals(job.path("jobId"), Studio.json(found).path("jobId"));
        assertEquals("a cat", Studio.json(found).path("prompt").asString());
        assertEquals(1, studio.jobFiles());
    }

    @Test
    void a_count_makes_a_group_with_seeds_that_follow() throws IOException {
        JsonNode made = Studio.json(studio
                .post("""
                      {"type":"image","model":"m","prompt":"p","count":3,"params":{"seed":"18446744073709551615"}}"""));
        List<String> seeds = new ArrayList<>();
        Set<String> groups = new java.util.HashSet<>();
        for (JsonNode id : made.path("jobIds")) {
            JsonNode job = Studio.json(studio.get("/api/jobs/" + id.asString()));
            seeds.add(job.path("params").path("seed").asString());
            groups.add(job.path("group").asString());
        }
        assertEquals(List.of("18446744073709551615", "0", "1"), seeds);
        assertEquals(1, groups.size());
    }

    /** A3, A4, A5, A6, A7: each is 422, names the field, and writes nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"\"prompt\":[]|/prompt", "\"prompt\":null|/prompt",
            "\"prompt\":\"  \"|/prompt", "\"model\":7|/model", "\"type\":\"video2\"|/type", "\"type\":1|/type",
            "\"count\":101|/count", "\"count\":0|/count", "\"count\":1000000|/count", "\"count\":1.5|/count",
            "\"nonsense\":1|/nonsense", "\"params\":[]|/params", "\"params\":{\"steps\":\"20\"}|/params/steps",
            "\"params\":{\"steps\":-1}|/params/steps", "\"params\":{\"steps\":0}|/params/steps",
            "\"params\":{\"steps\":1000000000}|/params/steps", "\"params\":{\"steps\":null}|/params/steps",
            "\"params\":{\"cfg\":1e999}|/params/cfg", "\"params\":{\"cfg\":1e999999999}|/params/cfg",
            "\"params\":{\"width\":7}|/params/width", "\"params\":{\"width\":2147483648}|/params/width",
            "\"params\":{\"seed\":18446744073709551616}|/params/seed", "\"params\":{\"seed\":-2}|/params/seed",
            "\"params\":{\"seed\":1.5}|/params/seed", "\"params\":{\"seed\":\"x\"}|/params/seed",
            "\"params\":{\"stepps\":20}|/params/stepps", "\"params\":{\"loras\":[7]}|/params/loras/0",
            "\"params\":{\"loras\":[{\"weight\":1}]}|/params/loras/0/name", "\"a~/b\":1|/a~0~1b",
            "\"prompt\":\"\\ud800\"|/prompt"})
    void a_field_that_is_wrong_is_named(String field, String pointer) throws IOException {
        Raw.Answer answer = studio.post(with(field));
        HttpServerTest.assertProblem(answer, 422, "invalid-fields");
        assertTrue(pointers(answer).contains(pointer), answer.text());
        assertEquals(0, studio.jobFiles());
    }

    @Test
    void all_that_is_wrong_is_told_at_once_with_what_was_meant() throws IOException {
        Raw.Answer answer = studio.post("""
                                        {"type":"image","prompt":[],"params":{"steps":"20","cfgg":7,"width":1}}""");
        assertEquals(Set.of("/model", "/prompt", "/params/steps", "/params/cfgg", "/params/width"), pointers(answer));
        assertTrue(answer.text().contains("did you mean cfg"), answer.text());
    }

    /** A6. */
    @Test
    void a_prompt_of_ten_thousand_code_points_is_kept_and_one_more_is_refused() throws IOException {
        String longest = "\ud83d\ude00".repeat(9_996) + "\r\n\u0007\u202e";
        assertEquals(10_000, longest.codePointCount(0, longest.length()));
        String jobId = studio.submit(longest);
        assertEquals(longest, Studio.json(studio.get("/api/jobs/" + jobId)).path("prompt").asString());
        HttpServerTest.assertProblem(studio.post(Studio.asking(longest + "x")), 422, "invalid-fields");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740993", "\"9007199254740993\"", "0", "18446744073709551615"})
    void a_seed_keeps_every_digit(String seed) throws IOException {
        JsonNode job = Studio.json(studio.post(with("\"params\":{\"seed\":" + seed + "}")));
        assertEquals(seed.replace("\"", ""), job.path("params").path("seed").asString());
    }

    @Test
    void what_the_models_say_is_told_like_any_other_error() throws IOException {
        try (Studio checking = Studio.checking(home.resolve("b"), request -> List.of(new BadField("/model",
                "unknown-model", "There is no model \"" + request.model() + "\".")))) {
            Raw.Answer answer = checking.post(Studio.asking("x"));
            HttpServerTest.assertProblem(answer, 422, "invalid-fields");
            assertEquals(Set.of("/model"), pointers(answer));
        }
    }

    /** A12. */
    @Test
    void a_repeat_under_one_key_makes_one_job() throws Exception {
        Set<String> ids;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> submit = () -> Studio.json(studio.post(Studio.asking("x"), "Idempotency-Key: k"))
                    .path("jobId").asString();
            List<Future<String>> all = java.util.stream.IntStream.range(0, 20).mapToObj(_ -> threads.submit(submit))
                    .toList();
            ids = new java.util.HashSet<>();
            for (Future<String> each : all) {
                ids.add(each.get(60, TimeUnit.SECONDS));
            }
        }
        assertEquals(1, ids.size());
        assertEquals(1, studio.jobFiles());
        HttpServerTest.assertProblem(studio.post(Studio.asking("y"), "Idempotency-Key: k"), 422, "key-reused");
        HttpServerTest.assertProblem(studio.post(Studio.asking("y"), "Idempotency-Key: a b"), 400, "bad-idempotency");
    }

    /** A10. */
    @Test
    void an_id_nobody_gave_out_is_404_in_the_same_words() throws IOException {
        String unknown = studio.get("/api/jobs/20260101-000000-abcdefgh").text();
        for (String id : List.of("x", "a.b", "%20", "con", "..", "%C3%A9")) {
            Raw.Answer answer = studio.get("/api/jobs/" + id);
            assertTrue(answer.status() == 404 || answer.status() == 400, id);
            assertTrue(answer.status() == 400 || answer.text().contains("not-found"), answer.text());
        }
        assertTrue(unknown.contains("There is no such job."));
        assertEquals(404, studio.call("DELETE", "/api/jobs/x", "").status());
        assertEquals(404, studio.call("PATCH", "/api/jobs/x", "{\"priority\":1}").status());
        assertEquals(404, studio.call("POST", "/api/jobs/x/retry", "").status());
    }

    /** A11. */
    @Test
    void a_job_is_cancelled_queued_again_and_its_record_removed() throws IOException {
        String path = "/api/jobs/" + studio.submit("x");
        HttpServerTest.assertProblem(studio.call("POST", path + "/retry", ""), 409, "wrong-state");
        HttpServerTest.assertProblem(studio.call("DELETE", path + "?record=remove", ""), 409, "wrong-state");
        assertEquals("cancelled", Studio.json(studio.call("DELETE", path, "")).path("status").asString());
        assertEquals(200, studio.call("DELETE", path, "").status());
        assertEquals("queued", Studio.json(studio.call("POST", path + "/retry", "")).path("status").asString());
        studio.call("DELETE", path, "");
        assertEquals(200, studio.call("DELETE", path + "?record=remove", "").status());
        assertEquals(404, studio.get(path).status());
        assertEquals(400, studio.call("DELETE", path + "?record=keep", "").status());
    }

    @Test
    void a_waiting_job_is_changed_by_a_merge() throws IOException {
        String path = "/api/jobs/" + Studio.json(studio.post(with("\"params\":{\"steps\":20,\"cfg\":3}"))).path("jobId")
                .asString();
        Raw.Answer patched = studio.call("PATCH", path, "{\"prompt\":\"new\",\"params\":{\"steps\":30,\"cfg\":null}}",
                "If-Match: \"1\"");
        assertEquals(200, patched.status(), patched.text());
        assertEquals("\"2\"", patched.header("ETag").orElseThrow());
        JsonNode job = Studio.json(patched);
        assertEquals("new", job.path("prompt").asString());
        assertEquals(30, job.path("params").path("steps").asInt());
        assertTrue(job.path("params").path("cfg").asDouble() != 3, "the family decides again");
        HttpServerTest.assertProblem(studio.call("PATCH", path, "{\"priority\":1}", "If-Match: \"1\""), 412, "stale");
        HttpServerTest.assertProblem(studio.call("PATCH", path, "{\"prompt\":\"z\"}", "If-Match: \"1\""), 412, "stale");
        HttpServerTest.assertProblem(studio.call("PATCH", path, "{\"priority\":1}", "If-Match: W/\"2\""), 412, "stale");
        HttpServerTest.assertProblem(studio.call("PATCH", path, "{\"params\":{\"steps\":\"x\"}}"), 422,
                "invalid-fields");
        HttpServerTest.assertProblem(studio.call("PATCH", path, "{\"status\":\"complete\"}"), 422, "invalid-fields");
        HttpServerTest.assertProblem(studio.call("PATCH", path, "{\"type\":\"site\"}"), 422, "invalid-fields");
        studio.call("DELETE", path, "");
        HttpServerTest.assertProblem(studio.call("PATCH", path, "{\"priority\":1}"), 409, "wrong-state");
    }

    /** A13. */
    @Test
    void parallel_changes_are_each_made_or_refused_and_the_revision_counts_them() throws Exception {
        String path = "/api/jobs/" + studio.submit("x");
        int made = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int n = 0; n < 100; n++) {
                String body = n % 2 == 0 ? "{\"priority\":" + (n + 1) + "}" : "{\"prompt\":\"p" + n + "\"}";
                String[] guard = n % 3 == 0 ? new String[]{"If-Match: \"1\""} : new String[0];
                all.add(threads.submit(() -> studio.call("PATCH", path, body, guard).status()));
            }
            for (Future<Integer> each : all) {
                int status = each.get(60, TimeUnit.SECONDS);
                assertTrue(status == 200 || status == 412, "was " + status);
                made += status == 200 ? 1 : 0;
            }
        }
        assertEquals(1 + made, Studio.json(studio.get(path)).path("rev").asInt());
    }

    @Test
    void a_list_is_newest_first_or_in_order_and_goes_on_by_cursor() throws IOException {
        List<String> ids = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            ids.add(studio.submit("prompt " + n));
            studio.time.passes(java.time.Duration.ofSeconds(1));
        }
        assertEquals(ids.reversed(), listed("/api/jobs"));
        assertEquals(ids, listed("/api/jobs?status=queued"));
        assertEquals(ids, listed("/api/jobs?sort=queue"));
        assertEquals(List.of(ids.get(3)), listed("/api/jobs?q=PROMPT%203"));
        assertEquals(ids.reversed(), listed("/api/jobs?status=queued,failed&status=running&type=image"));
        JsonNode first = Studio.json(studio.get("/api/jobs?limit=2"));
        assertEquals(5, first.path("total").asInt());
        String cursor = first.path("nextCursor").asString();
        assertEquals(ids.reversed().subList(2, 4), listed("/api/jobs?limit=2&cursor=" + cursor));
        HttpServerTest.assertProblem(studio.get("/api/jobs?sort=queue&cursor=" + cursor), 400, "bad-query");
        assertEquals("b1-5", studio.get("/api/jobs").header("Stream-Position").orElseThrow());
    }

    /** A16, A17. */
    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=-1", "limit=x", "limit=1.5", "cursor=garbage", "cursor=%00",
            "status=done",
            "type=x", "sort=size", "zone=Mars/Olympus", "day=2026-03-01", "zone=UTC&day=yesterday"})
    void a_query_that_makes_no_sense_is_400(String query) throws IOException {
        HttpServerTest.assertProblem(studio.get("/api/jobs?" + query), 400, "bad-query");
    }

    @Test
    void a_limit_beyond_all_is_capped_and_a_search_is_literal() throws IOException {
        studio.submit("(a+)+$ x");
        assertEquals(1, listed("/api/jobs?limit=1000000000").size());
        assertEquals(1, listed("/api/jobs?q=(a%2B)%2B$").size());
        assertEquals(0, listed("/api/jobs?q=" + "'%20OR%201=1--%3Cscript%3E".repeat(100)).size());
    }

    @Test
    void all_that_wait_are_cancelled_with_a_result_each() throws IOException {
        studio.submit("a");
        studio.submit("b");
        assertEquals(400, studio.call("DELETE", "/api/jobs", "").status());
        JsonNode results = Studio.json(studio.call("DELETE", "/api/jobs?status=queued", "")).path("results");
        assertEquals(2, results.size());
        assertEquals("cancelled", results.get(0).path("status").asString());
        assertEquals(List.of(), listed("/api/jobs?status=queued"));
    }

    @Test
    void finished_jobs_are_listed_by_their_end_and_counted_by_the_days_of_the_reader() throws IOException {
        List<String> ids = List.of(studio.submit("first"), studio.submit("second"), studio.submit("third"));
        studio.submit("it waits");
        for (int hours : new int[]{0, 11, 2}) {
            studio.time.passes(java.time.Duration.ofHours(hours));
            studio.call("DELETE", "/api/jobs/" + ids.get(hours == 0 ? 2 : hours == 11 ? 0 : 1), "");
        }
        // Ended at 12:00, 23:00 and 01:00 UTC: in Berlin the second one is of the next day.
        String all = "/api/jobs?sort=finished&zone=Europe/Berlin";
        assertEquals(List.of(ids.get(1), ids.get(0), ids.get(2)), listed(all));
        assertEquals("[{\"day\":\"2026-03-02\",\"total\":2},{\"day\":\"2026-03-01\",\"total\":1}]",
                Studio.json(studio.get(all)).path("days").toString());
        JsonNode day = Studio.json(studio.get(all + "&day=2026-03-02&limit=1"));
        assertEquals(2, day.path("total").asInt());
        assertEquals(2, day.path("days").size());
        JsonNode rest = Studio.json(studio.get(all + "&day=2026-03-02&cursor=" + day.path("nextCursor").asString()));
        assertEquals(ids.get(0), rest.path("jobs").path(0).path("jobId").asString());
        assertEquals(1, rest.path("jobs").size());
        assertTrue(rest.path("nextCursor").isMissingNode() && rest.path("days").isMissingNode(), rest.toString());
        assertEquals(List.of(ids.get(2)), listed("/api/jobs?sort=finished&zone=UTC&day=2026-03-01&q=third"));
    }

    @Test
    void what_was_cancelled_together_comes_back_together_to_its_places() throws IOException {
        List<String> ids = List.of(studio.submit("a"), studio.submit("b"), studio.submit("c"));
        studio.call("PATCH", "/api/jobs/" + ids.get(2), "{\"position\":1}");
        List<String> before = listed("/api/jobs?status=queued");
        studio.call("DELETE", "/api/jobs?status=queued", "");
        studio.submit("d");

        JsonNode results = Studio.json(studio.call("POST", "/api/jobs/retry", "{\"jobIds\":[\"" + String.join(
                "\",\"", ids) + "\",\"nobody\"]}")).path("results");

        assertEquals(before, listed("/api/jobs?status=queued").subList(0, 3));
        assertEquals("queued", results.get(0).path("status").asString());
        assertEquals("not-found", results.get(3).path("error").path("code").asString());
        HttpServerTest.assertProblem(studio.call("POST", "/api/jobs/retry", "{\"jobIds\":[1]}"), 422,
                "invalid-fields");
        HttpServerTest.assertProblem(studio.call("POST", "/api/jobs/retry?status=complete", ""), 400, "bad-query");
    }

    @Test
    void all_that_failed_are_queued_again_or_leave_the_list_together() throws IOException {
        List<String> ids = new ArrayList<>();
        for (String prompt : List.of("a", "b", "c")) {
            studio.time.passes(java.time.Duration.ofSeconds(1));
            ids.add(studio.submit(prompt));
        }
        fail(3);
        assertEquals(3, listed("/api/jobs?status=failed").size());

        assertEquals(3, Studio.json(studio.call("POST", "/api/jobs/retry?status=failed", "")).path("results").size());
        assertEquals(ids, listed("/api/jobs?status=queued"));
        fail(2);
        assertEquals(400, studio.call("DELETE", "/api/jobs?status=failed", "").status());
        JsonNode removed = Studio.json(studio.call("DELETE", "/api/jobs?status=failed&record=remove", ""));
        assertEquals(2, removed.path("results").size());
        assertEquals(List.of(ids.get(2)), listed("/api/jobs"));
    }

    private void fail(int jobs) {
        for (int i = 0; i < jobs; i++) {
            try (Lease lease = studio.queue.claims().claim(Stream::findFirst).orElseThrow()) {
                lease.fail(JobError.of("execution-error", "KSampler failed"));
            }
        }
    }

    @Test
    void a_pause_is_told_by_the_queue_and_by_each_waiting_job() throws IOException {
        String jobId = studio.submit("x");
        assertTrue(Studio.json(studio.call("POST", "/api/queue/pause", "")).path("paused").asBoolean());
        assertEquals("pause", Studio.json(studio.get("/api/jobs/" + jobId)).path("wait").path("code").asString());
        assertFalse(Studio.json(studio.call("POST", "/api/queue/resume", "")).path("paused").asBoolean());
        assertEquals(1, Studio.json(studio.get("/api/queue")).path("waiting").asInt());
    }

    @Test
    void engines_models_and_previews_are_told() throws IOException {
        JsonNode engine = Studio.json(studio.get("/api/engines")).get(0);
        assertEquals(Studio.ENGINE, engine.path("id").asString());
        assertEquals("starting", engine.path("state").asString());
        JsonNode model = Studio.json(studio.get("/api/models/list")).get(0);
        assertEquals("checkpoints/sdxl/juggernaut.safetensors", model.path("path").asString());
        assertEquals(400, studio.get("/api/models/list?group=x").status());
        assertEquals(200, studio.get("/api/models/list?group=type").status());
        String jobId = studio.submit("x");
        assertEquals(404, studio.get("/api/jobs/" + jobId + "/preview").status());
        studio.engines.previewed(jobId, new byte[]{1, 2}, "image/jpeg");
        Raw.Answer preview = studio.get("/api/jobs/" + jobId + "/preview?v=1");
        assertEquals("image/jpeg", preview.header("Content-Type").orElseThrow());
        assertEquals(2, preview.body().length);
    }

    private List<String> listed(String path) throws IOException {
        List<String> ids = new ArrayList<>();
        Raw.Answer answer = studio.get(path);
        assertEquals(200, answer.status(), answer.text());
        Studio.json(answer).path("jobs").forEach(job -> ids.add(job.path("jobId").asString()));
        return ids;
    }

    // The field in place of the one that is right.
    private static String with(String field) {
        String name = field.substring(0, field.indexOf(':') + 1);
        String body = List.of("\"type\":\"image\"", "\"model\":\"m\"", "\"prompt\":\"p\"").stream()
                .filter(each -> !each.startsWith(name)).collect(Collectors.joining(","));
        return "{" + body + "," + field + "}";
    }

    private static Set<String> pointers(Raw.Answer answer) {
        Set<String> pointers = new java.util.HashSet<>();
        Studio.json(answer).path("errors").forEach(error -> pointers.add(error.path("pointer").asString()));
        return pointers;
    }
}

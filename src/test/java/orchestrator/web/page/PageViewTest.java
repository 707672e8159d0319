package orchestrator.web.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import gg.jte.resolve.DirectoryCodeResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PageViewTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

    @TempDir
    private Path classes;

    @Test
    void a_prompt_that_looks_like_markup_stays_text() {
        var html = draw(view(Language.EN, jobs(job("failed", HOSTILE)), canvas(HOSTILE)));
        assertFalse(html.contains("<img src=x"), "markup of a prompt came through");
        assertTrue(html.contains("&lt;img src=x"), "the prompt is shown");
        var data = html.substring(html.indexOf("id=\"data\">") + 10);
        var json = JSON.readTree(data.substring(0, data.indexOf("</script>")));
        assertEquals(HOSTILE, json.at("/first/failed/jobs/0/prompt").asString());
    }

    @Test
    void the_page_speaks_the_language_and_wears_the_theme_of_the_request() {
        var html = draw(view(Language.RU, jobs(), canvas()));
        assertTrue(html.contains("<html lang=\"ru\" data-theme=\"light\">"));
        assertTrue(html.contains("Новая генерация"));
        assertFalse(html.contains("New Generation"));
    }

    @Test
    void a_card_tells_why_a_job_waits() {
        var job = JSON.readTree(
                """
                {"jobId":"j1","status":"queued","stage":"waiting","wait":{"code":"comfy","args":{}},"prompt":"a fox"}""");
        var card = JobCard.of(job, Map.of(), Texts.load(Language.EN));
        assertEquals("waiting", card.state());
        assertEquals("Waiting: ComfyUI is not reachable", card.meta());
    }

    @Test
    void a_card_tells_when_its_job_begins_as_soon_as_that_is_known() {
        assertEquals("#3 in the queue", waiting("", Language.EN));
        assertEquals("#3 · starts in ~5 s", waiting(",\"startsIn\":0", Language.EN));
        assertEquals("#3 · starts in ~25 s", waiting(",\"startsIn\":27", Language.EN));
        assertEquals("#3 · starts in ~2 min", waiting(",\"startsIn\":119", Language.EN));
        assertEquals("#3 · starts in ~2 min 10 s", waiting(",\"startsIn\":130", Language.EN));
        assertEquals("3-я · через ~1 ч 1 мин", waiting(",\"startsIn\":3661", Language.RU));
    }

    private static String waiting(String more, Language language) {
        var job = JSON
                .readTree("{\"jobId\":\"j1\",\"status\":\"queued\",\"stage\":\"waiting\",\"position\":3" + more + "}");
        return JobCard.of(job, Map.of(), Texts.load(language)).meta().replace('\u00a0', ' ');
    }

    @Test
    void a_code_nobody_knows_still_gives_a_card() {
        var job = JSON.readTree(
                """
                {"jobId":"j1","status":"failed","error":{"code":"never-heard-of"},"prompt":"","model":"a/b.ckpt"}""");
        var card = JobCard.of(job, Map.of(), Texts.load(Language.RU));
        assertEquals("Что-то пошло не так", card.meta());
        assertEquals("Без промпта", card.title());
        assertEquals("b", card.badge());
    }

    @Test
    void a_card_of_a_failure_offers_the_one_thing_to_do_next() {
        assertEquals("smaller", step("""
                                     {"code":"gpu-memory","args":{"node":"KSampler","w":768,"h":512}}"""));
        assertEquals("edit", step("""
                                  {"code":"gpu-memory","args":{"node":"KSampler"}}"""));
        assertEquals("model", step("""
                                   {"code":"model-missing","args":{"m":"x","d":"checkpoints"}}"""));
        assertEquals("again", step("""
                                   {"code":"output-missing"}"""));
        assertEquals("edit", step("""
                                  {"code":"out-of-range","args":{"min":1,"max":2}}"""));
        assertEquals("retry", step("""
                                   {"code":"never-heard-of"}"""));
    }

    @Test
    void a_failure_without_a_word_of_ours_is_told_in_the_servers_own() {
        var job = JSON.readTree(
                """
                {"jobId":"j1","status":"failed","error":{"code":"never-heard-of","message":"The moon was full."}}""");
        assertEquals("The moon was full.", JobCard.of(job, Map.of(), Texts.load(Language.RU)).meta());
    }

    @Test
    void a_job_between_two_attempts_has_a_card_before_anybody_counts() {
        var job = JSON.readTree(
                """
                {"jobId":"j1","status":"queued","wait":{"code":"back","args":{"until":"2026-01-01T00:00:00Z"}}}""");
        assertEquals("Waiting: trying again soon", JobCard.of(job, Map.of(), Texts.load(Language.EN)).meta());
    }

    @Test
    void a_job_that_somebody_stopped_in_the_engine_says_so_and_can_run_again() {
        var job = JSON.readTree(
                """
                {"jobId":"j1","status":"cancelled","notes":[{"code":"interrupted"}]}""");
        var card = JobCard.of(job, Map.of(), Texts.load(Language.EN));
        assertEquals("Stopped from another program", card.meta());
        assertEquals("again", card.step());
    }

    @Test
    void the_header_shows_the_engine_that_needs_somebody() {
        var one = "{\"state\":\"online\",\"reachable\":true,\"gpu\":\"RTX\"}";
        var stuck = "{\"state\":\"offline\",\"reachable\":false,\"reason\":{\"code\":\"stuck\",\"args\":{\"a\":\"x\"}}}";
        var failing = "{\"state\":\"online\",\"reachable\":true,\"reason\":{\"code\":\"failing\",\"args\":{\"a\":\"x\"}}}";
        assertEquals("ok ComfyUI online", chip(one));
        assertEquals("danger ComfyUI is stuck", chip(stuck));
        assertEquals("warn ComfyUI is stuck: 1 of 3", chip(one, failing, stuck));
        assertEquals("warn ComfyUI keeps failing: 2 of 2", chip(failing, failing));
        assertEquals("danger ComfyUI offline", chip());
        assertEquals("warn ComfyUI's disk is full", chip(
                "{\"state\":\"online\",\"reachable\":true,\"reason\":{\"code\":\"disk\",\"args\":{\"a\":\"x\"}}}"));
    }

    @Test
    void the_badge_is_the_family_where_it_is_known() {
        var job = JSON.readTree(
                """
                {"jobId":"j1","status":"running","stage":"sampling","progress":40,"model":"checkpoints/x.safetensors"}""");
        var card = JobCard.of(job, Map.of("checkpoints/x.safetensors", "SDXL"), Texts.load(Language.EN));
        assertEquals("SDXL", card.badge());
        assertEquals("Generating", card.meta());
        assertEquals(40, card.progress());
    }

    @Test
    void an_empty_gallery_greets_instead_of_showing_a_toolbar() {
        assertTrue(view(Language.EN, jobs(), canvas()).empty());
        assertFalse(view(Language.EN, jobs(), canvas("a fox")).empty());
    }

    @Test
    void the_language_is_the_chosen_one_then_the_browsers_then_english() {
        assertEquals(Language.RU, Language.choose(Optional.of("ru"), Optional.of("en")));
        assertEquals(Language.RU, Language.choose(Optional.of("xx"), Optional.of("de, ru-RU;q=0.8, en;q=0.5")));
        assertEquals(Language.EN, Language.choose(Optional.empty(), Optional.of("de")));
        assertEquals(Language.EN, Language.choose(Optional.empty(), Optional.of(";;q=nonsense")));
        assertEquals(Language.EN, Language.choose(Optional.empty(), Optional.empty()));
        assertEquals(Language.EN, Language.choose(Optional.empty(), Optional.of("ru;q=0, en;q=0.1")));
    }

    @Test
    void an_unknown_theme_is_dark() {
        assertEquals(Theme.LIGHT, Theme.choose(Optional.of("light")));
        assertEquals(Theme.DARK, Theme.choose(Optional.of("pink")));
        assertEquals(Theme.DARK, Theme.choose(Optional.empty()));
    }

    private static String step(String error) {
        var job = JSON.createObjectNode().put("jobId", "j1").put("status", "failed");
        job.set("error", JSON.readTree(error));
        return JobCard.of(job, Map.of(), Texts.load(Language.EN)).step();
    }

    private static String chip(String... engines) {
        var chip = EngineChip.of(JSON.readTree("[" + String.join(",", engines) + "]"), false, Texts.load(Language.EN));
        return chip.level() + " " + chip.word();
    }

    private String draw(PageView page) {
        var engine = TemplateEngine.create(new DirectoryCodeResolver(Path.of("templates")), classes, ContentType.Html);
        var html = new StringOutput();
        engine.render("page.jte", page, html);
        return html.toString();
    }

    private static PageView view(Language language, JsonNode failed, JsonNode canvas) {
        var none = jobs();
        var first = new FirstAnswers(none, none, failed, none, canvas, JSON.readTree("[]"),
                JSON.readTree("{\"paused\":false}"), JSON.readTree("{\"comfyui\":[],\"fixed\":[\"comfyui\"]}"),
                Map.of());
        return new PageView(Texts.load(language), Theme.LIGHT, "build", "boot-0", first);
    }

    private static JsonNode job(String status, String prompt) {
        return JSON.createObjectNode().put("jobId", "j1").put("status", status).put("prompt", prompt).put("model", "m");
    }

    private static JsonNode jobs(JsonNode... jobs) {
        var answer = JSON.createObjectNode().put("total", jobs.length);
        var list = answer.putArray("jobs");
        for (var job : jobs) {
            list.add(job);
        }
        return answer;
    }

    private static JsonNode canvas(String... prompts) {
        var answer = JSON.createObjectNode().put("total", prompts.length).put("snap", "s");
        var items = answer.putArray("items");
        for (var prompt : prompts) {
            items.addObject().put("id", "i").put("name", "a.png").put("prompt", prompt).put("thumbnailUrl", "/thumb/i");
        }
        return answer;
    }
}

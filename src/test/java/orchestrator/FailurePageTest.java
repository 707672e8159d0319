package orchestrator;

import orchestrator.PageStudio.Look;
import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;
import orchestrator.demo.Faults.RunFault;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What goes wrong is told where one looks, with its reason and the one thing to do about it. */
@Tag("browser")
class FailurePageTest {

    /** A job file of a failure; its error is to be filled in. */
    static final String FAILED = """
                                 {"v":1,"jobId":"j1","rev":3,"type":"image","model":"checkpoints/SD1.5/v1-5-pruned-emaonly.safetensors",
                                  "prompt":"a lighthouse","params":{"seed":"7","steps":20,"width":1024,"height":1024,"sampler":"euler"},
                                  "created":"2026-01-01T10:00:00Z","priority":0,"rank":1,"status":"failed","attempts":2,
                                  "finished":"2026-01-01T10:01:00Z","error":%s}""";

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void a_job_too_large_for_the_memory_is_run_smaller_by_one_press() throws IOException {
        STUDIO.keep("j1", FAILED.formatted(
                """
                {"code":"gpu-memory","message":"Not enough video memory in KSampler.",
                 "args":{"node":"KSampler","w":512,"h":448},"details":["Allocation on device 0 failed"]}"""));
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        List<String> sent = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.method().equals("POST") && request.url().endsWith("/api/jobs")) {
                sent.add(request.postData());
            }
        });
        Visitor visitor = new Visitor(page);
        Locator card = visitor.cards("failed");
        assertThat(card.locator("[data-part=stage]")).hasText("Not enough video memory");
        assertThat(card.locator("[data-action=step]")).hasText("Retry smaller");

        card.locator("[data-action=step]").dblclick();

        assertThat(visitor.cards("finished")).containsText("a lighthouse");
        assertThat(page.locator(".card")).hasCount(1);
        assertTrue(sent.getFirst().contains("\"width\":512") && sent.getFirst().contains("\"height\":448")
                && sent.getFirst().contains("\"seed\":\"7\""), sent::toString);
        assertEquals(1, STUDIO.pictures().size());
    }

    @Test
    void a_wrong_value_is_mended_in_the_form_where_it_is_marked() throws IOException {
        STUDIO.keep("j1", FAILED.formatted("""
                                           {"code":"invalid-value","message":"KSampler: Value not in list",
                                            "args":{"field":"sampler_name","value":"euler","allowed":"heun, lms"}}"""));
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK.in("ru"));
        Locator card = new Visitor(page).cards("failed");
        assertThat(card.locator("[data-part=stage]")).hasText("Значение не подходит");

        card.locator("[data-action=step]").click();

        assertThat(page.locator("#f-prompt")).hasValue("a lighthouse");
        assertThat(page.locator("#f-seed")).hasValue("7");
        assertThat(page.locator("#f-sampler")).isFocused();
        assertThat(page.locator("#f-sampler")).hasAttribute("aria-invalid", "true");
        page.locator("#f-sampler").selectOption("heun");
        assertThat(page.locator("#f-sampler-error")).isHidden();
    }

    @Test
    void what_the_engine_said_stays_text_and_its_trace_is_folded() throws IOException {
        STUDIO.keep("j1", FAILED
                .formatted("""
                           {"code":"execution-error","message":"KSampler failed: <b>",
                            "args":{"node":"KSampler","message":"<b onclick=\\"alert(1)\\">&amp;</b>"},
                            "details":["<b onclick=\\"alert(1)\\">&amp;</b>","Traceback (most recent call last)"]}"""));
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast())) {
            comfy.faults().everyRun(RunFault.OUT_OF_MEMORY);
            STUDIO.startBeside(comfy);
            Page page = STUDIO.open(Look.DESK);
            Visitor visitor = new Visitor(page);
            Locator large = visitor.asksFor("a storm");
            assertThat(large).hasAttribute("data-state", "failed");
            assertThat(large.locator("[data-part=stage]")).hasText("Not enough video memory");
            Locator told = visitor.toast("Not enough video memory");
            assertThat(told.locator("[data-part=action]")).hasText(large.locator("[data-action=step]").innerText());
            Locator card = visitor.card("a lighthouse");
            Locator details = card.locator("[data-action=details]");

            details.focus();
            page.keyboard().press("Enter");

            Locator sheet = page.locator("#details");
            assertThat(sheet.locator("[data-part=what]")).hasText("ComfyUI reported an error");
            assertThat(sheet.locator("[data-part=what]")).isFocused();
            assertThat(sheet.locator("[data-part=said]")).hasText("<b onclick=\"alert(1)\">&amp;</b>");
            assertThat(sheet.locator("[data-part=full]")).isHidden();
            assertThat(sheet.locator("b, [onclick]")).hasCount(0);
            sheet.locator("summary").click();
            assertThat(sheet.locator("[data-part=full]")).containsText("Traceback");
            // Beside a modal dialog nothing can be read or pressed: the message came into it.
            assertThat(sheet.locator(".toast[data-kind=error] [data-part=action]")).isVisible();

            page.keyboard().press("Escape");
            assertThat(sheet).isHidden();
            assertThat(details).isFocused();
            assertThat(told).isVisible();
            comfy.faults().clear();
            card.locator("[data-action=step]").click();
            assertThat(card).hasAttribute("data-state", "complete");
        }
    }

    @Test
    void the_header_says_that_comfyui_is_away_and_what_to_do_and_each_job_why_it_waits() {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast())) {
            STUDIO.startBeside(comfy);
            Page page = STUDIO.open(Look.DESK);
            Locator word = page.locator("#engine-chip [data-part=word]");
            assertThat(word).hasText("ComfyUI online");
            Visitor visitor = new Visitor(page);
            visitor.makes("made before");

            comfy.down();

            assertThat(word).hasText("ComfyUI offline");
            assertThat(page.locator("#engine-chip")).hasAttribute("data-level", "danger");
            page.locator("#engine-chip").click();
            assertThat(page.locator("#engine [data-part=fix]")).containsText("Nothing answers at " + comfy.address());
            page.keyboard().press("Escape");
            Locator card = visitor.asksFor("it waits");
            assertThat(card.locator("[data-part=stage]")).hasText("Waiting: ComfyUI is not reachable");
            card.hover();
            card.locator("[data-action=card-menu]").click();
            page.locator("[data-menu=details]").click();
            assertThat(page.locator("#details [data-part=fix]")).containsText("starts by itself");
            page.locator("#details [data-action=close-details]").click();

            comfy.up();

            assertThat(word).hasText("ComfyUI online");
            assertThat(card).hasAttribute("data-state", "complete");
        }
    }
}

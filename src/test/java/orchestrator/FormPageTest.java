package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is typed into the form arrives as it was typed, once, or is refused in words. */
@Tag("browser")
class FormPageTest {

    private static final String LARGEST_SEED = "18446744073709551615";

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void an_empty_prompt_is_refused_at_its_field_and_nothing_is_sent() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        List<String> sent = submissions(page);

        visitor.opensForm();
        assertThat(page.locator("[data-action=generate]")).hasAttribute("data-tip", "Enter a prompt");
        visitor.insists();

        assertThat(page.locator("#f-prompt-error")).hasText("Enter a prompt");
        assertThat(page.locator("#f-prompt")).isFocused();
        assertThat(page.locator("#f-prompt")).hasAttribute("aria-invalid", "true");
        assertThat(visitor.toast("Check the highlighted fields")).isVisible();
        assertThat(page.locator("#form")).isVisible();
        assertEquals(List.of(), sent);

        page.locator("#f-prompt").fill("a fox");
        assertThat(page.locator("#f-prompt-error")).isHidden();
    }

    @Test
    void five_quick_clicks_on_generate_make_one_job() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        List<String> sent = submissions(page);

        visitor.opensForm();
        page.locator("#f-prompt").fill("a bridge in fog");
        page.evaluate("() => { const go = document.querySelector('[data-action=generate]');"
                + " for (let i = 0; i < 5; i++) go.click(); }");

        assertThat(visitor.card("a bridge in fog")).hasAttribute("data-state", "complete");
        assertThat(page.locator(".card")).hasCount(1);
        assertEquals(1, sent.size());
        assertEquals(1, STUDIO.pictures().size());
    }

    @Test
    void the_largest_seed_comes_back_digit_by_digit() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        List<String> sent = submissions(page);

        visitor.opensForm();
        visitor.opensAdvanced();
        page.locator("#f-seed").fill(LARGEST_SEED);
        page.locator("#f-prompt").fill("a comet");
        page.locator("[data-action=generate]").click();
        assertThat(visitor.card("a comet")).hasAttribute("data-state", "complete");
        assertThat(visitor.tiles()).hasCount(1);
        visitor.tiles().first().click();

        assertThat(page.locator("#inspector [data-row=seed] dd span")).hasText(LARGEST_SEED);
        page.locator("#inspector [data-block=raw] > summary").click();
        assertThat(page.locator("#inspector [data-part=raw]")).containsText(LARGEST_SEED);
        assertEquals(1, sent.stream().filter(body -> body.contains(LARGEST_SEED)).count());
    }

    @Test
    void a_prompt_that_looks_like_markup_stays_text_everywhere() {
        String hostile = "<img src=x onerror=alert(1)>";
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onDialog(dialog -> {
            asked.add(dialog.message());
            dialog.dismiss();
        });
        Visitor visitor = new Visitor(page);

        visitor.makes(hostile);
        visitor.tiles().first().click();
        assertThat(page.locator("#inspector [data-part=prompt]")).hasText(hostile);
        page.reload();
        PageStudio.ready(page);

        assertThat(visitor.card(hostile).locator("[data-part=title]")).hasText(hostile);
        assertThat(page.locator("img[src=x]")).hasCount(0);
        assertEquals(List.of(), asked);
    }

    @Test
    void keys_weigh_words_complete_embeddings_and_bring_earlier_prompts_back() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.makes("a red fox");
        visitor.opensForm();
        Locator prompt = page.locator("#f-prompt");
        prompt.fill("a blue ");
        prompt.press("End");

        page.keyboard().type("whale");
        page.keyboard().press("Control+ArrowUp");
        page.keyboard().press("Control+ArrowUp");
        assertThat(prompt).hasValue("a blue (whale:1.2)");
        page.keyboard().press("Control+z");
        assertThat(prompt).hasValue("a blue (whale:1.1)");

        prompt.press("End");
        page.keyboard().type(", embedding:easy");
        assertThat(page.locator("#f-embeddings [data-current]")).hasText("EasyNegative");
        page.keyboard().press("Enter");
        assertThat(prompt).hasValue("a blue (whale:1.1), embedding:EasyNegative");
        assertThat(page.locator("#f-embeddings")).isHidden();

        page.keyboard().press("Alt+ArrowUp");
        assertThat(prompt).hasValue("a red fox");
        page.keyboard().press("Alt+ArrowDown");
        assertThat(prompt).hasValue("a blue (whale:1.1), embedding:EasyNegative");
    }

    @Test
    void every_field_goes_to_the_job_and_comes_back_marked_when_it_is_edited() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK.in("ru"));
        Visitor visitor = new Visitor(page);
        visitor.opensForm();
        visitor.opensAdvanced();
        visitor.picks("sd_xl_base");
        page.locator("#f-prompt").fill("a valley");
        page.locator("#f-negative").fill("blurry");
        page.locator("#f-width").fill("1001");
        assertThat(page.locator("[data-action=generate]")).hasAttribute("aria-disabled", "true");
        page.locator("#f-width").fill("512");
        page.locator("#f-height").fill("384");
        page.locator("#f-cfg").fill("5,5");
        page.locator("#f-vae").selectOption("vae/sdxl_vae.safetensors");
        page.locator("#f-clip-skip").fill("2");
        page.locator("#f-hires").check();
        page.locator("#f-hires-scale").fill("1,5");
        page.locator("#f-folder").fill("Posters\\2026/");
        List<String> sent = submissions(page);
        page.keyboard().press("Control+Enter");
        assertThat(visitor.card("a valley")).hasAttribute("data-state", "complete");
        assertTrue(
                sent.getFirst()
                        .contains("\"hires\":{\"scale\":1.5,\"denoise\":0.5,\"steps\":20},\"folder\":\"Posters/2026\""),
                sent::toString);
        assertTrue(STUDIO.pictures().getFirst().startsWith(STUDIO.output().resolve("Posters/2026")));

        visitor.tiles().first().click();
        assertThat(page.locator("#inspector [data-part=prompt]")).hasText("a valley");
        page.locator("#inspector [data-action=edit]").click();
        assertThat(page.locator("#f-negative")).hasValue("blurry");
        assertThat(page.locator("#f-cfg")).hasValue("5,5");
        assertThat(page.locator("#f-vae")).hasValue("vae/sdxl_vae.safetensors");
        assertThat(page.locator("#f-clip-skip")).hasValue("2");
        assertThat(page.locator("#f-hires")).isChecked();
        assertThat(page.locator("#f-folder")).hasValue("Posters/2026");
        assertThat(page.locator("[data-field='/params/cfg'] [data-part=mark]")).isVisible();
        assertThat(page.locator("[data-field='/params/steps'] [data-part=mark]")).isHidden();
    }

    @Test
    void a_draft_is_there_again_after_the_page_was_closed() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.opensForm();
        visitor.opensAdvanced();
        page.locator("#f-prompt").fill("half a thought");
        page.locator("#f-folder").fill("Ideas");
        page.locator("#f-seed").fill(LARGEST_SEED);
        page.reload();
        PageStudio.ready(page);
        visitor.opensForm();
        assertThat(page.locator("#f-prompt")).hasValue("half a thought");
        assertThat(page.locator("#f-folder")).hasValue("Ideas");
        assertThat(page.locator("#f-seed")).hasValue(LARGEST_SEED);
    }

    /** What the page sends to be generated, from now on. */
    static List<String> submissions(Page page) {
        List<String> bodies = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.method().equals("POST") && request.url().endsWith("/api/jobs")) {
                bodies.add(request.postData());
            }
        });
        return bodies;
    }
}

package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
        page.locator("[data-action=generate]").click();

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
        page.locator("#form summary").click();
        page.locator("#f-seed").fill(LARGEST_SEED);
        page.locator("#f-prompt").fill("a comet");
        page.locator("[data-action=generate]").click();
        assertThat(visitor.card("a comet")).hasAttribute("data-state", "complete");
        assertThat(visitor.tiles()).hasCount(1);
        visitor.tiles().first().click();

        assertThat(page.locator("#inspector [data-row=seed] dd span")).hasText(LARGEST_SEED);
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

    /** What the page sends to be generated, from now on. */
    private static List<String> submissions(Page page) {
        List<String> bodies = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.method().equals("POST") && request.url().endsWith("/api/jobs")) {
                bodies.add(request.postData());
            }
        });
        return bodies;
    }
}

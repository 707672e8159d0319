package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** A model is found by typing, brings its own values, and says why when it cannot be used. */
@Tag("browser")
class ModelPickerPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void a_model_brings_its_own_values_but_never_over_what_was_typed() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.opensForm();
        visitor.opensAdvanced();
        page.locator("#f-cfg").fill("5");

        visitor.picks("flux1-dev");
        assertThat(page.locator("#f-steps")).hasValue("20");
        assertThat(page.locator("#f-guidance")).hasValue("3.5");
        assertThat(page.locator("#f-cfg")).isHidden();
        assertThat(page.locator("#f-negative-note")).hasText("FLUX takes no negative prompt");
        assertThat(page.locator("#f-vae option")).hasText(new String[]{"As the model has it", "ae"});

        visitor.picks("schnell");
        assertThat(page.locator("#f-steps")).hasValue("4");
        assertThat(page.locator("#f-guidance")).isHidden();

        visitor.picks("dreamshaper_8");
        assertThat(page.locator("#f-width")).hasValue("512");
        assertThat(page.locator("#f-cfg")).hasValue("5");
        assertThat(page.locator("#f-steps")).hasValue("30");
    }

    @Test
    void keys_walk_the_list_and_what_cannot_run_says_why() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.opensForm();
        Locator input = page.locator("#f-model");
        String before = input.inputValue();

        input.fill("svd_xt");
        assertThat(page.locator("#f-models [role=group]")).hasAttribute("aria-label", "Video");
        Locator video = page.locator("#f-models [role=option]");
        assertThat(video).hasAttribute("aria-disabled", "true");
        assertThat(video).containsText("Makes videos, not pictures");
        input.press("ArrowDown");
        assertThat(input).hasAttribute("aria-activedescendant", video.getAttribute("id"));
        page.waitForResponse("**/api/models/list", () -> page.evaluate(
                "() => fetch('/api/queue/resume', { method: 'POST' })"));
        page.waitForFunction("() => document.activeElement.id === 'f-model'");
        assertThat(input).hasAttribute("aria-activedescendant", video.getAttribute("id"));
        input.press("Enter");
        assertThat(page.locator("#f-models")).isVisible();

        input.press("Escape");
        assertThat(input).hasValue("");
        assertThat(page.locator("#f-models")).isVisible();
        input.press("Escape");
        assertThat(page.locator("#f-models")).isHidden();
        assertThat(input).hasValue(before);
        assertThat(page.locator("#form")).isVisible();
    }

    @Test
    void what_was_used_last_stands_first() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.opensForm();
        visitor.picks("v1-5-pruned");
        page.locator("#f-prompt").fill("a mill");
        page.locator("[data-action=generate]").click();
        assertThat(page.locator("#form")).isHidden();

        visitor.opensForm();
        page.locator(".models-box").click();
        Locator first = page.locator("#f-models [role=group]").first();
        assertThat(first).hasAttribute("aria-label", "Recent");
        assertThat(first.locator("[data-part=name]")).hasText("v1-5-pruned-emaonly");
    }

    @Test
    void a_guessed_family_is_marked_and_can_be_set() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.opensForm();
        visitor.opensAdvanced();
        visitor.picks("sd_xl_base");
        assertThat(page.locator("#f-model-meta")).containsText("SDXL, guessed from the name");

        page.locator("[data-action=family]").click();
        page.locator("#menu .menu-item").filter(new Locator.FilterOptions().setHasText("SD 1.5")).click();

        assertThat(page.locator("#f-model-meta")).hasText("SD1.5");
        assertThat(page.locator("#f-width")).hasValue("512");
    }
}

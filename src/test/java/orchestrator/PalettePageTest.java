package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** The command palette. */
@Tag("browser")
class PalettePageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void commands_are_found_in_either_language_and_what_was_used_last_comes_first() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.fill(2);
        Page page = STUDIO.open(Look.DESK);
        open(page);
        assertThat(page.locator("#palette input")).isFocused();
        assertThat(current(page)).hasText(Pattern.compile("New generation"));
        page.keyboard().type("приост");
        assertThat(current(page)).hasText(Pattern.compile("Pause queue"));
        page.keyboard().press("ArrowDown");
        assertThat(current(page)).hasText(Pattern.compile("Pause live previews"));
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.locator("#palette")).isHidden();
        assertThat(page.locator("#engine-chip [data-part=word]")).hasText("Queue paused");

        open(page);
        assertThat(current(page)).hasText(Pattern.compile("Resume queue"));
        page.keyboard().type("zzzz");
        assertThat(page.locator("#palette-list")).hasText("No commands found");
        page.locator("#palette input").fill(">theme: light");
        page.keyboard().press("Enter");
        assertThat(page.locator("html")).hasAttribute("data-theme", "light");

        page.locator(".header [data-action=palette]").click();
        page.keyboard().type("show videos");
        page.keyboard().press("Enter");
        assertThat(page.locator("[name=type][value=video]")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator(".header [data-action=palette]")).isFocused();
    }

    @Test
    void a_model_or_an_earlier_prompt_opens_the_form_with_it() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.makes("a lighthouse in the fog");
        visitor.tiles().first().click();
        open(page);
        page.keyboard().type("lighth");
        assertThat(current(page)).hasText("a lighthouse in the fog");
        page.keyboard().press("Enter");
        visitor.formIsReady();
        assertThat(page.locator("#f-prompt")).hasValue("a lighthouse in the fog");
        assertThat(page.locator("#f-prompt")).isFocused();

        open(page);
        page.keyboard().type("juggernaut");
        assertThat(current(page)).hasText(Pattern.compile("juggernaut.*", Pattern.CASE_INSENSITIVE));
        page.keyboard().press("Enter");
        assertThat(page.locator("#f-model")).hasValue(Pattern.compile("juggernaut.*", Pattern.CASE_INSENSITIVE));
        page.keyboard().press("Escape");

        open(page);
        page.keyboard().type("variation");
        page.keyboard().press("Enter");
        assertThat(visitor.toast("Queued with a new seed")).isVisible();
    }

    private static void open(Page page) {
        page.keyboard().press("Control+k");
        assertThat(page.locator("#palette")).isVisible();
    }

    /** The option that Enter would take, as it is told to a screen reader. */
    private static Locator current(Page page) {
        return page.locator("#palette .option[aria-selected=true] [data-part=name]");
    }
}

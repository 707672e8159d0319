package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/** Language and colours are the reader's choice, and hold for all of the page. */
@Tag("browser")
class LanguagePageTest {

    /** Names, units and keys, which no language translates. */
    private static final Set<String> NAMES = Set.of("Orchestrator", "ComfyUI", "GPU", "CFG", "Ctrl", "EN", "RU",
            "English", "SDXL", "SD", "FLUX", "VAE", "CLIP", "PNG", "LoRA", "N");

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void the_language_button_turns_the_whole_page_and_the_choice_stays() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        assertThat(page.locator(".empty h2").first()).hasText("Nothing here yet");

        page.locator("[data-action=language]").click();

        assertThat(page.locator("html")).hasAttribute("lang", "ru");
        PageStudio.ready(page);
        assertThat(page.locator(".empty h2").first()).not().hasText("Nothing here yet");
        page.reload();
        assertThat(page.locator("html")).hasAttribute("lang", "ru");
    }

    @Test
    void a_chosen_theme_shows_at_once_and_stays() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Object dark = background(page);

        page.locator("[data-action=theme]").click();
        page.locator("#menu [role=menuitemradio], #menu .menu-item").filter(new Locator.FilterOptions()
                .setHasText("Light")).click();

        assertThat(page.locator("html")).hasAttribute("data-theme", "light");
        page.reload();
        PageStudio.ready(page);
        assertThat(page.locator("html")).hasAttribute("data-theme", "light");
        assertNotEquals(dark, background(page));
    }

    @Test
    void the_russian_page_holds_no_english_words_but_names() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK.in("ru"));
        Visitor visitor = new Visitor(page);
        Set<String> foreign = new TreeSet<>(latin(page));
        visitor.makes("закат над морем");
        visitor.tiles().first().click();
        assertThat(page.locator("#inspector [data-part=prompt]")).isVisible();
        foreign.addAll(latin(page));
        page.locator("#engine-chip").click();
        foreign.addAll(latin(page));
        page.keyboard().press("Escape");
        visitor.opensForm();
        visitor.opensAdvanced();
        page.locator("#f-steps").fill("0");
        page.locator("#f-prompt").fill("");
        visitor.insists();
        assertThat(page.locator("#f-steps-error")).isVisible();
        foreign.addAll(latin(page));

        foreign.removeAll(NAMES);
        assertEquals(Set.of(), foreign);
    }

    private static Object background(Page page) {
        return page.evaluate("() => getComputedStyle(document.querySelector('.jobs')).backgroundColor");
    }

    /** Words in Latin letters that can be seen or are read aloud, but for what is marked as not to be translated. */
    @SuppressWarnings("unchecked")
    private static List<String> latin(Page page) {
        return (List<String>) page.evaluate(
                """
                () => {
                  const seen = element => element.checkVisibility({ visibilityProperty: true })
                    && !element.closest('[translate=no], script, style, template, noscript, kbd');
                  const texts = [];
                  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                  while (walk.nextNode()) if (seen(walk.currentNode.parentElement)) texts.push(walk.currentNode.data);
                  for (const element of document.querySelectorAll('[aria-label], [placeholder], [data-tip], [aria-valuetext]')) {
                    if (!seen(element) || element.matches('.tile')) continue;
                    for (const name of ['aria-label', 'placeholder', 'data-tip', 'aria-valuetext']) texts.push(element.getAttribute(name) ?? '');
                  }
                  return [...new Set(texts.join(' ').match(/[A-Za-z]{2,}/g) ?? [])];
                }""");
    }
}

package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The page in a hand. */
@Tag("browser")
class PhonePageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void the_tab_bar_leads_everywhere_and_the_form_takes_the_whole_screen() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.PHONE);
        Visitor visitor = new Visitor(page);
        assertThat(page.locator(".tabs")).isVisible();
        assertThat(page.locator("#jobs")).not().isInViewport();

        page.locator(".tab-new").tap();
        visitor.formIsReady();
        BoundingBox form = page.locator("#form").boundingBox();
        assertEquals(0, form.x, 1);
        assertEquals(Look.PHONE.width(), form.width, 1);
        assertTrue(form.y <= 1 && form.height >= Look.PHONE.height() - 1, () -> "height " + form.height);
        page.locator("#f-prompt").fill("a kite");
        page.locator("[data-action=generate]").tap();
        assertThat(page.locator("#form")).isHidden();

        page.locator("[data-tab=jobs]").tap();
        assertThat(page.locator("#jobs")).isInViewport();
        assertThat(page.locator("[data-tab=jobs]")).hasAttribute("aria-current", "page");
        assertThat(visitor.card("a kite")).hasAttribute("data-state", "complete");
        page.locator("[data-tab=canvas]").tap();
        assertThat(page.locator("#jobs")).not().isInViewport();
        visitor.tiles().first().tap();
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
    }

    @ParameterizedTest
    @CsvSource({"en, 390", "ru, 390", "en, 320", "ru, 320"})
    void nothing_is_wider_than_the_screen(String language, int width) throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.fill(5);
        Page page = STUDIO.open(Look.PHONE.in(language).wide(width));
        Visitor visitor = new Visitor(page);
        assertThat(visitor.tiles()).hasCount(5);
        fits(page, width, "gallery");
        page.locator("[data-tab=jobs]").tap();
        fits(page, width, "jobs");
        page.locator("[data-tab=canvas]").tap();
        page.locator(".tab-new").tap();
        visitor.formIsReady();
        page.locator("#f-image").setInputFiles(StartImagePageTest.PICTURE);
        assertThat(page.locator("#form [data-part=picture]")).isVisible();
        page.locator("#form [data-part=advanced] > summary").tap();
        page.locator("#form .switch-row").tap();
        visitor.insists();
        assertThat(page.locator("#f-prompt-error")).isVisible();
        fits(page, width, "form");
        page.locator("#form [data-action=close-form]").tap();
        visitor.tiles().first().tap();
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        fits(page, width, "viewer");
    }

    /** A phone that has to show something wider zooms out, so its window tells. */
    private static void fits(Page page, int width, String screen) {
        assertEquals(width, page.evaluate("() => Math.max(innerWidth, document.scrollingElement.scrollWidth)"), screen);
        Object cut = page.evaluate(
                """
                () => [...document.querySelectorAll('button, input, select, textarea, a')]
                  .filter(element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
                  .filter(element => { const box = element.getBoundingClientRect();
                    return box.width && box.left < innerWidth && box.right > innerWidth + 1 && box.bottom > 0 && box.top < innerHeight; })
                  .map(element => element.outerHTML.slice(0, 120)).join('\\n')""");
        assertEquals("", cut, screen);
    }
}

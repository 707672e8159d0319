package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tooltips, menus, messages and the popover of the header, as hands and eyes meet them. */
@Tag("browser")
class PartsPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void a_tooltip_waits_for_a_resting_pointer_comes_at_once_with_the_focus_and_escape_closes_nothing_else() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Locator tip = page.locator("#tip");
        Locator panels = page.locator(".header [data-action=toggle-jobs]");
        settled(page);
        page.clock().install();
        panels.hover();
        page.clock().runFor(450);
        assertThat(tip).isHidden();
        page.clock().runFor(100);
        assertThat(tip).isVisible();
        assertThat(tip).containsText("Toggle sidebar");
        assertThat(tip.locator("kbd")).hasText("[");
        // The pointer may go onto it, and the next one needs no waiting.
        tip.hover();
        page.clock().runFor(1000);
        assertThat(tip).isVisible();
        page.locator(".header [data-action=theme]").hover();
        page.clock().runFor(20);
        assertThat(tip).hasText("Theme: dark");
        page.mouse().move(700, 600);
        page.clock().runFor(200);
        assertThat(tip).isHidden();
        page.clock().resume();

        page.keyboard().press("n");
        new Visitor(page).formIsReady();
        page.locator("#f-prompt").focus();
        page.keyboard().press("Shift+Tab");
        page.locator("#form [data-action=close-form]").focus();
        assertThat(tip).isVisible();
        page.keyboard().press("Escape");
        assertThat(tip).isHidden();
        assertThat(page.locator("#form")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator("#form")).isHidden();
    }

    @Test
    void a_menu_is_walked_by_keys_and_letters_and_gives_the_focus_back() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Locator theme = page.locator(".header [data-action=theme]");
        theme.focus();
        page.keyboard().press("Enter");
        Locator rows = page.locator("#menu .menu-item");
        assertThat(rows.nth(0)).isFocused();
        page.keyboard().press("ArrowDown");
        assertThat(rows.nth(1)).isFocused();
        page.keyboard().press("End");
        assertThat(rows.nth(2)).isFocused();
        page.keyboard().press("ArrowDown");
        assertThat(rows.nth(0)).isFocused();
        page.keyboard().press("l");
        assertThat(rows.nth(1)).isFocused();
        page.keyboard().press("a");
        assertThat(rows.nth(2)).isFocused();
        page.keyboard().press("Home");
        assertThat(rows.nth(0)).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.locator("#menu")).isHidden();
        assertThat(theme).isFocused();
        assertThat(theme).hasAttribute("aria-expanded", "false");

        page.locator("#engine-chip").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#engine")).isVisible();
        assertThat(page.locator("#engine")).containsText("0.3.64");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        assertThat(page.locator("#engine-chip [data-part=word]")).hasText("Queue paused");
        page.keyboard().press("Escape");
        assertThat(page.locator("#engine")).isHidden();
        assertThat(page.locator("#engine-chip")).isFocused();
    }

    @Test
    void messages_are_few_equal_ones_are_counted_and_they_wait_for_their_reader() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        settled(page);
        page.clock().install();
        tell(page, "one", "two", "two", "two");
        assertThat(page.locator(".toast")).hasCount(2);
        assertThat(page.locator(".toast").nth(1)).containsText("two (3)");
        tell(page, "three", "four");
        assertThat(page.locator(".toast")).hasCount(3);
        assertThat(page.locator(".toast").nth(0)).containsText("two (3)");

        page.locator("#engine-chip").focus();
        page.keyboard().press("Shift+F6");
        assertThat(page.locator(".toast").nth(0).locator("[data-part=close]")).isFocused();
        page.locator(".toast").nth(1).hover();
        page.clock().runFor(30_000);
        assertThat(page.locator(".toast")).hasCount(2);
        page.keyboard().press("Escape");
        assertThat(page.locator(".toast")).hasCount(1);
        assertThat(page.locator(".toast [data-part=close]")).isFocused();
        page.keyboard().press("F6");
        assertThat(page.locator("#engine-chip")).isFocused();
        hide(page, true);
        page.mouse().move(700, 500);
        page.clock().runFor(30_000);
        assertThat(page.locator(".toast")).hasCount(1);
        hide(page, false);
        page.clock().runFor(6000);
        assertThat(page.locator(".toast")).hasCount(0);
    }

    @Test
    void a_message_over_a_dialog_can_be_pressed() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        tell(page, "behind or before");
        page.keyboard().press("?");
        assertThat(page.locator("#keys .toast")).hasCount(1);
        page.keyboard().press("F6");
        assertThat(page.locator(".toast [data-part=close]")).isFocused();
        page.locator(".toast [data-part=close]").click();
        assertThat(page.locator(".toast")).hasCount(0);
        assertThat(page.locator("#keys")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator("body > #toasts")).hasCount(1);
    }

    @Test
    void the_header_of_a_phone_is_a_dot_a_word_and_the_palette() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.PHONE);
        assertThat(page.locator(".header-place")).isVisible();
        assertThat(page.locator(".header [data-action=theme]")).isHidden();
        assertTrue(page.locator("#engine-chip").boundingBox().height >= 44);
        page.locator(".header [data-action=palette]").tap();
        assertThat(page.locator("#palette")).isVisible();
        assertThat(page.locator("#tip")).isHidden();
        page.locator("#palette .option").filter(new Locator.FilterOptions().setHasText("Theme: light")).tap();
        assertThat(page.locator("html")).hasAttribute("data-theme", "light");
        page.locator("[data-action=more-tab]").tap();
        assertThat(page.locator("#menu .menu-item")).hasCount(5);
    }

    /** Waits until the parts that come after the first view are there. */
    private static void settled(Page page) {
        page.waitForFunction(
                "() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/keys.js'))");
        page.evaluate("() => Promise.all(['tips', 'focus', 'keys'].map(name => import(`/static/js/${name}.js`)))");
    }

    private static void tell(Page page, String... titles) {
        page.evaluate("""
                      async titles => {
                        const { toast } = await import('/static/js/toasts.js');
                        titles.forEach(title => toast({ title }));
                      }""", titles);
    }

    private static void hide(Page page, boolean hidden) {
        page.evaluate("""
                      hidden => {
                        Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
                        document.dispatchEvent(new Event('visibilitychange'));
                      }""", hidden);
    }
}

package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The keys of the page: where they count, how they are told, and how they are switched off. */
@Tag("browser")
class ShortcutsPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void letters_do_nothing_in_a_text_field_and_work_with_a_russian_layout_elsewhere() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        press(page, "т", "KeyN", false);
        visitor.formIsReady();
        page.locator("#f-prompt").pressSequentially("n i c [ ? 1 SRV");
        assertThat(page.locator("#f-prompt")).hasValue("n i c [ ? 1 SRV");
        assertThat(page.locator("html")).not().hasAttribute("data-inspector", "closed");
        assertThat(page.locator("#keys")).isHidden();
        press(page, "л", "KeyK", true);
        assertThat(page.locator("#palette")).isVisible();
        press(page, "л", "KeyK", true);
        assertThat(page.locator("#palette")).isHidden();
        assertThat(page.locator("#f-prompt")).isFocused();
        page.keyboard().press("Escape");
        press(page, "ш", "KeyI", false);
        assertThat(page.locator("html")).hasAttribute("data-inspector", "closed");
        press(page, "х", "BracketLeft", false);
        assertThat(page.locator("html")).hasAttribute("data-jobs", "closed");
    }

    @Test
    void digits_filter_the_gallery() throws Exception {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.fill(2);
        Page page = STUDIO.open(Look.DESK);
        assertThat(new Visitor(page).tiles()).hasCount(2);
        page.keyboard().press("3");
        assertThat(page.locator("[name=type][value=video]")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator("#canvas [data-part=none]")).isVisible();
        page.keyboard().press("2");
        assertThat(page.locator("[name=type][value=image]")).hasAttribute("aria-pressed", "true");
        page.keyboard().press("1");
        assertThat(page.locator("[name=type][value=all]")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator("[name=type][value=all]")).hasAttribute("aria-keyshortcuts", "1");
    }

    @Test
    void what_was_removed_comes_back_with_the_keyboard_when_its_message_is_long_gone() {
        STUDIO.start(PageStudio.SLOW);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.asksFor("the first");
        Locator second = visitor.asksFor("the second");
        assertThat(visitor.cards("running")).hasCount(1);
        visitor.stops(second);
        visitor.toast("Removed from the queue").locator("[data-part=close]").click();
        assertThat(visitor.cards("queued")).hasCount(0);
        assertThat(visitor.toast("Removed from the queue")).hasCount(0);

        page.keyboard().press("Control+z");

        assertThat(visitor.cards("queued")).hasCount(1);
        assertThat(visitor.cards("queued")).containsText("the second");
        assertThat(visitor.toast("Back in the queue")).isVisible();
        page.keyboard().press("Control+z");
        assertThat(visitor.cards("queued")).hasCount(1);
    }

    @Test
    void single_keys_can_be_switched_off_and_then_are_not_told_either() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Locator more = page.locator(".jobs-body [data-action=new]");
        assertThat(more).hasAttribute("aria-keyshortcuts", "N");
        page.keyboard().press("Control+k");
        page.evaluate("() => localStorage.setItem('ui.keys', 'off')");
        page.keyboard().press("Control+k");
        assertThat(more).not().hasAttribute("aria-keyshortcuts", "N");
        assertThat(more.locator("kbd")).isHidden();
        for (String key : List.of("n", "?", "i", "[")) {
            page.keyboard().press(key);
        }
        page.keyboard().press("Control+k");
        assertThat(page.locator("#palette")).isVisible();
        assertThat(page.locator("#form")).isHidden();
        assertThat(page.locator("#keys")).isHidden();
        assertThat(page.locator("html")).not().hasAttribute("data-inspector", "closed");
        page.keyboard().type("keyboard");
        page.keyboard().press("Enter");
        assertThat(page.locator("#keys [data-part=off]")).isVisible();
        assertEquals(List.of(), page.locator("#keys kbd").allInnerTexts().stream().filter(key -> key.length() == 1
                && Character.isLetterOrDigit(key.charAt(0))).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ru"})
    void the_sheet_lists_every_shortcut_and_gives_the_focus_back(String language) {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK.in(language));
        page.locator("#engine-chip").focus();
        page.keyboard().press("?");
        assertThat(page.locator("#keys")).isVisible();
        Object all = page.evaluate(
                "async () => (await import('/static/js/logic/shortcuts.js')).SHORTCUTS.flatMap(({ keys }) => keys).length");
        assertThat(page.locator("#keys kbd")).hasCount((Integer) all);
        assertThat(page.locator("#keys h2")).hasText(language.equals("en")
                ? "Keyboard shortcuts"
                : "Сочетания клавиш");
        assertThat(page.locator("#keys li").filter(new Locator.FilterOptions().setHasText("Ctrl K"))).containsText(
                language.equals("en") ? "Command palette" : "Палитра команд");
        page.keyboard().press("Escape");
        assertThat(page.locator("#keys")).isHidden();
        assertThat(page.locator("#engine-chip")).isFocused();
    }

    /** A press as another keyboard layout reports it. */
    private static void press(Page page, String key, String code, boolean control) {
        page.evaluate(
                """
                ({ key, code, ctrlKey }) => document.activeElement.dispatchEvent(
                  new KeyboardEvent('keydown', { key, code, ctrlKey, bubbles: true, cancelable: true }))""",
                Map.of("key", key, "code", code, "ctrlKey", control));
    }
}

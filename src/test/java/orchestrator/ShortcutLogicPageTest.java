package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a key press means and what fits what is typed: pure, asked in a browser, for nothing else runs it. */
@Tag("browser")
class ShortcutLogicPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    private Page page;

    @BeforeEach
    void open() {
        STUDIO.start(PageStudio.WATCHABLE);
        page = STUDIO.open(Look.DESK);
    }

    @Test
    void a_key_is_told_by_its_latin_sign_and_else_by_its_place() {
        assertEquals("N", keys("n", "KeyN", ""));
        assertEquals("N", keys("N", "KeyN", ""));
        assertEquals("N", keys("т", "KeyN", ""));
        assertEquals("Control+K", keys("л", "KeyK", "Control"));
        assertEquals("Control+K", keys("k", "KeyK", "Meta"));
        assertEquals("Control+Z", keys("я", "KeyZ", "Control"));
        assertEquals("[", keys("х", "BracketLeft", ""));
        assertEquals("?", keys(",", "Slash", "Shift"));
        assertEquals("?", keys("?", "Digit7", "Shift"));
        assertEquals("?", keys("?", "Slash", "Shift"));
        assertEquals("Shift+R", keys("К", "KeyR", "Shift"));
        // Dvorak: what is printed counts, not where it lies.
        assertEquals("Control+K", keys("k", "KeyV", "Control"));
        assertEquals("/", keys("/", "BracketLeft", ""));
        assertEquals("N", keys("n", "KeyL", ""));
        // AZERTY types digits with Shift, and without it other signs on the same keys.
        assertEquals("1", keys("1", "Digit1", "Shift"));
        assertEquals("1", keys("&", "Digit1", ""));
        // A US layout has a sign of its own there.
        assertEquals("!", keys("!", "Digit1", "Shift"));
        assertEquals("[", keys("[", "Digit8", "Control Alt AltGraph"));
        assertEquals("Shift+F6", keys("F6", "F6", "Shift"));
        assertEquals("Alt+ArrowUp", keys("ArrowUp", "ArrowUp", "Alt"));
    }

    @Test
    void a_shortcut_counts_in_its_places_and_single_signs_can_be_switched_off() {
        assertEquals("do.new", meant("n", List.of("always", "untyped", "page"), true));
        assertEquals("none", meant("n", List.of("always", "form"), true));
        assertEquals("none", meant("n", List.of("always", "untyped", "page"), false));
        assertEquals("none", meant("?", List.of("always", "untyped", "page"), false));
        assertEquals("do.region", meant("F6", List.of("always"), false));
        assertEquals("none", meant("ArrowLeft", List.of("always", "page"), true));
        assertEquals("do.previous", meant("ArrowLeft", List.of("always", "viewer", "page"), true));
        assertEquals("do.back", meant("Escape", List.of("page"), false));
        assertEquals(0,
                page.evaluate(
                        """
                        async () => {
                          const { SHORTCUTS } = await import('/static/js/logic/shortcuts.js');
                          const heard = SHORTCUTS.filter(({ where }) => where).flatMap(({ keys, where }) => keys.map(one => `${where} ${one}`));
                          return heard.length - new Set(heard).size;
                        }"""),
                "two shortcuts on the same keys");
        assertEquals(List.of("Ctrl K", "⌘ K", "Shift F6", "Esc", "PgDn"), page.evaluate(
                """
                async () => {
                  const { printed } = await import('/static/js/logic/shortcuts.js');
                  return [printed('Control+K', false), printed('Control+K', true), printed('Shift+F6', false), printed('Escape', false),
                    printed('PageDown', false)];
                }"""));
    }

    @Test
    void what_begins_a_name_comes_before_what_begins_a_word_and_that_before_loose_letters() {
        assertEquals(List.of(3, 2, 1, 0, 3, 2, 3, 0), page.evaluate(
                """
                async () => {
                  const { fit } = await import('/static/js/logic/ranking.js');
                  return [fit('pau', ['Pause queue']), fit('QUE', ['Pause queue']), fit('psq', ['Pause queue']), fit('x', ['Pause queue']),
                    fit('приост', ['Pause queue', 'Приостановить очередь']), fit('темная', ['Тема: тёмная']), fit('', ['anything']),
                    fit('psq', ['Pause queue'], false)];
                }"""));
        assertEquals(List.of("prompts:fog", "act:new,theme"), ranked("fo"));
        assertEquals(List.of("act:theme,new", "prompts:fog"), ranked(""));
        assertEquals(List.of(), ranked("zebra"));
    }

    private Object keys(String key, String code, String held) {
        return page.evaluate(
                """
                async ({ key, code, held }) => {
                  const { keysOf } = await import('/static/js/logic/shortcuts.js');
                  return keysOf({ key, code, ctrlKey: held.includes('Control'), metaKey: held.includes('Meta'), shiftKey: held.includes('Shift'),
                    altKey: /Alt( |$)/.test(held), getModifierState: name => held.includes(name) });
                }""",
                Map.of("key", key, "code", code, "held", held));
    }

    private Object meant(String key, List<String> places, boolean singles) {
        return page.evaluate("""
                             async ({ key, places, singles }) => {
                               const { meant } = await import('/static/js/logic/shortcuts.js');
                               return meant({ key, code: '' }, places, singles)?.text ?? 'none';
                             }""", Map.of("key", key, "places", places, "singles", singles));
    }

    /** Of three entries, of which the theme was used last: the groups with what is in them. */
    private Object ranked(String typed) {
        return page.evaluate(
                """
                async typed => {
                  const { ranked } = await import('/static/js/logic/ranking.js');
                  const entries = [{ id: 'new', group: 'act', names: ['New form'] }, { id: 'theme', group: 'act', names: ['Theme', 'For dark'] },
                    { id: 'fog', group: 'prompts', names: ['fo in fog'], loose: false }];
                  const found = ranked(typed === 'fo' ? entries.map(one => one.id === 'theme' ? { ...one, names: ['flowing robe'] } : one) : entries,
                    typed, ['theme']);
                  return found.map(([name, members]) => `${name}:${members.map(({ id }) => id)}`);
                }""",
                typed);
    }
}

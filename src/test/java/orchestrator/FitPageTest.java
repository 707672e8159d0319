package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Everything has room: targets for fingers, longer words of other languages, larger letters, the narrowest window. */
@Tag("browser")
class FitPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    /** Targets that are smaller than so many pixels; a label, a card or a box that can be pressed as a whole counts. */
    private static final String SMALL = """
                                        least => [...document.querySelectorAll('button, a[href], input, select, textarea, summary, [role=option], [role^=menuitem]')]
                                          .filter(element => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.skip, .hidden-text, [inert]'))
                                          .map(element => [element, element.closest('label, .models-box, .area') ?? (element.matches('.card-title') ? element.closest('.card') : element)])
                                          .filter(([, box]) => box.offsetWidth > 0 && Math.min(box.offsetWidth, box.offsetHeight) < least)
                                          .map(([element, box]) => `${box.offsetWidth} x ${box.offsetHeight}: ${element.outerHTML.slice(0, 120)}`)""";
    /** What is wider than its place, unless it is cut with an ellipsis or scrolls on purpose; what leaves the window. */
    private static final String SIDEWAYS = """
                                           () => {
                                             const found = document.scrollingElement.scrollWidth > innerWidth ? ['the page'] : [];
                                             for (const element of document.querySelectorAll('body *')) {
                                               if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('svg, .hidden-text, .skip')) continue;
                                               const style = getComputedStyle(element);
                                               const free = style.display === 'inline' || style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none'
                                                 // Its splitters stand half in the panes beside it.
                                                 || element.matches('#canvas, .raw, input, textarea, canvas, img, video');
                                               const box = element.getBoundingClientRect();
                                               if (!free && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1) found.push(`too wide: ${element.outerHTML.slice(0, 120)}`);
                                               if (box.width && box.left < innerWidth && box.right > innerWidth + 1 && !element.closest('[data-pane]')) {
                                                 found.push(`outside: ${element.outerHTML.slice(0, 120)}`);
                                               }
                                             }
                                             return found;
                                           }""";
    /** Makes each text as long as other languages may: single words two and a half times, others 1.4 times. */
    private static final String STRETCH = """
                                          () => {
                                            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                                            while (walk.nextNode()) {
                                              const text = walk.currentNode.data.trim();
                                              if (walk.currentNode.parentElement.closest('[translate=no], script, template, kbd, noscript') || text.startsWith('[')
                                                || !/\\p{L}{2}/u.test(text)) continue;
                                              const more = Math.ceil(text.length * (text.length <= 12 && !text.includes(' ') ? 2.5 : 1.4)) - text.length - 2;
                                              walk.currentNode.data = `[${text}${'xxxx '.repeat(10).slice(0, Math.max(0, more))}]`;
                                            }
                                          }""";

    @Test
    void every_target_is_large_enough_for_a_pointer() throws IOException {
        List<String> found = new ArrayList<>();
        walk(Look.DESK, (page, screen) -> look(page, screen, found, SMALL, 24));
        assertEquals(List.of(), found, () -> String.join("\n", found));
    }

    @Test
    void every_target_is_large_enough_for_a_finger_and_nothing_scrolls_sideways() throws IOException {
        List<String> found = new ArrayList<>();
        walk(Look.PHONE, (page, screen) -> {
            look(page, screen, found, SMALL, 44);
            look(page, screen, found, SIDEWAYS, null);
        });
        assertEquals(List.of(), found, () -> String.join("\n", found));
    }

    @Test
    void nothing_is_lost_in_the_narrowest_window() throws IOException {
        List<String> found = new ArrayList<>();
        walk(Look.PHONE.in("ru").wide(320), (page, screen) -> look(page, screen, found, SIDEWAYS, null));
        assertEquals(List.of(), found, () -> String.join("\n", found));
    }

    @Test
    void letters_of_twice_the_size_fit() throws IOException {
        List<String> found = new ArrayList<>();
        walk(Look.DESK.wide(1280), (page, screen) -> {
            page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }");
            look(page, screen, found, SIDEWAYS, null);
        });
        assertEquals(List.of(), found, () -> String.join("\n", found));
    }

    @Test
    void longer_words_fit() throws IOException {
        List<String> found = new ArrayList<>();
        Screen stretched = (page, screen) -> {
            page.evaluate(STRETCH);
            look(page, screen, found, SIDEWAYS, null);
        };
        walk(Look.DESK, stretched);
        visit(Look.PHONE, stretched);
        assertEquals(List.of(), found, () -> String.join("\n", found));
    }

    @Test
    void the_rulers_find_what_does_not_fit() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        page.evaluate("""
                      () => {
                        const small = document.querySelector('.header [data-action=theme]');
                        small.style.width = '20px';
                        const chip = document.querySelector('.toolbar-count, .jobs-body');
                        chip.append(Object.assign(document.createElement('div'), { textContent: 'long'.repeat(200) }));
                      }""");
        List<String> found = new ArrayList<>();
        look(page, "spoilt", found, SMALL, 24);
        assertEquals(1, found.size(), found::toString);
        look(page, "spoilt", found, SIDEWAYS, null);
        assertEquals(true, found.size() > 1);
    }

    private interface Screen {
        void check(Page page, String screen);
    }

    private void walk(Look look, Screen screen) throws IOException {
        STUDIO.keep("j1", FailurePageTest.FAILED.formatted(
                """
                {"code":"execution-error","message":"KSampler failed","args":{"node":"KSampler","message":"no"},
                 "details":["no","Traceback"]}"""));
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.fill(3);
        visit(look, screen);
    }

    /** Shows one screen after another. */
    private void visit(Look look, Screen screen) {
        Page page = STUDIO.open(look);
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        Visitor visitor = new Visitor(page);
        boolean phone = look.width() <= 640;
        assertThat(visitor.tiles()).hasCount(3);
        screen.check(page, "gallery");
        if (phone) {
            page.locator("[data-tab=jobs]").tap();
        }
        open(page, "[data-section=failed] [data-action=card-menu]", "#menu", screen);
        open(page, "[data-section=failed] [data-action=details]", "#details", screen);
        if (phone) {
            screen.check(page, "jobs");
            page.locator("[data-tab=canvas]").tap();
        }
        open(page, "#engine-chip", "#engine", screen);
        open(page, ".header [data-action=palette]", "#palette", screen);
        open(page, ".header-tools [data-action=settings]", "#settings", screen);
        page.keyboard().press("?");
        assertThat(page.locator("#keys")).isVisible();
        screen.check(page, "keys");
        page.keyboard().press("Escape");

        visitor.opensForm();
        page.locator("#f-image").setInputFiles(StartImagePageTest.PICTURE);
        assertThat(page.locator("#form [data-part=picture]")).isVisible();
        visitor.opensAdvanced();
        page.locator("#f-hires").check();
        visitor.insists();
        assertThat(page.locator("#f-prompt-error")).isVisible();
        screen.check(page, "form");
        page.locator(".models-box").click();
        assertThat(page.locator("#f-models")).isVisible();
        screen.check(page, "models");
        page.keyboard().press("Escape");
        page.locator("#form [data-action=close-form]").click();
        page.locator(".toast [data-part=close]").click();
        Consumer<Locator> press = phone ? Locator::tap : Locator::click;
        press.accept(visitor.tiles().first());
        if (!phone) {
            assertThat(page.locator("#inspector [data-part=item]")).isVisible();
            page.locator("#inspector [data-block=file] > summary").click();
            screen.check(page, "inspector");
            visitor.tiles().first().dblclick();
        }
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        screen.check(page, "viewer");
        page.context().close();
    }

    private static void open(Page page, String opener, String opened, Screen screen) {
        page.locator(opener).click();
        assertThat(page.locator(opened)).isVisible();
        screen.check(page, opened);
        page.keyboard().press("Escape");
        assertThat(page.locator(opened)).isHidden();
    }

    private static void look(Page page, String screen, List<String> found, String ruler, Object argument) {
        ((List<?>) page.evaluate(ruler, argument)).forEach(one -> found.add(screen + ": " + one));
    }
}

package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The pure part of gallery and viewer, asked in a browser, for nothing else runs it. */
@Tag("browser")
class ViewLogicPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void addresses_leave_out_what_is_usual_and_survive_nonsense() {
        Page page = page();
        assertEquals(
                List.of("", "?type=video&order=asc", "?sort=name", "?sort=name&order=desc&item=a%26b", "?x=1&at=q"),
                page.evaluate(
                        """
                        async () => {
                          const { read, write } = await import('/static/js/address.js');
                          const usual = read('');
                          return [write(usual), write({ ...usual, type: 'video', order: 'asc' }), write(read('?sort=name&order=asc')),
                            write({ ...read('?sort=name'), order: 'desc', item: 'a&b' }), write({ ...usual, at: 'q' }, '?x=1&type=site')];
                        }"""));
        assertEquals(List.of("all", "date", "desc", "asc", "a&b"), page
                .evaluate("""
                          async () => {
                            const { read } = await import('/static/js/address.js');
                            const odd = read('?type=music&sort=loud&order=sideways');
                            return [odd.type, odd.sort, odd.order, read('?sort=name').order, read('?item=a%26b').item];
                          }"""));
        zoom(page);
    }

    private static void zoom(Page page) {
        // A picture of 1000 × 500 on a stage of 500 × 500.
        assertEquals(List.of("0.5 0 0", "1 -100 0", "8 0 0", "0.1 0 0", "1 250 0", "2 500 250", "0.5 0 0", "1 20 0"),
                page.evaluate(
                        """
                        async () => {
                          const { fit, zoomed, panned, pinched, resized } = await import('/static/js/logic/zoom.js');
                          const picture = { width: 1000, height: 500 };
                          const stage = { width: 500, height: 500 };
                          const words = ({ scale, x, y }) => [scale, x, y].map(n => Math.round(n * 1000) / 1000 + 0).join(' ');
                          const all = fit(picture, stage);
                          const whole = zoomed(all, 1, { x: 0, y: 0 }, picture, stage);
                          return [all, zoomed(all, 1, { x: 100, y: 0 }, picture, stage),
                            zoomed(all, 100, { x: 0, y: 0 }, picture, stage), zoomed(all, 0.001, { x: 0, y: 0 }, picture, stage),
                            panned(whole, 9999, 50, picture, stage),
                            panned(zoomed(all, 2, { x: 0, y: 0 }, picture, stage), 500, 9999, picture, stage),
                            resized(all, picture, { width: 200, height: 200 }, stage).scale === 0.5 ? all : whole,
                            pinched(all, [{ x: -50, y: 0 }, { x: 50, y: 0 }], [{ x: -80, y: 0 }, { x: 120, y: 0 }], picture, stage),
                          ].map(words);
                        }"""));
    }

    private static Page page() {
        STUDIO.start(PageStudio.WATCHABLE);
        return STUDIO.open(Look.DESK);
    }
}

package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the page costs: nodes for a large gallery, bytes and requests for a first look. */
@Tag("browser")
class GalleryPageTest {

    private static final int MANY = 20_000;
    private static final int MOST_NODES = 1_500;
    private static final int MOST_REQUESTS = 70;
    private static final int MOST_SCRIPT = 60 * 1024;
    private static final int MOST_STYLE = 20 * 1024;
    private static final int MOST_SPRITE = 12 * 1024;
    private static final int MOST_HTML = 40 * 1024;
    private static final int MOST_MODULES = 20;
    private static final int MOST_GRID_NODES = 400;

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void twenty_thousand_pictures_take_few_nodes_and_scroll_to_the_last() throws IOException {
        STUDIO.fill(MANY);
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        assertThat(page.locator("#canvas [data-part=count]")).hasText("20,000 files");
        assertThat(page.locator(".tile[data-index='0']")).hasAttribute("aria-label", named("small-00000.png"));
        assertFew(page);

        page.locator("#canvas [data-part=scroller]").evaluate("scroller => scroller.scrollTop = scroller.scrollHeight");

        assertThat(page.locator(".tile[data-index='19999']")).hasAttribute("aria-label", named("small-19999.png"));
        assertThat(page.locator(".tile[data-index='19999']")).isInViewport();
        assertFew(page);
    }

    @Test
    void a_first_look_stays_within_its_budget_of_bytes_and_requests() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.fill(40);
        // An engine that is still being looked for makes the page ask more than once.
        assertThat(STUDIO.open(Look.DESK).locator("#engine-chip")).hasAttribute("data-state", "online");
        List<Response> all = new CopyOnWriteArrayList<>();
        Page page = STUDIO.context(Look.DESK).newPage();
        page.onResponse(all::add);
        page.navigate(STUDIO.address().toString());
        PageStudio.ready(page);
        assertThat(new Visitor(page).tiles().first()).isVisible();
        page.waitForLoadState();
        List<Response> responses = List.copyOf(all);

        assertTrue(responses.size() <= MOST_REQUESTS,
                () -> responses.size() + " requests: " + responses.stream().map(Response::url).toList());
        int script = zipped(responses, ".js");
        int style = zipped(responses, ".css");
        assertTrue(script > 0 && script <= MOST_SCRIPT, () -> script + " bytes of script");
        assertTrue(style > 0 && style <= MOST_STYLE, () -> style + " bytes of style");
        int sprite = zipped(responses, ".svg");
        assertTrue(sprite > 0 && sprite <= MOST_SPRITE, () -> sprite + " bytes of icons");
        int html = zipped(responses, STUDIO.address() + "/");
        assertTrue(html > 0 && html <= MOST_HTML, () -> html + " bytes of HTML");
        assertEquals(0, count(responses, ".woff2"));
        assertThat(page.locator("link[rel=modulepreload]")).hasCount(MOST_MODULES);
        assertTrue(count(responses, "/thumb/") <= 40, () -> "thumbnails of the first view");
        int nodes = (int) page.evaluate("() => document.querySelectorAll('#grid *').length");
        assertTrue(nodes <= MOST_GRID_NODES, () -> nodes + " nodes in the grid");
    }

    private static Pattern named(String file) {
        // The browser matches it, so it is written in what both understand.
        return Pattern.compile("^" + file.replace(".", "\\.") + ",");
    }

    private static void assertFew(Page page) {
        int nodes = (int) page.evaluate("() => document.querySelectorAll('*').length");
        assertTrue(nodes < MOST_NODES, () -> nodes + " nodes");
        int grid = (int) page.evaluate("() => document.querySelectorAll('#grid *').length");
        assertTrue(grid <= MOST_GRID_NODES, () -> grid + " nodes in the grid");
    }

    private static long count(List<Response> responses, String part) {
        return responses.stream().filter(response -> response.url().contains(part)).count();
    }

    /** As sent with gzip, each file by itself. */
    private static int zipped(List<Response> responses, String suffix) throws IOException {
        int sum = 0;
        for (Response response : responses) {
            if (response.url().endsWith(suffix) && response.ok()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
                    zip.write(response.body());
                }
                sum += bytes.size();
            }
        }
        return sum;
    }
}

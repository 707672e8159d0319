package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Many tabs of one browser, which allows six connections to a server. */
@Tag("browser")
class TabsPageTest {

    private static final int TABS = 9;
    private static final String STREAMS = """
                                          async wanted => (await (await fetch('/api/health')).json()).streams === wanted""";

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void nine_tabs_share_one_stream_and_lose_nothing_when_the_first_is_closed() {
        STUDIO.start(PageStudio.WATCHABLE);
        BrowserContext context = STUDIO.context(Look.DESK);
        List<Page> tabs = new ArrayList<>();
        for (int n = 0; n < TABS; n++) {
            Page tab = context.newPage();
            tab.navigate(STUDIO.address().toString());
            PageStudio.ready(tab);
            tabs.add(tab);
        }
        for (Page tab : tabs) {
            assertEquals(200, tab.evaluate("async () => (await fetch('/api/queue')).status"));
        }
        tabs.getFirst().waitForFunction(STREAMS, 1);

        Visitor last = new Visitor(tabs.getLast());
        last.asksFor("seen by all");
        tabs.removeFirst().close();
        for (Page tab : tabs) {
            assertThat(new Visitor(tab).card("seen by all")).hasAttribute("data-state", "complete");
            assertThat(new Visitor(tab).tiles()).hasCount(1);
            assertThat(tab.locator(".card")).hasCount(1);
        }
        tabs.getFirst().waitForFunction(STREAMS, 1);

        tabs.getFirst().evaluate("() => fetch('/api/queue/pause', { method: 'POST' })");
        assertThat(tabs.getLast().locator("#engine-chip")).hasAttribute("data-state", "paused");
        tabs.getFirst().evaluate("() => fetch('/api/queue/resume', { method: 'POST' })");
        assertThat(tabs.getLast().locator("#engine-chip")).hasAttribute("data-state", "online");
    }
}

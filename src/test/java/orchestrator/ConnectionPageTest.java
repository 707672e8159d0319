package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The page while the server is away, and after. */
@Tag("browser")
class ConnectionPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void a_server_that_was_away_is_found_again_and_neither_job_nor_draft_is_lost() {
        STUDIO.start(PageStudio.UNHURRIED);
        STUDIO.expectComplaint("net::ERR_");
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.makes("made before");
        Locator cut = visitor.asksFor("cut in the middle");
        assertThat(cut).hasAttribute("data-state", "running");
        visitor.opensForm();
        page.locator("#f-prompt").fill("a draft nobody sent");

        URI where = STUDIO.address();
        STUDIO.stop();
        Locator banner = page.locator("#banner");
        assertThat(banner).isVisible();
        assertThat(banner).containsText("Connection lost");
        assertThat(cut.locator("[data-part=time]")).hasText("–");
        Locator stop = cut.locator("[data-action=stop]");
        assertThat(stop).hasAttribute("aria-disabled", "true");
        assertThat(stop).hasAttribute("data-tip", "Not available while the server is unreachable");
        STUDIO.startAgain(PageStudio.UNHURRIED, where);

        assertThat(banner).containsText("Connected again");
        assertThat(page.locator("[data-action=pause-queue][aria-disabled]")).hasCount(0);
        assertThat(banner).isHidden();
        assertThat(cut).hasAttribute("data-state", "complete");
        assertThat(visitor.card("made before")).hasCount(1);
        assertThat(page.locator(".card")).hasCount(2);
        assertThat(visitor.tiles()).hasCount(2);
        assertEquals(2, STUDIO.pictures().size());
        assertThat(page.locator("#f-prompt")).hasValue("a draft nobody sent");

        page.locator("[data-action=generate]").click();
        assertThat(visitor.card("a draft nobody sent")).hasAttribute("data-state", "complete");
    }
}

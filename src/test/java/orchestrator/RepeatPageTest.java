package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Repeat until stopped: one job always waits, never two, whatever becomes of the connection. */
@Tag("browser")
class RepeatPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void one_job_waits_until_it_is_stopped_and_a_lost_answer_makes_no_second() {
        STUDIO.start(PageStudio.SLOW);
        STUDIO.expectComplaint("net::ERR_FAILED");
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        AtomicBoolean lost = new AtomicBoolean();
        page.route("**/api/jobs", route -> {
            if (route.request().method().equals("POST") && lost.compareAndSet(false, true)) {
                route.fetch();
                route.abort();
            } else {
                route.resume();
            }
        });
        List<String> sent = FormPageTest.submissions(page);
        visitor.opensForm();
        page.locator("#f-prompt").fill("a windmill");
        page.locator("#form [data-action=repeat]").click();

        assertThat(page.locator("#form")).isHidden();
        assertThat(page.locator("#jobs [data-part=repeat]")).isVisible();
        assertThat(visitor.cards("running")).hasCount(1);
        assertThat(visitor.cards("queued")).hasCount(1);
        assertEquals(3, sent.size(), sent::toString);

        page.reload();
        PageStudio.ready(page);
        assertThat(page.locator("#jobs [data-part=repeat]")).isVisible();
        page.locator("[data-action=stop-repeat]").click();
        assertThat(page.locator("#jobs [data-part=repeat]")).isHidden();
        assertThat(visitor.cards("queued")).hasCount(0);
        assertThat(visitor.cards("running")).hasCount(1);
        assertEquals(3, sent.size(), sent::toString);
    }
}

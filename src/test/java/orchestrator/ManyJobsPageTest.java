package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A list of more jobs than anybody looks at. */
@Tag("browser")
class ManyJobsPageTest {

    private static final int A_DAY = 130;
    private static final String DONE = """
                                       {"v":1,"jobId":"%1$s","rev":3,"type":"image","model":"m","prompt":"%2$s","params":{},
                                        "created":"%3$s","started":"%3$s","finished":"%3$s","priority":0,"rank":1,
                                        "status":"complete","attempts":0}""";

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void days_of_jobs_are_read_and_drawn_only_where_they_are_seen() throws IOException {
        Instant now = InstantSource.system().instant();
        for (int day = 0; day < 3; day++) {
            for (int n = 0; n < A_DAY; n++) {
                Instant then = now.minus(Duration.ofDays(day)).minusMillis(n);
                STUDIO.keep("d" + day + "-" + n, DONE.formatted("d" + day + "-" + n, "day " + day + " job " + n, then));
            }
        }
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("/api/jobs?")) {
                asked.add(request.url());
            }
        });
        Locator headings = page.locator("[data-section=finished] h2");
        assertThat(headings.first()).hasText("Finished today" + A_DAY);
        int once = page.locator(".card").count();

        scrollTo(page, "day 1 job 129");

        assertThat(page.locator("[data-section=finished] h2").nth(1)).hasText("Finished yesterday" + A_DAY);
        assertTrue(page.locator(".card").count() < 60,
                () -> page.locator(".card").count() + " cards, at first " + once);
        assertTrue(asked.stream().allMatch(url -> url.contains("limit=50")), asked::toString);
        List<?> order = (List<?>) page.evaluate(
                """
                () => [...document.querySelectorAll('.card')].map(card => Number(card.ariaPosInSet))
                  .filter((n, i, all) => i && n !== all[i - 1] + 1 && n !== 1)""");
        assertEquals(List.of(), order, "a card out of its place");

        page.locator("#jobs").evaluate("pane => pane.scrollTo(0, 0)");
        assertThat(page.locator("[data-job=d0-0]")).isInViewport();
        headings.first().locator("button").click();
        headings.nth(1).locator("button").click();
        assertThat(page.locator("[data-job=d2-0]")).isVisible();
        page.reload();
        PageStudio.ready(page);
        assertThat(headings.first().locator("button")).hasAttribute("aria-expanded", "false");
        assertThat(page.locator("[data-job=d2-0]")).isVisible();
    }

    /** Scrolls like a hand until a card is in view; at an end it turns around. */
    private static void scrollTo(Page page, String prompt) {
        page.mouse().move(100, 500);
        Locator card = new Visitor(page).card(prompt);
        int way = 500;
        for (int turn = 0; turn < 2000 && card.count() == 0; turn++) {
            page.mouse().wheel(0, way);
            page.waitForTimeout(20);
            way = (int) page.evaluate(
                    """
                    way => {
                      const pane = document.getElementById('jobs');
                      if (pane.scrollTop + pane.clientHeight > pane.scrollHeight - 2) return -500;
                      return pane.scrollTop === 0 ? 500 : way;
                    }""", way);
        }
        assertThat(card).isVisible();
    }
}

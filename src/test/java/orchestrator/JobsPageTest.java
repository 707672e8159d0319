package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The job list: what can be done to a job, and that it outlives a reload. */
@Tag("browser")
class JobsPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void undo_brings_a_removed_job_back_to_its_place() {
        STUDIO.start(PageStudio.SLOW);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.asksFor("first, it runs");
        assertThat(visitor.cards("running")).hasCount(1);
        List.of("second", "third", "fourth", "fifth").forEach(visitor::asksFor);
        Locator waiting = visitor.cards("queued").locator("[data-part=title]");
        assertThat(waiting).hasText(new String[]{"second", "third", "fourth", "fifth"});

        visitor.stops(visitor.card("fourth"));
        assertThat(waiting).hasText(new String[]{"second", "third", "fifth"});
        visitor.toast("Removed from the queue").locator("[data-action=undo]").click();

        assertThat(waiting).hasText(new String[]{"second", "third", "fourth", "fifth"});
        assertThat(visitor.toast("Back in the queue")).isVisible();
        assertThat(visitor.card("fourth")).hasCount(1);
    }

    @Test
    void a_running_job_that_is_stopped_ends_as_stopped_and_never_as_done() {
        STUDIO.start(PageStudio.SLOW);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        Locator card = visitor.asksFor("a storm");
        assertThat(card).hasAttribute("data-state", "running");
        page.evaluate(
                """
                () => {
                  window.states = [];
                  new MutationObserver(() => document.querySelectorAll('.card').forEach(card => {
                    if (card.dataset.state !== window.states.at(-1)) window.states.push(card.dataset.state);
                  })).observe(document.getElementById('jobs'), { subtree: true, childList: true, attributes: true });
                }""");

        visitor.stops(card);

        assertThat(card).hasAttribute("data-state", "cancelled");
        assertThat(visitor.cards("running")).hasCount(0);
        visitor.asksFor("the next one runs");
        assertThat(visitor.card("the next one runs")).hasAttribute("data-state", "running");
        assertThat(card).hasAttribute("data-state", "cancelled");
        List<?> states = (List<?>) page.evaluate("() => window.states");
        assertTrue(states.stream().noneMatch("complete"::equals), "was done: " + states);
        assertEquals(List.of(), STUDIO.pictures());
    }

    @Test
    void a_reload_in_the_middle_of_a_job_shows_the_same_card_no_less_far() {
        STUDIO.start(PageStudio.UNHURRIED);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        Locator card = visitor.asksFor("a slow river");
        page.waitForFunction("() => document.querySelector('[data-section=running] .card .bar')?.value > 30");
        String id = card.getAttribute("data-job");
        double before = percent(card);

        page.reload();
        PageStudio.ready(page);

        assertThat(page.locator(".card")).hasCount(1);
        assertThat(card).hasAttribute("data-job", id);
        assertTrue(percent(card) >= before, () -> percent(card) + " after " + before);
        assertThat(card).hasAttribute("data-state", "complete");
        assertThat(visitor.tiles()).hasCount(1);
        assertThat(page.locator(".card")).hasCount(1);
    }

    @Test
    void a_paused_queue_starts_nothing_until_it_is_resumed() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        page.locator("#engine-chip").click();
        page.locator("#engine [data-action=pause-queue]").click();
        assertThat(page.locator("#engine [data-action=pause-queue]")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator("#engine-chip [data-part=word]")).hasText("Queue paused");
        page.keyboard().press("Escape");

        Locator card = visitor.asksFor("a patient cat");
        assertThat(card).hasAttribute("data-state", "waiting");
        assertThat(card.locator("[data-part=stage]")).containsText("the queue is paused");
        page.reload();
        PageStudio.ready(page);
        assertThat(card.locator("[data-part=stage]")).containsText("the queue is paused");

        page.locator("[data-section=queued] [data-action=pause-queue]").click();

        assertThat(card).hasAttribute("data-state", "complete");
        assertThat(visitor.tiles()).hasCount(1);
    }

    private static double percent(Locator card) {
        return ((Number) card.locator("[data-part=bar]").evaluate("bar => bar.value")).doubleValue();
    }
}

package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
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

    @Test
    void the_queue_is_put_in_order_by_keys_by_hand_and_by_the_menu() {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.expectComplaint("409");
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        queue(page, "a", "b", "c", "d");
        Locator waiting = visitor.cards("queued").locator("[data-part=title]");
        assertThat(waiting).hasText(new String[]{"a", "b", "c", "d"});

        waiting.nth(2).focus();
        page.keyboard().press("Alt+ArrowUp");
        assertThat(waiting).hasText(new String[]{"a", "c", "b", "d"});
        assertThat(waiting.nth(1)).isFocused();
        assertThat(page.locator("#say")).hasText("Position 2 of 4");

        drag(page, visitor.cards("queued").nth(3), visitor.cards("queued").nth(0));
        assertThat(page.locator(".card-line")).hasCount(1);
        page.keyboard().press("Escape");
        page.mouse().up();
        assertThat(page.locator(".card-line")).hasCount(0);
        assertThat(waiting).hasText(new String[]{"a", "c", "b", "d"});
        drag(page, visitor.cards("queued").nth(3), visitor.cards("queued").nth(0));
        page.mouse().up();
        assertThat(waiting).hasText(new String[]{"d", "a", "c", "b"});

        visitor.cards("queued").nth(0).hover();
        visitor.cards("queued").nth(0).locator("[data-action=card-menu]").click();
        page.locator("[data-menu=down]").click();
        assertThat(waiting).hasText(new String[]{"a", "d", "c", "b"});
        visitor.cards("queued").nth(3).hover();
        visitor.cards("queued").nth(3).locator("[data-action=run-next]").click();
        assertThat(waiting).hasText(new String[]{"b", "a", "d", "c"});

        page.route("**/api/jobs/*", route -> {
            if (route.request().method().equals("PATCH")) {
                route.fulfill(new Route.FulfillOptions().setStatus(409).setContentType("application/problem+json")
                        .setBody("{\"code\":\"wrong-state\",\"detail\":\"no\",\"args\":{\"status\":\"running\"}}"));
            } else {
                route.resume();
            }
        });
        waiting.nth(3).focus();
        page.keyboard().press("Alt+ArrowUp");
        assertThat(visitor.toast("The job has moved on")).isVisible();
        assertThat(waiting).hasText(new String[]{"b", "a", "d", "c"});
        page.reload();
        PageStudio.ready(page);
        assertThat(waiting).hasText(new String[]{"b", "a", "d", "c"});
    }

    @Test
    void an_emptied_queue_comes_back_in_its_order_and_failures_go_only_when_it_is_meant() throws IOException {
        STUDIO.keep("j1",
                FailurePageTest.FAILED.formatted("{\"code\":\"stalled\",\"message\":\"x\",\"args\":{\"t\":600}}"));
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        queue(page, "a", "b", "c");
        Locator waiting = visitor.cards("queued").locator("[data-part=title]");
        assertThat(waiting).hasText(new String[]{"a", "b", "c"});

        page.locator("[data-action=queue-menu]").click();
        page.locator("[data-menu=clear]").click();
        assertThat(waiting).hasCount(0);
        visitor.toast("3 jobs removed").locator("[data-action=undo]").click();

        assertThat(waiting).hasText(new String[]{"a", "b", "c"});
        assertThat(page.locator("[data-list=queued] [data-part=total]")).hasText("3");
        assertThat(visitor.cards("queued").first()).not().hasAttribute("data-gone", "");

        page.locator("[data-action=failed-menu]").click();
        page.locator("[data-menu=dismiss-all]").click();
        page.keyboard().press("Escape");
        assertThat(visitor.cards("failed")).hasCount(1);
        page.locator("[data-action=failed-menu]").click();
        page.locator("[data-menu=dismiss-all]").click();
        page.locator("[data-menu=dismiss-sure]").click();
        assertThat(visitor.cards("failed")).hasCount(0);
        assertThat(page.locator("[data-list=failed]")).isHidden();
    }

    /** Lets jobs wait in a queue that is paused. */
    private static void queue(Page page, String... prompts) {
        page.locator("#engine-chip").click();
        page.locator("#engine [data-action=pause-queue]").click();
        assertThat(page.locator("#engine [data-action=pause-queue]")).hasAttribute("aria-pressed", "true");
        page.keyboard().press("Escape");
        page.evaluate(
                """
                async prompts => {
                  for (const prompt of prompts) {
                    await fetch('/api/jobs', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(
                      { type: 'image', model: 'checkpoints/SD1.5/dreamshaper_8.safetensors', prompt }) });
                  }
                }""",
                prompts);
    }

    /** Takes a card by its handle to just above another one, and holds it there. */
    private static void drag(Page page, Locator card, Locator before) {
        card.hover();
        BoundingBox grip = card.locator("[data-part=grip]").boundingBox();
        page.mouse().move(grip.x + 20, grip.y + 20);
        page.mouse().down();
        BoundingBox there = before.boundingBox();
        page.mouse().move(grip.x + 20, there.y + 5, new Mouse.MoveOptions().setSteps(5));
        assertThat(page.locator(".card-line")).hasCount(1);
    }

    private static double percent(Locator card) {
        return ((Number) card.locator("[data-part=bar]").evaluate("bar => bar.value")).doubleValue();
    }
}

package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** One picture, large. */
@Tag("browser")
class ViewerPageTest {

    private static final Pattern NAMES_AN_ITEM = Pattern.compile("\\?item=.+");

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void arrows_walk_through_the_pictures_and_escape_returns_to_the_last_one() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.fill(3);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        Locator position = page.locator("#viewer [data-part=position]");
        assertThat(visitor.tiles()).hasCount(3);

        visitor.tiles().first().dblclick();
        assertThat(page.locator("#viewer")).isVisible();
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        assertThat(position).hasText("1 of 3");
        assertThat(page).hasURL(NAMES_AN_ITEM);
        page.keyboard().press("ArrowRight");
        assertThat(position).hasText("2 of 3");
        page.keyboard().press("ArrowRight");
        assertThat(position).hasText("3 of 3");
        page.keyboard().press("ArrowRight");
        assertThat(position).hasText("3 of 3");
        page.keyboard().press("ArrowLeft");
        assertThat(position).hasText("2 of 3");
        String item = visitor.tiles().nth(1).getAttribute("data-item");
        assertThat(page).hasURL(STUDIO.address() + "/?item=" + item);

        page.keyboard().press("Escape");
        assertThat(page.locator("#viewer")).isHidden();
        assertThat(page).not().hasURL(NAMES_AN_ITEM);
        assertThat(visitor.tiles().nth(1)).isFocused();
    }

    @Test
    void an_address_with_an_item_opens_it_and_one_without_such_an_item_says_so() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.expectComplaint("404");
        STUDIO.fill(3);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        assertThat(visitor.tiles()).hasCount(3);
        String item = visitor.tiles().nth(2).getAttribute("data-item");

        page.navigate(STUDIO.address() + "/?item=" + item);
        PageStudio.ready(page);
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        assertThat(page.locator("#viewer [data-part=position]")).hasText("3 of 3");
        page.locator("#viewer [data-action=close-viewer]").click();
        assertThat(page.locator("#viewer")).isHidden();

        page.navigate(STUDIO.address() + "/?item=gone.png");
        PageStudio.ready(page);
        assertThat(page.locator("#viewer [data-part=error]")).isVisible();
    }

    @Test
    void a_running_job_opens_as_it_is_and_turns_into_its_picture() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        Locator card = visitor.asksFor("a candle");
        assertThat(card).hasAttribute("data-state", "running");

        card.locator("[data-part=title]").click();

        assertThat(page.locator("#viewer [data-part=progress]")).isVisible();
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        assertThat(page).hasURL(NAMES_AN_ITEM);
    }
}

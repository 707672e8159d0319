package orchestrator;

import orchestrator.PageStudio.Look;
import orchestrator.testkit.Pictures;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        assertThat(page.locator("#viewer [data-part=position]")).hasText("1 of 1");
    }

    @Test
    void a_picture_is_zoomed_around_the_pointer_moved_by_keys_and_fits_again() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        Files.write(Files.createDirectories(STUDIO.output()).resolve("a.png"), Pictures.png(3000, 1500, Map.of()));
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.tiles().first().dblclick();
        Locator image = page.locator("#viewer [data-part=image]");
        Locator zoom = page.locator("#viewer [data-part=zoom]");
        assertThat(image).isVisible();
        String fit = zoom.textContent();

        page.keyboard().press("z");
        assertThat(zoom).hasText("100%");
        BoundingBox before = image.boundingBox();
        page.keyboard().press("ArrowDown");
        assertTrue(image.boundingBox().y < before.y, "down shows what lies below");
        page.keyboard().press("Shift+ArrowRight");
        assertTrue(image.boundingBox().x < before.x, "right shows what lies to the right");
        page.keyboard().press("-");
        assertThat(zoom).hasText("80%");
        page.keyboard().press("0");
        assertThat(zoom).hasText(fit);

        BoundingBox stage = page.locator("#viewer [data-part=stage]").boundingBox();
        double x = stage.x + stage.width / 4;
        double y = stage.y + stage.height / 2;
        BoundingBox fitted = image.boundingBox();
        page.mouse().move(x, y);
        page.mouse().wheel(0, -400);
        assertThat(zoom).not().hasText(fit);
        BoundingBox large = image.boundingBox();
        assertEquals((x - fitted.x) / fitted.width, (x - large.x) / large.width, 0.01,
                "what lies under the pointer stays");
        page.mouse().down();
        page.mouse().move(x + 60, y);
        page.mouse().up();
        assertEquals(large.x + 60, image.boundingBox().x, 2);
        page.mouse().dblclick(x, y);
        assertThat(zoom).hasText("100%");
        page.mouse().dblclick(x, y);
        assertThat(zoom).hasText(fit);
    }

    @Test
    void five_hundred_pictures_later_the_last_one_is_in_view_and_holds_the_focus() throws IOException {
        STUDIO.fill(700);
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        page.locator(".tile[data-index='0']").dblclick();
        Locator position = page.locator("#viewer [data-part=position]");
        assertThat(position).hasText("1 of 700");
        page.evaluate(
                """
                () => { for (let i = 0; i < 500; i++) document.getElementById('viewer').dispatchEvent(
                  new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true })); }""");
        assertThat(position).hasText("501 of 700");
        page.goBack();
        assertThat(page.locator("#viewer")).isHidden();
        assertThat(page.locator(".tile[data-index='500']")).isFocused();
        assertThat(page.locator(".tile[data-index='500']")).isInViewport();
    }

    @Test
    void the_newest_is_followed_from_one_job_to_the_next() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        Locator first = visitor.asksFor("a first candle");
        assertThat(first).hasAttribute("data-state", "running");
        visitor.asksFor("a second candle");
        first.locator("[data-part=title]").click();
        page.locator("#viewer [data-action=follow]").click();
        assertThat(page.locator("#viewer [data-part=name]")).hasText("a second candle");
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
    }
}

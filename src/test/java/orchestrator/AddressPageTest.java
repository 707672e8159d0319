package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The address is the state: what was looked at is there again after a reload, and Back undoes the last step. */
@Tag("browser")
class AddressPageTest {

    private static final String PLACE = """
                                        () => {
                                          const scroller = document.querySelector('#canvas [data-part=scroller]');
                                          const top = scroller.getBoundingClientRect().top;
                                          const tile = [...document.querySelectorAll('#grid .tile')].find(one => one.getBoundingClientRect().bottom > top);
                                          return [tile.dataset.item, Math.round(scroller.scrollTop)];
                                        }""";

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void a_filter_and_an_order_stand_in_the_address_and_back_undoes_them() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.fill(3);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        assertThat(visitor.tiles()).hasCount(3);

        filter(page, "video").click();
        assertThat(page).hasURL(STUDIO.address() + "/?type=video");
        assertThat(page.locator("#canvas [data-part=none]")).isVisible();
        filter(page, "image").click();
        page.locator("#canvas [name=sort]").selectOption("name");
        assertThat(page).hasURL(STUDIO.address() + "/?type=image&sort=name");
        Locator order = page.locator("#canvas [data-action=order]");
        assertThat(order).hasAttribute("aria-label", "A to Z");
        assertThat(visitor.tiles().first()).hasAttribute("aria-label", Pattern.compile("small-00000"));
        order.click();
        assertThat(page).hasURL(STUDIO.address() + "/?type=image&sort=name&order=desc");
        assertThat(visitor.tiles().first()).hasAttribute("aria-label", Pattern.compile("small-00002"));

        page.goBack();
        assertThat(order).hasAttribute("aria-label", "A to Z");
        page.goBack();
        assertThat(page.locator("#canvas [name=sort]")).hasValue("date");
        page.goBack();
        assertThat(filter(page, "video")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator("#canvas [data-part=none]")).isVisible();
        page.goBack();
        assertThat(page).hasURL(STUDIO.address() + "/");
        assertThat(visitor.tiles()).hasCount(3);

        filter(page, "image").hover();
        assertThat(page.locator("#tip")).containsText("Images: 3");
        filter(page, "site").click();
        page.reload();
        PageStudio.ready(page);
        assertThat(filter(page, "site")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator("#canvas [data-part=sites]")).isVisible();
    }

    @Test
    void a_reload_and_a_look_at_a_picture_lead_back_to_the_same_place() throws IOException {
        STUDIO.fill(700);
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        assertThat(page.locator("#canvas [data-part=count]")).hasText("700 files");
        page.locator("#canvas [data-part=scroller]").evaluate("scroller => scroller.scrollTop = 17030");
        assertThat(page).hasURL(Pattern.compile("\\?at=\\w+"));
        List<?> place = (List<?>) page.evaluate(PLACE);
        assertTrue(page.url().endsWith("at=" + place.getFirst()), page.url());

        page.reload();
        PageStudio.ready(page);
        assertEquals(place, page.evaluate(PLACE));

        Locator tile = page.locator(".tile[data-item='" + place.getFirst() + "']");
        tile.dispatchEvent("dblclick");
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        assertThat(page.locator("#viewer [data-part=position]")).hasText(Pattern.compile("\\d+ of 700"));
        page.goBack();
        assertThat(page.locator("#viewer")).isHidden();
        assertThat(tile).isFocused();
        page.goForward();
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        page.reload();
        PageStudio.ready(page);
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator("#viewer")).isHidden();
        assertThat(tile).isFocused();
    }

    @Test
    void on_a_phone_back_closes_what_lies_on_top_and_stays_in_the_page() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.fill(3);
        Page page = STUDIO.open(Look.PHONE);
        Visitor visitor = new Visitor(page);
        assertThat(visitor.tiles()).hasCount(3);
        // What watches the layers comes after the first view.
        page.waitForFunction(
                "() => performance.getEntriesByType('resource').some(one => one.name.endsWith('/back.js'))");

        page.locator(".tab-new").tap();
        visitor.formIsReady();
        page.goBack();
        assertThat(page.locator("#form")).isHidden();

        visitor.tiles().first().tap();
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        page.locator("#viewer [data-action=toggle-inspector]").tap();
        assertThat(page.locator("html")).hasAttribute("data-sheet", "inspector");
        page.goBack();
        assertThat(page.locator("html")).not().hasAttribute("data-sheet", "inspector");
        assertThat(page.locator("#viewer")).isVisible();
        page.goBack();
        assertThat(page.locator("#viewer")).isHidden();

        page.locator(".view-menu").tap();
        assertThat(page.locator("#menu")).isVisible();
        page.goBack();
        assertThat(page.locator("#menu")).isHidden();
        page.locator(".view-menu").tap();
        page.locator("#menu [data-menu=name]").tap();
        assertThat(page).hasURL(STUDIO.address() + "/?sort=name");
        page.goBack();
        assertThat(page).hasURL(STUDIO.address() + "/");
        assertThat(visitor.tiles()).hasCount(3);
    }

    private static Locator filter(Page page, String type) {
        return page.locator("#canvas .segment[value=" + type + "]");
    }
}

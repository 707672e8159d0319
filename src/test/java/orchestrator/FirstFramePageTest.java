package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** What stands there before any module runs, and when none ever does. */
@Tag("browser")
class FirstFramePageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void colours_language_and_pictures_are_right_without_modules_and_their_loss_is_said() throws IOException {
        STUDIO.fill(3);
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.expectComplaint("net::ERR_FAILED");
        Page whole = STUDIO.open(Look.DESK.in("ru").themed("light"));
        Page page = STUDIO.context(Look.DESK.in("ru").themed("light")).newPage();
        page.clock().install();
        page.route("**/static/js/**", route -> route.abort());
        page.navigate(STUDIO.address() + "/?type=image&sort=name");

        assertThat(page.locator("html")).hasAttribute("lang", "ru");
        assertEquals(background(whole), background(page));
        assertThat(page.locator("#jobs")).containsText("Новая генерация");
        assertThat(page.locator("#grid .tile img")).hasCount(3);
        assertThat(page.locator(".segment[value=image]")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator("#canvas [name=sort]")).hasValue("name");
        assertThat(page.locator("#lost-modules")).isHidden();
        page.clock().fastForward(5_000);
        assertThat(page.locator("#lost-modules")).isVisible();
        assertThat(page.locator("#lost-modules")).containsText("Обновите");
    }

    @Test
    void a_part_that_is_brought_later_and_does_not_come_is_said_too() throws IOException {
        STUDIO.fill(3);
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.expectComplaint("net::ERR_FAILED");
        Page page = STUDIO.context(Look.DESK).newPage();
        page.route("**/static/js/still.js", route -> route.abort());
        page.navigate(STUDIO.address().toString());
        PageStudio.ready(page);
        new Visitor(page).tiles().first().dblclick();
        assertThat(page.locator("#lost-modules")).isVisible();
    }

    private static Object background(Page page) {
        return page.evaluate("() => getComputedStyle(document.body).backgroundColor");
    }
}

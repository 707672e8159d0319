package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Who comes from elsewhere is asked for the token first. */
@Tag("browser")
class SignInPageTest {

    private static final String TOKEN = "a-token-of-more-than-thirty-two-characters";

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void a_browser_without_scripts_signs_in_and_lets_a_phone_in_by_a_link_that_works_once() {
        STUDIO.startShared(TOKEN);
        Page plain = STUDIO.withoutScripts(Look.DESK).newPage();
        plain.navigate(STUDIO.address().toString());
        assertThat(plain).hasTitle("Sign in · Orchestrator");
        plain.locator("#token").fill("not the token");
        plain.keyboard().press("Enter");
        assertThat(plain.locator("[role=alert]")).hasText("This token is not right. Try again.");
        plain.locator("#token").fill(TOKEN);
        plain.locator("[type=submit]").click();
        assertThat(plain.locator("#jobs")).isVisible();

        Page desk = STUDIO.context(Look.DESK).newPage();
        signIn(desk);
        desk.locator(".header-tools [data-action=settings]").click();
        desk.locator("#settings [data-action=phone]").click();
        assertThat(desk.locator("#settings [data-part=qr]")).hasAttribute("src", Pattern.compile(
                "^data:image/png;base64,.{200,}$"));
        assertThat(desk.locator("#settings [data-part=url]")).hasText(Pattern.compile("^http://.+code=[0-9a-f]{32}$"));
        String link = desk.locator("#settings [data-part=url]").textContent().replaceFirst("http://[^/]+", STUDIO
                .address().toString());

        BrowserContext phone = STUDIO.context(Look.PHONE.in("ru").themed("light"));
        Page invited = phone.newPage();
        invited.navigate(link);
        assertThat(invited.locator("main")).containsText("Вас впускает тот, кто уже вошёл.");
        invited.locator("[type=submit]").click();
        PageStudio.ready(invited);
        assertThat(invited.locator("#canvas")).isVisible();

        Page second = STUDIO.context(Look.PHONE).newPage();
        second.navigate(link);
        second.locator("[type=submit]").click();
        assertThat(second.locator("[role=alert]")).containsText("used already or is too old");
        AccessibilityPageTest.allow(STUDIO);
        assertEquals(List.of(), AccessibilityPageTest.broken(second, "sign in"));
    }

    private static void signIn(Page page) {
        page.navigate(STUDIO.address().toString());
        page.locator("#token").fill(TOKEN);
        page.keyboard().press("Enter");
        PageStudio.ready(page);
    }
}

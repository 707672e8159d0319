package orchestrator;

import orchestrator.PageStudio.Look;
import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.List;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The settings dialog. */
@Tag("browser")
class SettingsPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    /** Counts tones, and stands in for notices, which need leave that only a person can give. */
    private static final String EARS = """
                                       window.tones = 0;
                                       window.notices = [];
                                       const start = OscillatorNode.prototype.start;
                                       OscillatorNode.prototype.start = function (...at) { window.tones++; return start.apply(this, at); };
                                       window.Notification = class extends EventTarget {
                                         static permission = 'default';
                                         static async requestPermission() { return Notification.permission = 'granted'; }
                                         constructor(title, { body }) { super(); window.notices.push(`${title}: ${body}`); }
                                       };
                                       Object.defineProperty(document, 'hidden', { get: () => window.looksAway === true });
                                       """;

    @Test
    void addresses_are_checked_added_and_removed_and_the_rest_is_kept_by_the_browser() throws IOException {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast());
                DemoComfy second = DemoComfy.start(DemoOptions
                        .fast())) {
            STUDIO.startChoosing(comfy.address());
            STUDIO.expectComplaint("422");
            BrowserContext context = STUDIO.context(Look.DESK);
            context.addInitScript(EARS);
            Page page = context.newPage();
            page.navigate(STUDIO.address().toString());
            PageStudio.ready(page);
            open(page);
            assertThat(page.locator("#settings-title")).isFocused();
            assertThat(rows(page)).hasCount(1);
            assertThat(rows(page)).containsText("ComfyUI online");

            page.locator("#s-address").fill("http://:8188");
            page.keyboard().press("Enter");
            assertThat(page.locator("#s-address-error")).hasText("Give an address like http://127.0.0.1:8188");
            page.locator("#s-address").fill(second.address().getAuthority());
            assertThat(page.locator("#s-address-error")).isHidden();
            page.locator("[data-action=check-new]").click();
            assertThat(page.locator("#s-address-said")).containsText("Connected: ComfyUI 0.3.64");
            page.locator("#settings [type=submit]").click();
            assertThat(rows(page)).hasCount(2);
            assertThat(rows(page).nth(1)).containsText("ComfyUI online");
            second.down();
            assertThat(rows(page).nth(1)).hasAttribute("data-level", "warn");
            rows(page).nth(1).locator("[data-action=check]").click();
            assertThat(rows(page).nth(1)).containsText("Nothing answers");
            rows(page).nth(1).locator("[data-action=remove]").click();
            assertThat(rows(page)).hasCount(1);
            page.locator("#settings .toast [data-action=undo]").click();
            assertThat(rows(page)).hasCount(2);

            page.locator("[data-theme-is=light]").click();
            assertThat(page.locator("html")).hasAttribute("data-theme", "light");
            page.locator("[data-tile='260']").click();
            assertThat(page.locator("[data-tile='260']")).hasAttribute("aria-pressed", "true");
            page.locator("#s-keys").click();
            page.locator("#s-sound").click();
            assertEquals(2, page.evaluate("window.tones"), "it plays what it sounds like");
            page.locator("#s-notice").click();
            assertThat(page.locator("#s-notice")).isChecked();
            page.keyboard().press("Escape");
            assertThat(page.locator("#settings")).isHidden();
            assertThat(page.locator(".header-tools [data-action=settings]")).isFocused();

            page.keyboard().press("n");
            assertThat(page.locator("#form")).isHidden();
            page.evaluate("window.looksAway = true");
            new Visitor(page).makes("a tone at the end");
            assertEquals(4, page.evaluate("window.tones"));
            assertEquals(List.of("1 image ready: a tone at the end"), page.evaluate("window.notices"));

            page.reload();
            PageStudio.ready(page);
            open(page);
            assertThat(page.locator("[data-theme-is=light]")).hasAttribute("aria-pressed", "true");
            assertThat(page.locator("#s-keys")).not().isChecked();
            assertThat(page.locator("#s-sound")).isChecked();
            page.locator("#s-keys").click();
            page.locator("[data-language-is=ru]").click();
            assertThat(page.locator("html")).hasAttribute("lang", "ru");
        }
    }

    @Test
    void on_a_phone_it_fills_the_screen_and_what_the_command_line_says_cannot_be_changed() {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast())) {
            STUDIO.startBeside(comfy);
            Page page = STUDIO.open(Look.PHONE.in("ru").themed("light"));
            open(page);
            assertThat(rows(page)).containsText(comfy.address().toString());
            assertThat(page.locator("#settings [data-part=fixed]")).containsText("--comfyui");
            assertThat(page.locator("#settings [data-part=add]")).isHidden();
            assertThat(page.locator("#settings [data-action=remove]")).isHidden();
            assertEquals(390, page.evaluate("document.getElementById('settings').offsetWidth"));
            assertTrue((Boolean) page.evaluate(
                    "document.querySelector('.settings-body').scrollWidth <= document.documentElement.clientWidth"));
        }
    }

    private static void open(Page page) {
        page.locator(".header-tools [data-action=settings]").click();
        assertThat(page.locator("#settings")).isVisible();
    }

    private static Locator rows(Page page) {
        return page.locator(".settings-engine");
    }
}

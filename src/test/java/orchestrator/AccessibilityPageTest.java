package orchestrator;

import orchestrator.PageStudio.Look;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The rules of axe-core hold on every screen, in both themes and both languages. */
@Tag("browser")
class AccessibilityPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    private final List<String> found = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"en, dark", "en, light", "ru, dark", "ru, light"})
    void every_screen_keeps_the_rules(String language, String theme) throws IOException {
        STUDIO.keep("j1", FailurePageTest.FAILED.formatted(
                """
                {"code":"execution-error","message":"KSampler failed","args":{"node":"KSampler","message":"no"},
                 "details":["no","Traceback"]}"""));
        STUDIO.start(PageStudio.WATCHABLE);
        allow(STUDIO);
        Look look = Look.DESK.in(language).themed(theme);
        Page page = open(look);
        Visitor visitor = new Visitor(page);
        check(page, "empty");
        visitor.opensForm();
        page.locator("#f-image").setInputFiles(StartImagePageTest.PICTURE);
        assertThat(page.locator("#form [data-part=picture]")).isVisible();
        visitor.opensAdvanced();
        page.locator("#f-hires").check();
        check(page, "form");
        page.locator(".models-box").click();
        assertThat(page.locator("#f-models")).isVisible();
        check(page, "models");
        page.keyboard().press("Escape");
        page.locator("[data-action=remove-start]").click();
        check(page, "form without a picture");
        visitor.insists();
        assertThat(page.locator("#f-prompt-error")).isVisible();
        check(page, "form with errors");
        page.locator("#form [data-action=close-form]").click();
        page.locator(".toast [data-part=close]").click();

        visitor.makes("a quiet harbour");
        visitor.tiles().first().click();
        assertThat(page.locator("#inspector [data-part=prompt]")).isVisible();
        check(page, "gallery");
        page.locator("[data-section=failed] [data-action=details]").click();
        assertThat(page.locator("#details")).isVisible();
        page.locator("#details summary").click();
        check(page, "failure");
        page.keyboard().press("Escape");
        page.locator("#engine-chip").click();
        check(page, "engines");
        page.keyboard().press("Escape");
        page.locator(".header-tools [data-action=settings]").click();
        assertThat(page.locator("#settings")).isVisible();
        check(page, "settings");
        page.keyboard().press("Escape");
        page.keyboard().press("Control+k");
        page.keyboard().type("s");
        check(page, "palette");
        page.keyboard().press("Escape");
        page.keyboard().press("?");
        assertThat(page.locator("#keys")).isVisible();
        check(page, "shortcuts");
        page.keyboard().press("Escape");
        visitor.tiles().first().dblclick();
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        check(page, "viewer");

        Page phone = open(Look.PHONE.in(language).themed(theme));
        check(phone, "phone");
        phone.locator("[data-tab=jobs]").click();
        check(phone, "jobs on a phone");
        phone.locator(".tab-new").click();
        new Visitor(phone).formIsReady();
        check(phone, "form on a phone");
        assertEquals(List.of(), found, () -> String.join("\n", found));
    }

    private Page open(Look look) {
        Page page = STUDIO.open(look);
        // A colour in the middle of a transition is nobody's colour.
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        return page;
    }

    private void check(Page page, String screen) {
        found.addAll(broken(page, screen));
    }

    /** What the checker finds on a page; it has to be allowed its complaints, see {@link #allow}. */
    static List<String> broken(Page page, String screen) {
        List<String> found = new ArrayList<>();
        new AxeBuilder(page).analyze().getViolations().forEach(rule -> rule.getNodes().forEach(node -> {
            // A splitter stands between two landmarks, a tooltip above them: that is what they are for.
            boolean between = node.getHtml().contains("role=\"separator\"")
                    || node.getHtml().contains("role=\"tooltip\"");
            if (!between || !rule.getId().equals("region")) {
                found.add(screen + ": " + rule.getId() + " at " + node.getTarget() + " " + node.getHtml());
            }
        }));
        return found;
    }

    /** The checker itself reads the style sheets anew and sets styles; the policy refuses it that. */
    static void allow(PageStudio studio) {
        studio.expectComplaint("Applying inline style violates");
        studio.expectComplaint(".css:0:0");
    }
}

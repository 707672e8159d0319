package orchestrator;

import orchestrator.PageStudio.Look;
import orchestrator.testkit.Pictures;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is told of one picture. */
@Tag("browser")
class InspectorPageTest {

    private static final String LARGEST_SEED = "18446744073709551615";

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void the_largest_seed_goes_unchanged_through_form_job_and_picture_and_is_copied_without_a_clipboard_of_the_page() {
        STUDIO.start(PageStudio.WATCHABLE);
        BrowserContext context = STUDIO.context(Look.DESK);
        context.grantPermissions(List.of("clipboard-read"));
        Page page = context.newPage();
        // As over plain http on another machine's address.
        page.addInitScript("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
        page.navigate(STUDIO.address().toString());
        PageStudio.ready(page);
        Visitor visitor = new Visitor(page);
        visitor.opensForm();
        visitor.opensAdvanced();
        String prompt = "a  fox,\n\tin snow — «снег» 🦊 ";
        page.locator("#f-seed").fill(LARGEST_SEED);
        page.locator("#f-prompt").fill(prompt);
        page.locator("[data-action=generate]").click();
        assertThat(visitor.tiles()).hasCount(1);

        visitor.tiles().first().click();
        assertThat(page.locator("#inspector [data-row=seed] dd > span")).hasText(LARGEST_SEED);
        page.locator("#inspector [data-action=copy-seed]").click();
        assertEquals(LARGEST_SEED, clipboard(context));
        page.locator("#inspector [data-action=copy-prompt]").click();
        assertThat(page.locator("#say")).hasText("Prompt copied");
        assertEquals(prompt, clipboard(context));

        visitor.opensForm();
        page.locator("#f-seed").fill("5");
        page.locator("#inspector [data-action=use-seed]").click();
        assertThat(page.locator("#f-seed")).hasValue(LARGEST_SEED);
    }

    @Test
    void it_keeps_its_place_and_its_open_sections_from_picture_to_picture() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        // It asks for the picture that is gone.
        STUDIO.expectComplaint("404");
        String raw = "{\"prompt\":\"%s\",\"model\":\"checkpoints/x.safetensors\",  \"params\":{\"seed\":7,\"image\":\"%s\"}}";
        put("source.png", "{}", 1);
        Page page = STUDIO.open(Look.DESK.wide(1300));
        Visitor visitor = new Visitor(page);
        assertThat(visitor.tiles()).hasCount(1);
        String source = visitor.tiles().first().getAttribute("data-item");
        String first = raw.formatted("a long walk ".repeat(300), source);
        put("first.png", first, 2);
        put("second.png", raw.formatted("a short walk ".repeat(300), "gone"), 3);
        assertThat(visitor.tiles()).hasCount(3);

        visitor.tiles().nth(1).click();
        page.locator("#inspector [data-block=lineage] > summary").click();
        assertThat(page.locator("#inspector [data-part=source]")).hasText("source.png");
        page.locator("#inspector [data-block=raw] > summary").click();
        assertThat(page.locator("#inspector [data-part=raw]")).containsText("a long walk");
        // So far down that anything missing for a moment would push it up.
        double top = ((Number) page.locator("#inspector").evaluate(
                "aside => { aside.scrollTop = aside.scrollHeight - aside.clientHeight - 80; return aside.scrollTop; }"))
                .doubleValue();

        page.keyboard().press("Escape");
        visitor.tiles().nth(1).focus();
        page.keyboard().press("ArrowLeft");
        assertThat(page.locator("#inspector [data-part=name]")).hasText("second.png");
        assertThat(page.locator("#inspector [data-part=raw]")).containsText("a short walk");
        assertThat(page.locator("#inspector [data-part=source]")).hasText("This picture is gone");
        assertEquals(top, ((Number) page.locator("#inspector").evaluate("aside => aside.scrollTop")).doubleValue(), 1);

        page.keyboard().press("ArrowRight");
        Locator link = page.locator("#inspector [data-part=source]");
        assertThat(link).hasText("source.png");
        link.click();
        assertThat(page.locator("#viewer [data-part=name]")).hasText("source.png");
    }

    @Test
    void what_could_not_be_read_is_said_and_asked_for_again() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.expectComplaint("500");
        STUDIO.fill(2);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        assertThat(visitor.tiles()).hasCount(2);
        page.route("**/api/canvas/items/*", route -> route.fulfill(new Route.FulfillOptions()
                .setStatus(500)));
        visitor.tiles().first().click();
        assertThat(page.locator("#inspector [data-part=error]")).isVisible();
        assertThat(page.locator("#inspector [data-part=name]")).hasText("small-00000.png");
        page.unroute("**/api/canvas/items/*");
        page.locator("#inspector [data-action=reload-item]").click();
        assertThat(page.locator("#inspector [data-part=nometa]")).isVisible();
        assertThat(page.locator("#inspector [data-part=error]")).isHidden();
        assertTrue(page.locator("#inspector [data-block=file]").isVisible());
    }

    /** Puts a picture into the output folder in one step, so that nobody sees half of it. */
    private static void put(String name, String own, int age) throws IOException {
        Path folder = Files.createDirectories(STUDIO.output());
        Path file = folder.resolveSibling("new-" + name);
        Files.write(file, Pictures.png(64, 64, Map.of("orchestrator", own)));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(age)));
        Files.move(file, folder.resolve(name));
    }

    /** What lies in the clipboard, as another page of the same browser reads it. */
    private static String clipboard(BrowserContext context) {
        Page other = context.newPage();
        other.navigate(STUDIO.address().toString());
        other.bringToFront();
        String text = (String) other.evaluate("() => navigator.clipboard.readText()");
        other.close();
        return text;
    }
}

package orchestrator;

import orchestrator.PageStudio.Look;
import orchestrator.testkit.Pictures;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A picture to start from: it comes from a file or from the gallery, and goes along with the job. */
@Tag("browser")
class StartImagePageTest {

    static final FilePayload PICTURE = new FilePayload("harbour.png", "image/png", Pictures.png(60, 40, Map.of()));

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void a_file_is_taken_in_and_starts_the_job() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.opensForm();
        assertThat(page.locator("#f-denoise")).isHidden();

        page.locator("#f-image").setInputFiles(PICTURE);

        assertThat(page.locator("#form [data-part=picture] [data-part=size]")).hasText("60 × 40");
        assertThat(page.locator("#form [data-part=start-value]")).hasText("harbour.png");
        visitor.opensAdvanced();
        page.locator("[data-action=start-size]").click();
        assertThat(page.locator("#f-width")).hasValue("1256");
        assertThat(page.locator("#f-height")).hasValue("840");
        page.locator("#f-denoise").fill("0.3");
        page.locator("#f-prompt").fill("a harbour in fog");
        List<String> sent = FormPageTest.submissions(page);
        page.locator("[data-action=generate]").click();
        assertThat(visitor.card("a harbour in fog")).hasAttribute("data-state", "complete");
        assertTrue(sent.getFirst().matches(".*\"denoise\":0.3,.*\"image\":\"[0-9a-f]{32}\\.png\".*"), sent::toString);

        visitor.tiles().first().click();
        assertThat(page.locator("#inspector [data-part=prompt]")).hasText("a harbour in fog");
        page.locator("#inspector [data-action=edit]").click();
        assertThat(page.locator("#f-denoise")).hasValue("0.3");
        assertThat(page.locator("#form [data-part=picture] [data-part=size]")).hasText("60 × 40");
    }

    @Test
    void what_is_no_picture_is_refused_in_words_and_a_lost_upload_can_be_tried_again() {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.expectComplaint("net::ERR_FAILED");
        STUDIO.expectComplaint("422");
        Page page = STUDIO.open(Look.DESK);
        new Visitor(page).opensForm();
        page.locator("#f-prompt").fill("a harbour");

        page.locator("#f-image").setInputFiles(new FilePayload("notes.txt", "text/plain", new byte[]{1}));
        assertThat(page.locator("#f-image-error")).hasText("Use a PNG, JPEG or WebP file");
        assertThat(page.locator("[data-action=generate]")).hasAttribute("aria-disabled", "true");
        // Only the server can tell.
        byte[] cut = Arrays.copyOf(PICTURE.buffer, PICTURE.buffer.length / 2);
        page.locator("#f-image").setInputFiles(new FilePayload("cut.png", "image/png", cut));
        assertThat(page.locator("#f-image-error")).hasText("The file is damaged or cut short");

        page.route("**/api/uploads", route -> route.abort());
        page.locator("#f-image").setInputFiles(PICTURE);
        assertThat(page.locator("#f-image-error")).hasText("Upload failed");
        page.unroute("**/api/uploads");
        page.locator("[data-action=retry-upload]").click();
        assertThat(page.locator("#form [data-part=picture]")).isVisible();
        assertThat(page.locator("#f-image-error")).isHidden();
        assertThat(page.locator("[data-action=generate]")).hasAttribute("aria-disabled", "false");

        page.locator("[data-action=remove-start]").click();
        assertThat(page.locator("#f-image")).isFocused();
        assertThat(page.locator("#f-denoise")).isHidden();
    }

    @Test
    void an_upload_under_way_can_be_stopped() {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.expectComplaint("net::ERR_");
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.opensForm();
        page.route("**/api/uploads", _ -> {
            // Never answered.
        });
        page.locator("#f-image").setInputFiles(PICTURE);
        assertThat(page.locator("#form [data-part=busy]")).isVisible();
        assertThat(page.locator("#form [data-part=file]")).hasText("harbour.png");

        page.locator("[data-action=stop-upload]").click();

        assertThat(page.locator("#form [data-part=busy]")).isHidden();
        assertThat(page.locator("#form [data-part=drop]")).isVisible();
        assertThat(page.locator("#f-image-error")).isHidden();
    }

    @Test
    void a_picture_of_the_gallery_is_started_from_by_its_id() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.makes("a pier");
        String id = visitor.tiles().first().getAttribute("data-item");
        visitor.tiles().first().click();
        page.locator("#inspector [data-action=start]").click();

        assertThat(page.locator("#form [data-part=picture]")).isVisible();
        List<String> sent = FormPageTest.submissions(page);
        page.locator("#f-prompt").fill("a pier in winter");
        page.locator("[data-action=generate]").click();
        assertThat(visitor.card("a pier in winter")).hasAttribute("data-state", "complete");
        assertTrue(sent.getFirst().contains("\"image\":\"" + id + "\""), sent::toString);
    }
}

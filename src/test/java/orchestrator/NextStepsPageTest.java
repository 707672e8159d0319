package orchestrator;

import orchestrator.PageStudio.Look;
import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** What the sheet of a job offers beside another try. */
@Tag("browser")
class NextStepsPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void what_is_missing_can_be_looked_for_and_its_name_copied() throws IOException {
        STUDIO.keep("j1", FailurePageTest.FAILED.formatted(
                "{\"code\":\"node-missing\",\"message\":\"no node\",\"args\":{\"n\":\"FluxGuidance\",\"p\":\"a pack\"}}"));
        keepLackingModel("j2", "new");
        keepLackingModel("j3", "lost");
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast())) {
            STUDIO.startBeside(comfy);
            Page page = STUDIO.open(Look.DESK);
            assertThat(page.locator("#engine-chip")).hasAttribute("data-level", "ok");
            Visitor visitor = new Visitor(page);
            visitor.card("a lighthouse").locator("[data-action=details]").click();
            assertThat(sheet(page, "rescan")).isHidden();
            sheet(page, "copy-name").click();
            assertThat(page.locator("#details [data-part=told]")).hasText("Copied");
            page.keyboard().press("Escape");

            comfy.install("checkpoints", "new.safetensors");
            visitor.card("a new model").locator("[data-action=details]").click();
            assertThat(sheet(page, "copy-name")).isHidden();
            sheet(page, "rescan").click();
            assertThat(found(page)).hasText("Found. The job can be tried again.");
            page.keyboard().press("Escape");
            visitor.card("a lost model").locator("[data-action=details]").click();
            assertThat(found(page)).isHidden();
            sheet(page, "rescan").click();
            assertThat(found(page)).hasText("checkpoints/lost.safetensors is still not there");
            page.keyboard().press("Escape");

            comfy.down();
            assertThat(page.locator("#engine-chip")).hasAttribute("data-state", "unreachable");
            Locator card = visitor.asksFor("waits for ComfyUI");
            assertThat(card).hasAttribute("data-state", "waiting");
            card.locator(".card-title").click();
            sheet(page, "check-engine").click();
            assertThat(found(page)).containsText("Nothing answers at " + comfy.address());
            sheet(page, "open-settings").click();
            assertThat(page.locator("#details")).isHidden();
            assertThat(page.locator("#settings")).isVisible();
            page.keyboard().press("Escape");
            page.locator("#engine-chip").click();
            page.locator("#engine [data-action=settings]").click();
            assertThat(page.locator("#engine")).isHidden();
            assertThat(page.locator("#settings")).isVisible();
        }
    }

    private static void keepLackingModel(String jobId, String name) throws IOException {
        STUDIO.keep(jobId,
                FailurePageTest.FAILED
                        .formatted(
                                """
                                {"code":"model-missing","message":"no model","args":{"m":"checkpoints/%s.safetensors","d":"checkpoints"}}"""
                                        .formatted(name))
                        .replace("j1", jobId).replace("a lighthouse", "a " + name + " model"));
    }

    private static Locator sheet(Page page, String action) {
        return page.locator("#details [data-action=" + action + "]");
    }

    private static Locator found(Page page) {
        return page.locator("#details [data-part=found]");
    }
}

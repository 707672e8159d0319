package orchestrator;

import orchestrator.PageStudio.Look;
import orchestrator.testkit.Pictures;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.MouseButton;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The squares of the gallery: what they say, what can be done from them, and that they stay where they are. */
@Tag("browser")
class TilePageTest {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void a_damaged_an_empty_and_a_monstrous_file_are_one_odd_square_each() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        byte[] whole = Pictures.png(64, 64, Map.of());
        put("broken.png", "no picture at all".getBytes());
        put("cut.png", Arrays.copyOf(whole, whole.length / 2));
        put("empty.png", new byte[0]);
        put("huge.png", Pictures.pngHeader(20_000, 20_000));
        STUDIO.fill(3);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        assertThat(visitor.tiles()).hasCount(7);

        assertThat(page.locator(".tile .tile-broken")).hasCount(4);
        assertThat(named(page, "broken.png")).hasAttribute("aria-label", Pattern.compile("Preview failed"));
        assertThat(named(page, "empty.png")).hasAttribute("aria-label", Pattern.compile("Being written"));
        page.waitForFunction(
                """
                () => [...document.querySelectorAll('.tile img[src]')].filter(img => img.complete && img.naturalWidth).length === 3""");

        STUDIO.expectComplaint("/media/");
        named(page, "broken.png").dblclick();
        assertThat(page.locator("#viewer [data-part=error]")).isVisible();
        assertThat(page.locator("#viewer [data-part=error] a")).hasAttribute("download", "broken.png");
        page.keyboard().press("Escape");
        named(page, "huge.png").dblclick();
        assertThat(page.locator("#viewer [data-part=original]")).isVisible();
        assertThat(page.locator("#viewer [data-part=error]")).isHidden();
        page.locator("#viewer [data-action=close-viewer]").click();
        named(page, "small-00001.png").dblclick();
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
    }

    @Test
    void text_that_looks_like_markup_shows_as_text_everywhere() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        put("a.png", Pictures.png(64, 64, Map.of("orchestrator",
                """
                {"model":"checkpoints/%1$s.safetensors","prompt":"%1$s","params":{"negativePrompt":"%1$s","seed":"1",
                 "steps":"%1$s","sampler":"%1$s","vae":"%1$s","image":"%1$s"}}""".formatted(HOSTILE))));
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.tiles().first().hover();
        assertThat(page.locator("#tip")).hasText(HOSTILE + "\n" + HOSTILE);

        visitor.tiles().first().click();
        assertThat(page.locator("#inspector [data-part=prompt]")).hasText(HOSTILE);
        assertThat(page.locator("#inspector [data-part=negative]")).hasText(HOSTILE);
        assertThat(page.locator("#inspector [data-row=model] dd")).hasText(HOSTILE);
        page.locator("#inspector [data-block=lineage] > summary").click();
        page.locator("#inspector [data-block=raw] > summary").click();
        assertThat(page.locator("#inspector [data-part=raw]")).containsText(HOSTILE);
        visitor.tiles().first().dblclick();
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        assertThat(page.locator("img[src=x]")).hasCount(0);
        STUDIO.expectComplaint("404");
    }

    @Test
    void new_pictures_never_move_the_square_under_the_pointer() throws IOException {
        STUDIO.start(PageStudio.WATCHABLE);
        STUDIO.fill(12);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        assertThat(visitor.tiles()).hasCount(12);
        Locator pointed = visitor.tiles().nth(1);
        String item = pointed.getAttribute("data-item");
        pointed.hover();
        BoundingBox before = pointed.boundingBox();

        put("new.png", Pictures.png(8, 8, Map.of()));
        assertThat(page.locator("[data-action=show-new]")).hasText("1 new");
        assertThat(page.locator(".tile:hover")).hasAttribute("data-item", item);
        assertEquals(before.x, page.locator(".tile[data-item='" + item + "']").boundingBox().x, 0);

        page.locator(".header-name").hover();
        assertThat(visitor.tiles()).hasCount(13);
        assertThat(visitor.tiles().first()).hasAttribute("aria-label", Pattern.compile("^new\\.png"));
        assertThat(page.locator("[data-action=show-new]")).isHidden();
    }

    @Test
    void the_menu_of_a_square_opens_by_button_pointer_and_key_and_its_words_act() {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        Visitor visitor = new Visitor(page);
        visitor.makes("a paper boat");
        Locator tile = visitor.tiles().first();

        tile.click(new Locator.ClickOptions().setButton(MouseButton.RIGHT));
        assertThat(page.locator("#menu .menu-item")).hasText(new String[]{"Open", "Regenerate", "Variation",
                "Edit in form", "Use as start image", "Download", "Copy prompt", "Copy seed"});
        page.locator("#menu [data-menu=open]").click();
        assertThat(page.locator("#viewer [data-part=image]")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator("#viewer")).isHidden();
        assertThat(tile).isFocused();

        tile.hover();
        page.locator(".tile-menu").click();
        page.locator("#menu [data-menu=edit]").click();
        visitor.formIsReady();
        assertThat(page.locator("#f-prompt")).hasValue("a paper boat");
        page.locator("#form [data-action=close-form]").click();

        tile.hover();
        page.locator(".tile-menu").click();
        page.locator("#menu [data-menu=variation]").click();
        assertThat(visitor.toast("Queued with a new seed")).isVisible();
        page.locator(".header-name").hover();
        assertThat(visitor.tiles()).hasCount(2);
    }

    private static void put(String name, byte[] bytes) throws IOException {
        Path file = Files.createDirectories(STUDIO.output()).resolve(name);
        Files.write(file, bytes);
    }

    private static Locator named(Page page, String name) {
        return page.locator(".tile[aria-label^='" + name + "']");
    }
}

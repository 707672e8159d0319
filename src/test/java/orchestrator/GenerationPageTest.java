package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** From a prompt to a picture. */
@Tag("browser")
class GenerationPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @ParameterizedTest
    @CsvSource({"en, Generation started, 1 image ready", "ru, Генерация запущена, 1 изображение готово"})
    void a_prompt_becomes_a_picture_and_the_bar_never_falls(String language, String started, String done) {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK.in(language));
        Visitor visitor = new Visitor(page);
        record(page);

        page.keyboard().press("n");
        assertThat(page.locator("#f-prompt")).isFocused();
        visitor.formIsReady();
        page.keyboard().type("a lighthouse at dawn");
        page.keyboard().press("Control+Enter");

        assertThat(page.locator("#form")).isHidden();
        assertThat(visitor.toast(started)).isVisible();
        assertThat(visitor.cards("running")).hasCount(1);
        assertThat(visitor.toast(done)).isVisible();
        assertThat(visitor.tiles()).hasCount(1);
        assertThat(page.locator("[data-section=finished] .card[data-state=complete]")).hasCount(1);
        assertEquals(1, STUDIO.pictures().size());

        List<?> bar = (List<?>) page.evaluate("() => window.bar");
        double[] values = bar.stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
        assertTrue(values.length >= 3, "the bar hardly moved: " + bar);
        assertTrue(values[values.length - 1] < 100, "the bar was full before there was a file: " + bar);
        for (int i = 1; i < values.length; i++) {
            assertTrue(values[i] >= values[i - 1], "the bar fell: " + bar);
        }
    }

    /** Writes down each value that the bar of the running job takes. */
    private static void record(Page page) {
        page.evaluate(
                """
                () => {
                  window.bar = [];
                  new MutationObserver(() => {
                    const bar = document.querySelector('[data-section=running] .card .bar');
                    if (bar && bar.value !== window.bar.at(-1)) window.bar.push(bar.value);
                  }).observe(document.getElementById('jobs'), { subtree: true, childList: true, attributes: true });
                }""");
    }
}

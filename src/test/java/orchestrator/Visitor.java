package orchestrator;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import java.util.regex.Pattern;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Somebody at the page: what they do with their hands, and where they look. */
record Visitor(Page page) {

    private static final Pattern SOMETHING = Pattern.compile(".+");

    /** Opens the form and waits until it has a model to offer. */
    void opensForm() {
        page.locator("[data-action=new]:visible").first().click();
        formIsReady();
    }

    void opensAdvanced() {
        page.locator("#form [data-part=advanced] > summary").click();
    }

    /** Presses Generate although the page says that something is missing. */
    void insists() {
        page.locator("[data-action=generate]").click(new Locator.ClickOptions().setForce(true));
    }

    /** Picks a model by typing a part of its name. */
    void picks(String model) {
        page.locator(".models-box").click();
        page.locator("#f-model").fill(model);
        page.keyboard().press("Enter");
        assertThat(page.locator("#f-models")).isHidden();
    }

    void formIsReady() {
        assertThat(page.locator("#form")).isVisible();
        assertThat(page.locator("#f-model")).hasValue(SOMETHING);
    }

    /** Asks for a picture and waits until its card stands. */
    Locator asksFor(String prompt) {
        opensForm();
        page.locator("#f-prompt").fill(prompt);
        page.locator("[data-action=generate]").click();
        assertThat(page.locator("#form")).isHidden();
        Locator card = card(prompt);
        assertThat(card).hasCount(1);
        return card;
    }

    /** Asks for a picture and waits until it lies in the gallery. */
    void makes(String prompt) {
        int before = tiles().count();
        Locator card = asksFor(prompt);
        assertThat(card).hasAttribute("data-state", "complete");
        assertThat(tiles()).hasCount(before + 1);
    }

    /** Presses the cross of a card, which shows under the pointer. */
    void stops(Locator card) {
        card.hover();
        card.locator("[data-action=stop]").click();
    }

    Locator card(String prompt) {
        return page.locator(".card").filter(new Locator.FilterOptions().setHasText(prompt));
    }

    Locator cards(String section) {
        return page.locator("[data-section=" + section + "] .card");
    }

    /** Pictures in the gallery; what only runs has no item yet. */
    Locator tiles() {
        return page.locator("#grid .tile[data-item]:not([data-item=''])");
    }

    Locator toast(String title) {
        return page.locator(".toast").filter(new Locator.FilterOptions().setHasText(title));
    }
}

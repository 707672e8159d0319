package orchestrator.web.page;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Optional;

/** A language of the page. */
public enum Language {
    EN("en"), RU("ru");

    private final String tag;

    Language(String tag) {
        this.tag = tag;
    }

    /** The tag of {@code html lang}, of the cookie {@code lang} and of the file with the texts. */
    public String tag() {
        return tag;
    }

    /** The locale that numbers are written in. */
    public Locale locale() {
        return Locale.forLanguageTag(tag);
    }

    /**
     * The language of one request: what was chosen, else the first known one of the browser's list, else English.
     *
     * @param cookie         value of the cookie {@code lang}
     * @param acceptLanguage value of the header {@code Accept-Language}; one that cannot be read counts as none
     */
    public static Language choose(Optional<String> cookie, Optional<String> acceptLanguage) {
        return cookie.flatMap(Language::of).or(() -> acceptLanguage.flatMap(Language::preferred)).orElse(EN);
    }

    private static Optional<Language> preferred(String header) {
        try {
            return LanguageRange.parse(header).stream()
                    .filter(range -> range.getWeight() > 0)
                    .sorted(Comparator.comparingDouble(LanguageRange::getWeight).reversed())
                    .flatMap(range -> of(range.getRange().split("-")[0]).stream())
                    .findFirst();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Language> of(String tag) {
        return Arrays.stream(values()).filter(language -> language.tag.equals(tag)).findFirst();
    }
}

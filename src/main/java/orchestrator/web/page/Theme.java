package orchestrator.web.page;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Colours of the page; {@link #SYSTEM} follows the browser. */
public enum Theme {
    DARK, LIGHT, SYSTEM;

    /** The value of {@code html data-theme} and of the cookie {@code theme}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The theme of one request; an unknown word counts as none, and none is dark. */
    public static Theme choose(Optional<String> cookie) {
        return cookie.flatMap(word -> Arrays.stream(values()).filter(theme -> theme.word().equals(word)).findFirst())
                .orElse(DARK);
    }
}

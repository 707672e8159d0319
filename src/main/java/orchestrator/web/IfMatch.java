package orchestrator.web;

import io.javalin.http.Context;

import java.util.Optional;
import java.util.OptionalLong;

/** The revision that a change was made from, as the header {@code If-Match} tells it. */
final class IfMatch {

    private IfMatch() {
    }

    /** Empty when any revision will do; -1 for a tag that none of ours can have. */
    static OptionalLong rev(Context context) {
        Optional<String> tag = Optional.ofNullable(context.header("If-Match")).map(String::strip)
                .filter(text -> !text.equals("*"));
        if (tag.isEmpty()) {
            return OptionalLong.empty();
        }
        // A tag that no revision of ours can have matches none: the same as a stale one.
        return OptionalLong.of(tag.get().matches("\"\\d{1,18}\"")
                ? Long.parseLong(tag.get().substring(1, tag.get().length() - 1))
                : -1);
    }

    static String tag(long rev) {
        return "\"" + rev + "\"";
    }
}

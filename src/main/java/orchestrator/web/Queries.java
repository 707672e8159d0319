package orchestrator.web;

import io.javalin.http.Context;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What stands behind the question mark of an address. */
final class Queries {

    private Queries() {
    }

    /** Empty when it is absent or empty. */
    static Optional<String> text(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isEmpty());
    }

    /** Repeated or separated by commas. */
    static List<String> words(Context context, String name) {
        return context.queryParams(name).stream().flatMap(value -> Arrays.stream(value.split(","))).map(String::strip)
                .filter(word -> !word.isEmpty()).toList();
    }

    /** From 1 on; what is more than {@code most} is {@code most}. {@link Problem} 400 for anything else. */
    static int limit(Context context, int most) {
        Optional<String> text = text(context, "limit");
        if (text.isEmpty()) {
            return most;
        }
        if (!text.get().matches("\\d{1,18}") || Long.parseLong(text.get()) < 1) {
            throw bad("limit", "limit is a number from 1 to " + most + ".");
        }
        return (int) Math.min(most, Long.parseLong(text.get()));
    }

    static Problem bad(String name, String detail) {
        return Problem.of(400, "bad-query", detail, java.util.Map.of("parameter", name));
    }
}

package orchestrator.web.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why an engine cannot be used or must be looked after, by the fixed words of the API, from what passes by itself to what
 * the user must mend. What is said of it stands under {@code chip.} in a few words and under {@code reason.} with the fix.
 */
enum Trouble {
    STARTING, FAILING, UNREACHABLE, WORKER_GONE, LOGIN, OTHER, OLD, DISK, STUCK;

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it may well pass without anybody doing anything. */
    boolean passes() {
        return this == STARTING || this == FAILING;
    }

    static Optional<Trouble> of(String code) {
        return Arrays.stream(values()).filter(trouble -> trouble.code().equals(code)).findFirst();
    }

    /** All codes in their order, for the scripts. */
    static List<String> codes() {
        return Arrays.stream(values()).map(Trouble::code).toList();
    }
}

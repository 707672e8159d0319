package orchestrator.web;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes a {@code Range} header asks for (RFC 9110, 14.2).
 *
 * <p>What is no valid header for one range of bytes is ignored, as the standard allows, and the whole file is sent.
 */
sealed interface ByteRange {

    /** From {@code first} to {@code last}, both included. */
    record Part(long first, long last) implements ByteRange {

        long length() {
            return last - first + 1;
        }
    }

    record Whole() implements ByteRange {}

    /** Nothing of the file lies in the range. */
    record Unsatisfiable() implements ByteRange {}

    Pattern SYNTAX = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    static ByteRange of(Optional<String> header, long size) {
        Matcher matcher = SYNTAX.matcher(header.orElse("").strip());
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return new Whole();
        }
        if (matcher.group(1).isEmpty()) {
            long last = Long.parseLong(matcher.group(2));
            return last == 0 || size == 0 ? new Unsatisfiable() : new Part(Math.max(0, size - last), size - 1);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(matcher.group(2));
        if (last < first) {
            return new Whole();
        }
        return first >= size ? new Unsatisfiable() : new Part(first, Math.min(last, size - 1));
    }
}

package orchestrator.web;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One style sheet out of the many it imports: a browser learns of an import only from the sheet that names it, and
 * would ask for each in turn before the first paint.
 */
final class StyleBundle {

    private static final Pattern IMPORT = Pattern.compile("@import url\\(\"([^\"]+)\"\\) layer\\(([\\w-]+)\\);");

    private StyleBundle() {
    }

    /** The sheet with each import replaced by what it names, in its layer; one that is not there stays as it is. */
    static byte[] of(byte[] sheet, Function<String, Optional<byte[]>> read) {
        Matcher imports = IMPORT.matcher(text(sheet));
        return imports.replaceAll(found -> Matcher.quoteReplacement(read.apply(found.group(1))
                .map(inner -> "@layer " + found.group(2) + " {\n" + text(inner) + "\n}")
                .orElse(found.group()))).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

package orchestrator.web;

import java.nio.charset.StandardCharsets;

/** The {@code Content-Disposition} header (RFC 6266), with names of any script (RFC 8187). */
final class Disposition {

    private static final String PLAIN = "!#$&+-.^_`|~";

    private Disposition() {
    }

    static String attachment(String name) {
        return "attachment" + parameters(name);
    }

    static String inline(String name) {
        return "inline" + parameters(name);
    }

    private static String parameters(String name) {
        StringBuilder ascii = new StringBuilder();
        // A percent sign would be decoded by some browsers, and not by others.
        name.codePoints()
                .forEach(c -> ascii.appendCodePoint(c < 0x20 || c > 0x7e || "\"\\/%;".indexOf(c) >= 0 ? '_' : c));
        StringBuilder extended = new StringBuilder();
        for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (unit & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                extended.append(c);
            } else {
                extended.append(String.format("%%%02X", (int) c));
            }
        }
        return "; filename=\"" + ascii + "\"; filename*=UTF-8''" + extended;
    }
}

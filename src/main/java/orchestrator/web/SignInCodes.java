package orchestrator.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Codes that let one more browser in, each once and not for long, so that the token need not travel. */
final class SignInCodes {

    static final Duration VALID = Duration.ofMinutes(5);
    private static final int OPEN = 20;
    private static final int BYTES = 16;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> open = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > OPEN;
        }
    };

    /** @param until when it no longer opens */
    record Code(String text, Instant until) {}

    SignInCodes(InstantSource clock) {
        this.clock = clock;
    }

    synchronized Code make() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        Code code = new Code(HexFormat.of().formatHex(bytes), clock.instant().plus(VALID));
        open.put(code.text(), code.until());
        return code;
    }

    /** Whether it opens now; it never does again. */
    synchronized boolean take(String text) {
        Instant until = open.remove(text);
        return until != null && clock.instant().isBefore(until);
    }
}

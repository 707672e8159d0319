package orchestrator.queue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;

/** Ids that sort roughly by age and never repeat: time in UTC, then eight random letters or digits. */
final class JobIds {

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int RANDOM_LETTERS = 8;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC);

    private final RandomGenerator random;

    JobIds(RandomGenerator random) {
        this.random = random;
    }

    String next(Instant now) {
        StringBuilder id = new StringBuilder(TIME.format(now)).append('-');
        synchronized (random) {
            for (int i = 0; i < RANDOM_LETTERS; i++) {
                id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
        }
        return id.toString();
    }
}

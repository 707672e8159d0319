package orchestrator.job;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What kind of thing a job makes. */
public enum JobType {
    IMAGE;

    /** The word used in the API and in job files, such as {@code image}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type a word names, or empty when no type has that name. */
    public static Optional<JobType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}

package orchestrator.job;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a job stands, in the five words that every reader of the API knows. */
public enum Status {
    QUEUED, RUNNING, COMPLETE, FAILED, CANCELLED;

    /** The word used in the API and in job files, such as {@code queued}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether only an explicit retry leaves this status. */
    public boolean isFinal() {
        return this == COMPLETE || this == FAILED || this == CANCELLED;
    }

    /** The status a word names, or empty when there is none of that name. */
    public static Optional<Status> of(String word) {
        return Arrays.stream(values()).filter(status -> status.word().equals(word)).findFirst();
    }
}

package orchestrator.job;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.time.Instant;
import java.util.Map;

/** Something worth telling about a job that is no failure, such as another try. {@code code} is a fixed word. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Note(Instant at, String code, Map<String, Object> args) {

    /** The job is tried again; {@code code} and {@code message} tell what went wrong. */
    public static final String AGAIN = "again";

    public Note {
        args = args == null ? Map.of() : Map.copyOf(args);
    }
}

package orchestrator.job;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.util.List;
import java.util.Map;

/**
 * Why a run failed.
 *
 * @param code    fixed word, so that the page can say it in its own language
 * @param message one line in plain English, for those who read the API
 * @param args    values for the page's sentence
 * @param details what the engine said, as plain text, at most 200 lines
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JobError(String code, String message, Map<String, Object> args, List<String> details) {

    /** The engine ran out of memory. */
    public static final String GPU_MEMORY = "gpu-memory";

    private static final int MAX_DETAILS = 200;

    public JobError {
        args = args == null ? Map.of() : Map.copyOf(args);
        details = details == null ? List.of() : details.stream().limit(MAX_DETAILS).toList();
    }

    public static JobError of(String code, String message) {
        return new JobError(code, message, Map.of(), List.of());
    }

    public static JobError of(String code, String message, Map<String, Object> args) {
        return new JobError(code, message, args, List.of());
    }

    public JobError withDetails(List<String> lines) {
        return new JobError(code, message, args, lines);
    }
}

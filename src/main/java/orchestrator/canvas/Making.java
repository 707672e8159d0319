package orchestrator.canvas;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a picture came to be, as the file itself tells. Text from a file is foreign text.
 *
 * @param family the model's family in the API's words, where the file says it
 * @param model  path or name of the checkpoint
 * @param seed   decimal
 * @param params everything else that was said, by the API's names
 */
public record Making(Optional<String> jobId, Optional<String> family, Optional<String> model, Optional<String> prompt,
        Optional<String> seed, Map<String, Object> params) {

    public static final Making UNKNOWN = new Making(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Map.of());

    private static final int PROMPT_START = 200;

    /** What this leaves open is taken from the other one. */
    Making or(Making other) {
        Map<String, Object> both = new LinkedHashMap<>(other.params);
        both.putAll(params);
        return new Making(jobId.or(other::jobId), family.or(other::family), model.or(other::model), prompt.or(
                other::prompt), seed.or(other::seed), both);
    }

    /** What lists show; the rest is read again when it is asked for. */
    Making brief() {
        return new Making(jobId, family.map(String::intern), model.map(String::intern), prompt.map(Making::start), seed,
                Map.of());
    }

    private static String start(String text) {
        return text.length() <= PROMPT_START
                ? text
                : text.substring(0, text.offsetByCodePoints(0, Math.min(PROMPT_START, text.codePointCount(0, text
                        .length()))));
    }
}

package orchestrator.web.page;

import tools.jackson.databind.JsonNode;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Why a job failed, by the fixed words of the API, and the one thing to do next that its card offers. */
enum Cause {
    EXECUTION_ERROR(Step.RETRY), GPU_MEMORY(Step.SMALLER), MODEL_MISSING(Step.MODEL), NODE_MISSING(
            Step.RETRY), INVALID_VALUE(Step.EDIT), REFUSED(Step.EDIT), LOST(Step.RETRY), TRIES_USED_UP(
                    Step.EDIT), STALLED(Step.RETRY), OUTPUT_MISSING(
                            Step.AGAIN), ENGINE_DISK_FULL(Step.RETRY), POISON(Step.EDIT), INTERRUPTED(
                                    Step.AGAIN), INPUT_MISSING(
                                            Step.EDIT), IMAGE_REFUSED(
                                                    Step.EDIT), IMAGE_NOT_SENT(Step.RETRY), WORKER_GONE(Step.RETRY);

    /** What a button does. Its text is {@code step.} and this word. */
    enum Step {
        RETRY, AGAIN, EDIT, SMALLER, MODEL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Step step;

    Cause(Step step) {
        this.step = step;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The steps by code, for the scripts, which follow {@link #next}. */
    static Map<String, String> steps() {
        Map<String, String> steps = new LinkedHashMap<>();
        Arrays.stream(values()).forEach(cause -> steps.put(cause.code(), cause.step.word()));
        return steps;
    }

    /**
     * What to do after a failure.
     *
     * @param error  of a job as the API tells it; one that names a field of the request, as a refused request does, is
     *               mended in the form
     */
    static Step next(JsonNode error, Texts texts) {
        var code = error.path("code").asString("");
        var step = of(code).map(cause -> cause.step)
                .orElseGet(() -> texts.has("x." + code) ? Step.EDIT : Step.RETRY);
        return step == Step.SMALLER && !error.path("args").path("w").isNumber() ? Step.EDIT : step;
    }

    private static Optional<Cause> of(String code) {
        return Arrays.stream(values()).filter(cause -> cause.code().equals(code)).findFirst();
    }
}

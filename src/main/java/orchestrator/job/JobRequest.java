package orchestrator.job;

/**
 * What was asked for.
 *
 * @param model  path of the models list, such as {@code checkpoints/sdxl/juggernaut.safetensors}, always with {@code /}
 * @param prompt what should be made, at most {@link #MAX_PROMPT} code points, kept byte for byte
 */
public record JobRequest(String model, String prompt, Params params) {

    /** Longest prompt, in code points. */
    public static final int MAX_PROMPT = 10_000;

    public JobType type() {
        return params.type();
    }

    /** The same for requests that take about equally long on the same engine, loading the model aside. */
    public String likeness() {
        return type().word() + " " + model + " " + params.likeness();
    }
}

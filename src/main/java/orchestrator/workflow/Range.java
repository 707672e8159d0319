package orchestrator.workflow;

/** From {@code min} to {@code max}, both included; {@code step} is what a slider moves by. */
public record Range(double min, double max, double step) {

    boolean holds(double value) {
        return value >= min && value <= max;
    }
}

package orchestrator.engine;

import java.util.List;
import java.util.Set;

/** Which engines could run a job now. */
public sealed interface Placement {

    /** These could. */
    record Open(Set<String> engines) implements Placement {}

    /** None could now, and this one might if it could be reached. */
    record OutOfReach(String engine) implements Placement {}

    /**
     * All have answered and none can.
     *
     * @param verdicts what each of those that have the model lacks; none when no engine has the model
     */
    record Nowhere(List<Verdict> verdicts) implements Placement {}
}

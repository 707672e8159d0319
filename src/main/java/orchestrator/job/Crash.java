package orchestrator.job;

import java.time.Instant;

/** Our process died while it had this job in hand. */
public record Crash(Instant at, During during) {

    /** What it was doing. Merely waiting or running inside an engine is no reason to die, and is not counted. */
    public enum During {
        /** From before the graph is sent until the engine has it. */
        SENDING,
        /** From the end of the run until the job is settled. */
        COLLECTING
    }
}

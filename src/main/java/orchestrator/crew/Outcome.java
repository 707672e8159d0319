package orchestrator.crew;

import orchestrator.job.JobError;

import java.time.Duration;
import java.util.Optional;

/** How a run ended, as its worker tells it. */
public sealed interface Outcome {

    /** @param outputs how many results there are */
    record Complete(int outputs) implements Outcome {}

    /** Another try would come to the same. */
    record Failed(JobError error) implements Outcome {}

    /** This attempt failed; the next one comes after the pause. */
    record Again(JobError error, Duration pause) implements Outcome {}

    /** It is to be taken by whoever can, and counts for nothing. */
    record Back(Optional<Duration> pause) implements Outcome {}

    /** The engine has not what the job needs; nothing was sent. */
    record Impossible(JobError error) implements Outcome {}

    /** Somebody stopped it in ComfyUI itself. */
    record Interrupted() implements Outcome {}

    /** It was stopped as we wanted, and nothing of it is left in ComfyUI. */
    record Stopped() implements Outcome {}
}

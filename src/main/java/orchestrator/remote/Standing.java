package orchestrator.remote;

import orchestrator.job.Crash;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.JobState;
import orchestrator.job.Note;
import orchestrator.job.Output;
import orchestrator.job.Sending;
import orchestrator.job.Trail;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a borrowed job stands in our own queue, seen with the server's eyes. It runs here once for each claim. */
sealed interface Standing {

    /** Before its end. */
    record Open() implements Standing {}

    /** Run, with these files to be delivered. */
    record Done(List<Output> outputs) implements Standing {}

    /** Over in another way, in the words of the API. */
    record Over(Map<String, Object> outcome) implements Standing {}

    /** Cancelled here, and maybe still inside ComfyUI. */
    record Stopping() implements Standing {}

    /** Cancelled here, and nothing is left. */
    record Stopped() implements Standing {}

    /** Failures that come before anything is sent and are not for want of something in the engine. */
    Set<String> OWN = Set.of("poison", "input-missing", "image-refused", "image-not-sent");

    /** The revision of a job as it is borrowed. What waits with a later one has had its run. */
    long FRESH = 1;

    /** @param asked whether we were told to stop it */
    static Standing of(Job job, Claim claim, boolean asked, Instant now) {
        Trail trail = job.trail();
        return switch (job.state()) {
            case JobState.Waiting waiting -> job.rev() == FRESH
                    ? new Open()
                    : new Over(back(waiting, trail, claim, now));
            case JobState.Held _ -> new Open();
            case JobState.Complete _ -> new Done(trail.output());
            case JobState.Failed failed -> new Over(error(sentNothing(trail, claim) && !OWN.contains(failed.error()
                    .code()) ? "impossible" : "failed", failed.error(), trail, claim));
            case JobState.Cancelled _ when !trail.unsettled().isEmpty() -> new Stopping();
            case JobState.Cancelled _ -> asked || trail.notes().stream().noneMatch(note -> note.code().equals(
                    "interrupted")) ? new Stopped() : new Over(outcome("interrupted", trail, claim));
        };
    }

    /** An outcome of that name, with the deaths of ours that the job is to be blamed for. */
    static Map<String, Object> outcome(String status, Trail trail, Claim claim) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("status", status);
        List<Crash> crashes = trail.crashes();
        outcome.put("crashes", crashes.subList(Math.min(claim.crashes(), crashes.size()), crashes.size()).stream()
                .map(crash -> crash.during().name()).toList());
        return outcome;
    }

    private static Map<String, Object> back(JobState.Waiting waiting, Trail trail, Claim claim, Instant now) {
        Optional<Note> why = trail.notes().stream().filter(note -> note.code().equals(Note.AGAIN))
                .reduce((_, last) -> last).filter(_ -> trail.attempts() > claim.attempts());
        Map<String, Object> outcome = why.map(note -> error("again", JobError.of(String.valueOf(note.args().get(
                "code")), String.valueOf(note.args().get("message"))), trail, claim))
                .orElseGet(() -> outcome("back", trail, claim));
        waiting.notBefore().ifPresent(at -> outcome.put("pauseMillis", Math.max(0, Duration.between(now, at)
                .toMillis())));
        return outcome;
    }

    private static Map<String, Object> error(String status, JobError error, Trail trail, Claim claim) {
        Map<String, Object> outcome = outcome(status, trail, claim);
        outcome.put("error", error);
        return outcome;
    }

    private static boolean sentNothing(Trail trail, Claim claim) {
        return trail.lastSending().map(Sending::n).orElse(0) <= claim.sendings();
    }
}

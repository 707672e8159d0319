package orchestrator.job;

import java.time.Instant;
import java.util.Optional;

/**
 * How a job came in.
 *
 * @param group          shared by the jobs of one submission with a count
 * @param idempotencyKey what the client sent so that a repeat finds this job; kept as long as the record
 * @param fingerprint    hash of that request's body, to tell a repeat from another request under the same key
 */
public record Submission(Instant created, Optional<String> group, Optional<String> idempotencyKey,
        Optional<String> fingerprint) {

    public Submission {
        group = group == null ? Optional.empty() : group;
        idempotencyKey = idempotencyKey == null ? Optional.empty() : idempotencyKey;
        fingerprint = fingerprint == null ? Optional.empty() : fingerprint;
    }

    public static Submission at(Instant created) {
        return new Submission(created, Optional.empty(), Optional.empty(), Optional.empty());
    }
}

package orchestrator.job;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.time.Instant;
import java.util.Optional;

/**
 * How a job came in.
 *
 * @param group          shared by the jobs of one submission with a count
 * @param index          0 for the first job of the group, and so on
 * @param idempotencyKey what the client sent so that a repeat finds this job; kept as long as the record
 * @param fingerprint    hash of that request's body, to tell a repeat from another request under the same key
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Submission(Instant created, Optional<String> group, int index, Optional<String> idempotencyKey,
        Optional<String> fingerprint) {

    public Submission {
        group = group == null ? Optional.empty() : group;
        idempotencyKey = idempotencyKey == null ? Optional.empty() : idempotencyKey;
        fingerprint = fingerprint == null ? Optional.empty() : fingerprint;
    }

    public static Submission at(Instant created) {
        return new Submission(created, Optional.empty(), 0, Optional.empty(), Optional.empty());
    }
}

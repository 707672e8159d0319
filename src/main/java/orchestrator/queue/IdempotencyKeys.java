package orchestrator.queue;

import orchestrator.job.Job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Which jobs came under which key. A second request under a key waits for the first one. */
final class IdempotencyKeys {

    private static final class Row {
        private final String fingerprint;
        private final List<String> jobIds = new ArrayList<>();

        Row(String fingerprint) {
            this.fingerprint = fingerprint;
        }
    }

    private final Map<String, Row> rows = new HashMap<>();

    /** Runs the step alone among those of its key, with the ids already known under it. */
    List<Job> once(IdempotencyKey key, Function<List<String>, List<Job>> step) {
        Row row;
        synchronized (rows) {
            row = rows.computeIfAbsent(key.value(), _ -> new Row(key.fingerprint()));
        }
        if (!row.fingerprint.equals(key.fingerprint())) {
            throw new Refused.KeyReused();
        }
        synchronized (row) {
            List<String> known;
            synchronized (rows) {
                known = List.copyOf(row.jobIds);
            }
            return step.apply(known);
        }
    }

    void learn(Job job) {
        job.submission().idempotencyKey().ifPresent(key -> {
            synchronized (rows) {
                Row row = rows.computeIfAbsent(key, _ -> new Row(job.submission().fingerprint().orElse("")));
                if (!row.jobIds.contains(job.jobId())) {
                    row.jobIds.add(job.jobId());
                }
            }
        });
    }

    void forget(Job job) {
        job.submission().idempotencyKey().ifPresent(key -> {
            synchronized (rows) {
                rows.computeIfPresent(key, (_, row) -> {
                    row.jobIds.remove(job.jobId());
                    return row.jobIds.isEmpty() ? null : row;
                });
            }
        });
    }
}

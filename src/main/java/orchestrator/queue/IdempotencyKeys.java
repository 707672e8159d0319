package orchestrator.queue;

import orchestrator.job.Job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        while (true) {
            Row row = row(key);
            synchronized (row) {
                Optional<List<String>> known = knownIfCurrent(key.value(), row);
                if (known.isPresent()) {
                    try {
                        return step.apply(known.get());
                    } finally {
                        dropIfEmpty(key.value());
                    }
                }
            }
        }
    }

    private Row row(IdempotencyKey key) {
        synchronized (rows) {
            Row row = rows.computeIfAbsent(key.value(), _ -> new Row(key.fingerprint()));
            if (!row.fingerprint.equals(key.fingerprint())) {
                throw new Refused.KeyReused();
            }
            return row;
        }
    }

    // Empty when the one before made nothing, so that its row was dropped while we waited for it.
    private Optional<List<String>> knownIfCurrent(String key, Row row) {
        synchronized (rows) {
            return rows.get(key) == row ? Optional.of(List.copyOf(row.jobIds)) : Optional.empty();
        }
    }

    // A try that made nothing must not hold its key against another request.
    private void dropIfEmpty(String key) {
        synchronized (rows) {
            rows.computeIfPresent(key, (_, row) -> row.jobIds.isEmpty() ? null : row);
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

package orchestrator.queue;

import orchestrator.job.JobState;
import orchestrator.job.Place;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;

/**
 * The place in a list after the last job of a page. It names no index, so a page stays right while jobs come and go.
 *
 * @param inOrder whether the list is in the order of running; a cursor of one list means nothing in the other
 * @param held    whether an engine already has the job
 */
public record JobCursor(boolean inOrder, boolean held, Place place, Instant created, String jobId) {

    private static final Comparator<JobCursor> NEWEST_FIRST = Comparator.comparing(JobCursor::created)
            .thenComparing(JobCursor::jobId).reversed();
    private static final Comparator<JobCursor> AS_THEY_RUN = Comparator.comparing((JobCursor at) -> !at.held)
            .thenComparing(JobCursor::place).thenComparing(JobCursor::created).thenComparing(JobCursor::jobId);

    static JobCursor of(JobSummary job, boolean inOrder) {
        return new JobCursor(inOrder, job.state() instanceof JobState.Held, job.place(), job.created(), job.jobId());
    }

    static Comparator<JobSummary> order(boolean inOrder) {
        return Comparator.comparing(job -> of(job, inOrder), inOrder ? AS_THEY_RUN : NEWEST_FIRST);
    }

    boolean isBefore(JobSummary job) {
        return (inOrder ? AS_THEY_RUN : NEWEST_FIRST).compare(of(job, inOrder), this) > 0;
    }

    /** An opaque text for a URL. */
    public String text() {
        String plain = String.join(" ", inOrder ? "q" : "n", held ? "h" : "w", Integer.toString(place.priority()),
                place.rank().toString(), created.toString(), jobId);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what {@link #text} wrote; empty for anything else. */
    public static Optional<JobCursor> parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
            if (parts.length != 6) {
                return Optional.empty();
            }
            return Optional.of(new JobCursor(parts[0].equals("q"), parts[1].equals("h"),
                    new Place(Integer.parseInt(parts[2]), new BigDecimal(parts[3])), Instant.parse(parts[4]),
                    parts[5]));
        } catch (IllegalArgumentException | DateTimeException garbage) {
            return Optional.empty();
        }
    }
}

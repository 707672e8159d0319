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
 * @param order of the list; a cursor of one list means nothing in another
 * @param held  whether an engine already has the job
 * @param ended when a finished job finished; of any other, when it was made
 */
public record JobCursor(JobOrder order, boolean held, Place place, Instant created, Instant ended, String jobId) {

    private static final Comparator<JobCursor> NEWEST_FIRST = Comparator.comparing(JobCursor::created)
            .thenComparing(JobCursor::jobId).reversed();
    private static final Comparator<JobCursor> AS_THEY_RUN = Comparator.comparing((JobCursor at) -> !at.held)
            .thenComparing(JobCursor::place).thenComparing(JobCursor::created).thenComparing(JobCursor::jobId);
    private static final Comparator<JobCursor> LAST_ENDED_FIRST = Comparator.comparing(JobCursor::ended)
            .thenComparing(JobCursor::jobId).reversed();

    static JobCursor of(JobSummary job, JobOrder order) {
        return new JobCursor(order, job.state() instanceof JobState.Held, job.place(), job.created(),
                job.ended().orElse(job.created()), job.jobId());
    }

    static Comparator<JobSummary> by(JobOrder order) {
        return Comparator.comparing(job -> of(job, order), comparator(order));
    }

    boolean isBefore(JobSummary job) {
        return comparator(order).compare(of(job, order), this) > 0;
    }

    /** An opaque text for a URL. */
    public String text() {
        String plain = String.join(" ", order.name(), held ? "h" : "w", Integer.toString(place.priority()),
                place.rank().toString(), created.toString(), ended.toString(), jobId);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what {@link #text} wrote; empty for anything else. */
    public static Optional<JobCursor> parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
            if (parts.length != 7) {
                return Optional.empty();
            }
            return Optional.of(new JobCursor(JobOrder.valueOf(parts[0]), parts[1].equals("h"),
                    new Place(Integer.parseInt(parts[2]), new BigDecimal(parts[3])), Instant.parse(parts[4]),
                    Instant.parse(parts[5]), parts[6]));
        } catch (IllegalArgumentException | DateTimeException garbage) {
            return Optional.empty();
        }
    }

    private static Comparator<JobCursor> comparator(JobOrder order) {
        return switch (order) {
            case NEWEST_FIRST -> NEWEST_FIRST;
            case AS_THEY_RUN -> AS_THEY_RUN;
            case LAST_ENDED_FIRST -> LAST_ENDED_FIRST;
        };
    }
}

package orchestrator.queue;

import orchestrator.job.Job;
import orchestrator.job.JobState;
import orchestrator.job.Place;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All jobs by id, by age, and by their turn or their end. Its owner guards it. */
final class JobIndex {

    private record Row(JobSummary summary, JobFolder.Stamp stamp) {}

    private final Map<String, Row> rows = new HashMap<>();
    private final TreeSet<JobSummary> byAge = new TreeSet<>(JobSummary.NEWEST_FIRST);
    private final TreeSet<JobSummary> byEnd = new TreeSet<>(JobSummary.LAST_ENDED_FIRST);
    private final TreeSet<JobSummary> waiting = new TreeSet<>(JobSummary.IN_ORDER);
    private final TreeSet<JobSummary> held = new TreeSet<>(JobSummary.IN_ORDER);
    private final Map<String, JobSummary> inDoubt = new HashMap<>();
    private BigDecimal lastRank = BigDecimal.ZERO;

    void put(Job job, JobFolder.Stamp stamp) {
        remove(job.jobId());
        JobSummary summary = JobSummary.of(job);
        rows.put(job.jobId(), new Row(summary, stamp));
        byAge.add(summary);
        if (summary.isWaiting()) {
            waiting.add(summary);
        } else if (summary.state() instanceof JobState.Held) {
            held.add(summary);
        } else {
            byEnd.add(summary);
        }
        if (summary.inDoubt()) {
            inDoubt.put(job.jobId(), summary);
        }
        lastRank = lastRank.max(job.place().rank());
    }

    boolean remove(String jobId) {
        Row old = rows.remove(jobId);
        if (old == null) {
            return false;
        }
        byAge.remove(old.summary());
        byEnd.remove(old.summary());
        waiting.remove(old.summary());
        held.remove(old.summary());
        inDoubt.remove(jobId);
        return true;
    }

    Optional<JobSummary> get(String jobId) {
        return Optional.ofNullable(rows.get(jobId)).map(Row::summary);
    }

    Optional<JobFolder.Stamp> stamp(String jobId) {
        return Optional.ofNullable(rows.get(jobId)).map(Row::stamp);
    }

    List<String> ids() {
        return List.copyOf(rows.keySet());
    }

    int size() {
        return rows.size();
    }

    int countWaiting() {
        return waiting.size();
    }

    int countNext() {
        return (int) held.stream().filter(job -> job.state() instanceof JobState.Next).count();
    }

    int countRunning() {
        return held.size() - countNext();
    }

    List<JobSummary> inDoubt() {
        return List.copyOf(inDoubt.values());
    }

    /** A rank behind all others. */
    BigDecimal nextRank() {
        lastRank = lastRank.setScale(0, RoundingMode.CEILING).add(BigDecimal.ONE);
        return lastRank;
    }

    Stream<JobSummary> inOrder() {
        return waiting.stream();
    }

    List<JobSummary> waiting() {
        return List.copyOf(waiting);
    }

    /** Those that a run holds, then those that wait, each in order. */
    List<JobSummary> open() {
        return Stream.concat(held.stream(), waiting.stream()).toList();
    }

    /** From 1, among all that wait; empty when the job does not wait. */
    Optional<Integer> position(String jobId) {
        return get(jobId).filter(JobSummary::isWaiting).map(job -> waiting.headSet(job, true).size());
    }

    /** The place at a position, from 1, among the jobs of a priority, the moved one left out. */
    Place placeAt(String moved, int priority, int position) {
        List<JobSummary> others = waiting.stream()
                .filter(job -> job.place().priority() == priority && !job.jobId().equals(moved)).toList();
        if (others.isEmpty() || position > others.size()) {
            return new Place(priority, nextRank());
        }
        BigDecimal after = others.get(Math.max(0, position - 1)).place().rank();
        BigDecimal before = position <= 1 ? after.subtract(BigDecimal.TWO) : others.get(position - 2).place().rank();
        return new Place(priority, Place.between(before, after));
    }

    JobPage page(JobQuery query) {
        List<JobSummary> page = new ArrayList<>();
        int total = 0;
        boolean more = false;
        for (JobSummary job : (Iterable<JobSummary>) source(query)::iterator) {
            if (!query.admits(job)) {
                continue;
            }
            total++;
            if (!query.after().map(end -> end.isBefore(job)).orElse(true)) {
                continue;
            }
            if (page.size() < query.limit()) {
                page.add(job);
            } else {
                more = true;
            }
        }
        return new JobPage(page, total, more
                ? Optional.of(JobCursor.of(page.getLast(), query.order()))
                : Optional.empty());
    }

    /** How many match on each day of a zone, the last day first; by their end, so of finished jobs alone. */
    SequencedMap<LocalDate, Integer> days(JobQuery query, ZoneId zone) {
        SequencedMap<LocalDate, Integer> days = new LinkedHashMap<>();
        byEnd.stream().filter(query::admits).forEach(job -> days.merge(LocalDate.ofInstant(job.ended().orElseThrow(),
                zone), 1, Integer::sum));
        return days;
    }

    private Stream<JobSummary> source(JobQuery query) {
        return switch (query.order()) {
            case NEWEST_FIRST -> byAge.stream();
            case AS_THEY_RUN -> open().stream();
            case LAST_ENDED_FIRST -> byEnd.stream();
        };
    }
}

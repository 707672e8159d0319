package orchestrator.web;

import orchestrator.job.JobType;
import orchestrator.job.Status;
import orchestrator.queue.JobCursor;
import orchestrator.queue.JobOrder;
import orchestrator.queue.JobQuery;
import orchestrator.queue.Span;

import io.javalin.http.Context;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs a call asks for.
 *
 * @param zone whose days the answer counts the finished jobs by
 */
record JobListQuery(JobQuery jobs, Optional<ZoneId> zone) {

    static JobListQuery of(Context context) {
        Set<Status> statuses = statuses(context);
        Optional<JobType> type = Queries.text(context, "type").map(word -> JobType.of(word)
                .orElseThrow(() -> Queries.bad("type", "There is no type \"" + cut(word) + "\".")));
        JobOrder order = order(Queries.text(context, "sort"), statuses);
        Optional<JobCursor> after = Queries.text(context, "cursor")
                .map(text -> JobCursor.parse(text).filter(cursor -> cursor.order() == order).orElseThrow(
                        () -> Queries.bad("cursor", "This cursor is not of this list; start without one.")));
        Optional<ZoneId> zone = Queries.text(context, "zone").map(JobListQuery::zone);
        Optional<Span> day = Queries.text(context, "day").map(text -> day(text, zone));
        return new JobListQuery(new JobQuery(statuses, type, Queries.text(context, "q"), day, order,
                Queries.limit(context, JobQuery.MAX_LIMIT), after), zone);
    }

    /** The same jobs on whatever day. */
    JobQuery ofAllDays() {
        return new JobQuery(jobs.statuses(), jobs.type(), jobs.text(), Optional.empty(), jobs.order(), jobs.limit(),
                Optional.empty());
    }

    static Set<Status> statuses(Context context) {
        Set<Status> statuses = EnumSet.noneOf(Status.class);
        for (String word : Queries.words(context, "status")) {
            statuses.add(Status.of(word)
                    .orElseThrow(() -> Queries.bad("status", "There is no status \"" + cut(word) + "\".")));
        }
        return statuses;
    }

    private static JobOrder order(Optional<String> sort, Set<Status> statuses) {
        return switch (sort.orElse("")) {
            case "" -> statuses.equals(Set.of(Status.QUEUED)) ? JobOrder.AS_THEY_RUN : JobOrder.NEWEST_FIRST;
            case "queue" -> JobOrder.AS_THEY_RUN;
            case "created" -> JobOrder.NEWEST_FIRST;
            case "finished" -> JobOrder.LAST_ENDED_FIRST;
            default -> throw Queries.bad("sort", "sort is created (newest first), queue, or finished (last first).");
        };
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw Queries.bad("zone", "zone is a name of the IANA time zone database, as Europe/Berlin.");
        }
    }

    private static Span day(String text, Optional<ZoneId> zone) {
        ZoneId there = zone.orElseThrow(() -> Queries.bad("zone", "A day needs the zone it is a day of."));
        try {
            LocalDate day = LocalDate.parse(text);
            return new Span(day.atStartOfDay(there).toInstant(), day.plusDays(1).atStartOfDay(there).toInstant());
        } catch (DateTimeException unreadable) {
            throw Queries.bad("day", "day is a date as 2026-08-22.");
        }
    }

    private static String cut(String word) {
        return word.length() > 40 ? word.substring(0, 40) : word;
    }
}

package orchestrator.web;

import orchestrator.job.JobType;
import orchestrator.job.Status;
import orchestrator.queue.JobCursor;
import orchestrator.queue.JobPage;
import orchestrator.queue.JobQuery;
import orchestrator.queue.JobQueue;
import orchestrator.queue.JobSummary;
import orchestrator.queue.Refused;

import io.javalin.http.Context;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Calls about many jobs. */
final class JobLists {

    private final JobQueue queue;
    private final JobViews views;

    JobLists(JobQueue queue, JobViews views) {
        this.queue = queue;
        this.views = views;
    }

    Map<String, Object> page(Context context) {
        return page(query(context));
    }

    /** The first page of a list, for the page that has just opened. Those that wait come in the order they will run. */
    Map<String, Object> first(int limit, Status... statuses) {
        return page(new JobQuery(Set.of(statuses), Optional.empty(), Optional.empty(), List.of(statuses).equals(List.of(
                Status.QUEUED)), limit, Optional.empty()));
    }

    private Map<String, Object> page(JobQuery query) {
        JobPage page = queue.list(query);
        List<Map<String, Object>> jobs = new ArrayList<>();
        Outlook outlook = views.outlook();
        for (JobSummary summary : page.jobs()) {
            try {
                jobs.add(views.of(queue.get(summary.jobId()), outlook));
            } catch (Refused.NoSuchJob removedMeanwhile) {
                continue;
            }
        }
        return JobViews.map("jobs", jobs, "total", page.total(), "nextCursor", page.next().map(JobCursor::text));
    }

    /** Cancels all that wait, with a result for each. */
    Map<String, Object> cancelAll(Context context) {
        if (!statuses(context).equals(Set.of(Status.QUEUED))) {
            throw Queries.bad("status", "Say DELETE /api/jobs?status=queued to cancel all that wait.");
        }
        List<Map<String, Object>> results = new ArrayList<>();
        JobQuery all = JobQuery.of(Status.QUEUED);
        for (Optional<JobQuery> next = Optional.of(all); next.isPresent();) {
            JobPage page = queue.list(next.get());
            page.jobs().forEach(job -> results.add(cancel(job.jobId())));
            next = page.next().map(cursor -> new JobQuery(all.statuses(), all.type(), all.text(), all.inOrder(), all
                    .limit(), Optional.of(cursor)));
        }
        return JobViews.map("results", results);
    }

    private Map<String, Object> cancel(String jobId) {
        try {
            return JobViews.map("jobId", jobId, "status", queue.cancel(jobId).status());
        } catch (Refused refused) {
            Problem problem = JobRoutes.problem(refused);
            return JobViews.map("jobId", jobId, "error", JobViews.map("code", problem.body().code(), "message",
                    refused.getMessage()));
        }
    }

    private static JobQuery query(Context context) {
        Set<Status> statuses = statuses(context);
        Optional<JobType> type = Queries.text(context, "type").map(word -> JobType.of(word)
                .orElseThrow(() -> Queries.bad("type", "There is no type \"" + cut(word) + "\".")));
        boolean inOrder = switch (Queries.text(context, "sort").orElse("")) {
            case "" -> statuses.equals(Set.of(Status.QUEUED));
            case "queue" -> true;
            case "created" -> false;
            default -> throw Queries.bad("sort", "sort is created (newest first) or queue.");
        };
        Optional<JobCursor> after = Queries.text(context, "cursor")
                .map(text -> JobCursor.parse(text).filter(cursor -> cursor.inOrder() == inOrder).orElseThrow(
                        () -> Queries.bad("cursor", "This cursor is not of this list; start without one.")));
        return new JobQuery(statuses, type, Queries.text(context, "q"), inOrder,
                Queries.limit(context, JobQuery.MAX_LIMIT), after);
    }

    private static Set<Status> statuses(Context context) {
        Set<Status> statuses = EnumSet.noneOf(Status.class);
        for (String word : Queries.words(context, "status")) {
            statuses.add(Status.of(word)
                    .orElseThrow(() -> Queries.bad("status", "There is no status \"" + cut(word) + "\".")));
        }
        return statuses;
    }

    private static String cut(String word) {
        return word.length() > 40 ? word.substring(0, 40) : word;
    }
}

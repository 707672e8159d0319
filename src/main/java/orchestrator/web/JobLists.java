package orchestrator.web;

import orchestrator.job.Status;
import orchestrator.queue.JobCursor;
import orchestrator.queue.JobOrder;
import orchestrator.queue.JobPage;
import orchestrator.queue.JobQuery;
import orchestrator.queue.JobQueue;
import orchestrator.queue.JobSummary;
import orchestrator.queue.Refused;

import io.javalin.http.Context;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists of jobs, a page at a time. */
final class JobLists {

    private final JobQueue queue;
    private final JobViews views;

    JobLists(JobQueue queue, JobViews views) {
        this.queue = queue;
        this.views = views;
    }

    Map<String, Object> page(Context context) {
        JobListQuery asked = JobListQuery.of(context);
        Map<String, Object> answer = page(asked.jobs());
        // What goes on from a cursor was counted at its beginning.
        asked.zone().filter(_ -> asked.jobs().after().isEmpty())
                .ifPresent(zone -> answer.put("days", days(asked.ofAllDays(), zone)));
        return answer;
    }

    /** The first page of a list, for the page that has just opened. */
    Map<String, Object> first(int limit, JobOrder order, Status... statuses) {
        return page(JobQuery.of(statuses).sorted(order, limit));
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

    private List<Map<String, Object>> days(JobQuery query, ZoneId zone) {
        return queue.days(query, zone).entrySet().stream()
                .map(day -> JobViews.map("day", day.getKey().toString(), "total", day.getValue())).toList();
    }
}

package orchestrator.web;

import orchestrator.job.Status;
import orchestrator.queue.JobPage;
import orchestrator.queue.JobQuery;
import orchestrator.queue.JobQueue;
import orchestrator.queue.Refused;

import io.javalin.http.Context;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One thing done to many jobs, with a result for each. */
final class JobBatches {

    /** Of one call. */
    static final int MAX_IDS = 10_000;

    private final JobQueue queue;

    JobBatches(JobQueue queue) {
        this.queue = queue;
    }

    /** Cancels all that wait, or removes the records of all that failed. */
    Map<String, Object> delete(Context context) {
        Set<Status> statuses = JobListQuery.statuses(context);
        Optional<String> record = Queries.text(context, "record");
        if (statuses.equals(Set.of(Status.QUEUED)) && record.isEmpty()) {
            return each(ids(Status.QUEUED), id -> JobViews.map("status", queue.cancel(id).status()));
        }
        if (statuses.equals(Set.of(Status.FAILED)) && record.equals(Optional.of("remove"))) {
            return each(ids(Status.FAILED), id -> {
                queue.remove(id);
                return JobViews.map("removed", true);
            });
        }
        throw Queries.bad("status", "Say DELETE /api/jobs?status=queued to cancel all that wait, or"
                + " ?status=failed&record=remove to remove the records of all that failed.");
    }

    /** Queues again all that failed, or those of these ids. */
    Map<String, Object> retry(Context context) {
        Set<Status> statuses = JobListQuery.statuses(context);
        if (statuses.isEmpty()) {
            return retry(named(RequestBody.json(context)));
        }
        if (statuses.equals(Set.of(Status.FAILED))) {
            return retry(ids(Status.FAILED).reversed());
        }
        throw Queries.bad("status", "Say POST /api/jobs/retry?status=failed, or name the jobs in jobIds.");
    }

    private Map<String, Object> retry(List<String> ids) {
        return each(ids, id -> JobViews.map("status", queue.retry(id).status()));
    }

    private static List<String> named(JsonNode body) {
        Fields fields = Fields.of(body, Set.of("jobIds"));
        JsonNode named = body.path("jobIds");
        if (!named.isArray() || named.size() > MAX_IDS || !named.valueStream().allMatch(JsonNode::isString)) {
            fields.error("jobIds", "wrong-type", "jobIds is a list of at most " + MAX_IDS + " ids of jobs.", Map.of());
        }
        if (!fields.errors().isEmpty()) {
            throw Problem.invalid(fields.errors());
        }
        return named.valueStream().map(JsonNode::asString).toList();
    }

    // The newest first: of those that are cancelled the next to run goes last, so that none begins meanwhile.
    private List<String> ids(Status status) {
        List<String> ids = new ArrayList<>();
        JobQuery all = JobQuery.of(status);
        for (Optional<JobQuery> next = Optional.of(all); next.isPresent();) {
            JobPage page = queue.list(next.get());
            page.jobs().forEach(job -> ids.add(job.jobId()));
            next = page.next().map(all::from);
        }
        return ids;
    }

    private static Map<String, Object> each(List<String> ids, Function<String, Map<String, Object>> act) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (String id : ids) {
            Map<String, Object> result = JobViews.map("jobId", id);
            try {
                result.putAll(act.apply(id));
            } catch (Refused refused) {
                Problem problem = JobRoutes.problem(refused);
                result.put("error", JobViews.map("code", problem.body().code(), "message", refused.getMessage()));
            }
            results.add(result);
        }
        return JobViews.map("results", results);
    }
}

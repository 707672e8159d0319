package orchestrator.web;

import orchestrator.job.Job;
import orchestrator.job.JobRequest;
import orchestrator.queue.JobEdit;
import orchestrator.queue.JobQueue;
import orchestrator.queue.Refused;

import io.javalin.http.Context;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** {@code PATCH /api/jobs/:id}: a merge (RFC 7396) into a job that waits. */
final class JobEdits {

    private static final Set<String> ASKED = Set.of("type", "model", "prompt", "params");
    private static final Set<String> ALL = Set.of("type", "model", "prompt", "params", "priority", "position");
    private static final int MAX_PRIORITY = 1_000;
    private static final int TRIES = 20;

    private final JobQueue queue;
    private final JobRequests requests;

    JobEdits(JobQueue queue, JobRequests requests) {
        this.queue = queue;
        this.requests = requests;
    }

    Job apply(Context context, JsonNode patch) {
        String id = context.pathParam("id");
        Fields fields = Fields.of(patch, ALL);
        OptionalInt priority = optional(fields.integer("priority", -MAX_PRIORITY, MAX_PRIORITY));
        OptionalInt position = optional(fields.integer("position", 1, Integer.MAX_VALUE));
        if (!fields.errors().isEmpty()) {
            throw Problem.invalid(fields.errors());
        }
        OptionalLong ifRev = IfMatch.rev(context);
        if (ASKED.stream().noneMatch(patch::has)) {
            return queue.edit(id, ifRev, new JobEdit(Optional.empty(), priority, position));
        }
        return merge(id, ifRev, patch, priority, position);
    }

    // A merge is made from a revision, so it must be written over that one: if it is not, it is made again.
    private Job merge(String id, OptionalLong ifRev, JsonNode patch, OptionalInt priority, OptionalInt position) {
        for (int attempt = 1;; attempt++) {
            Job job = queue.get(id);
            long rev = ifRev.orElse(job.rev());
            try {
                Optional<JobRequest> merged = rev == job.rev()
                        ? Optional.of(requests.readOne(merged(job, patch)))
                        : Optional.empty();
                return queue.edit(id, OptionalLong.of(rev), new JobEdit(merged, priority, position));
            } catch (Refused.Stale stale) {
                if (ifRev.isPresent() || attempt == TRIES) {
                    throw stale;
                }
            }
        }
    }

    private static JsonNode merged(Job job, JsonNode patch) {
        ObjectNode request = (ObjectNode) Json.tree(JobViews.map("type", job.request().type(), "model", job.request()
                .model(), "prompt", job.request().prompt(), "params", job.request().params()));
        if (patch.has("type") && !patch.get("type").equals(request.get("type"))) {
            throw Problem.invalid(
                    List.of(new BadField("/type", "read-only", "The type of a job cannot change; make a new one.")));
        }
        boolean started = request.path("params").has("image");
        ASKED.stream().filter(patch::has)
                .forEach(name -> merge(request, name, patch.get(name)));
        if (request.path("params") instanceof ObjectNode params && params.has("image") != started
                && !patch.path("params").has("denoise")) {
            // With a picture it means something else than without one, and so does what was filled in.
            params.remove("denoise");
        }
        return request;
    }

    private static void merge(ObjectNode target, String name, JsonNode patch) {
        if (patch.isNull()) {
            target.remove(name);
        } else if (patch instanceof ObjectNode changes) {
            ObjectNode inner = target.get(name) instanceof ObjectNode there
                    ? there
                    : target.putObject(name);
            changes.properties().forEach(change -> merge(inner, change.getKey(), change.getValue()));
        } else {
            target.set(name, patch);
        }
    }

    private static OptionalInt optional(Optional<Integer> value) {
        return value.map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}

package orchestrator.remote;

import orchestrator.event.Progress;
import orchestrator.job.JobState;
import orchestrator.job.JobType;
import orchestrator.queue.JobSummary;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes the first job of the server that our ComfyUI can run, when there is room for one. */
final class Claiming {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    /** Finished ones that wait to be delivered: a server that is slow or full must not fill our disk. */
    private static final int MOST = 8;
    private static final int PAGE = 100;
    /** Refused so often, the rest of the queue is left for the next look. */
    private static final int TRIES = 20;
    /** It was started anew and does not know us yet; or we have one, and another worker has none. */
    private static final Set<String> OURS = Set.of("not-announced", "later");
    /** Why a job waits that nobody is to take now. */
    private static final Set<String> LATER = Set.of("back", "pause");

    private final RemoteRooms rooms;
    private final ServerLink server;
    private final Borrowing borrowing;
    private final Errands errands;
    private final String worker;

    /** @param worker our name */
    Claiming(RemoteRooms rooms, ServerLink server, Borrowing borrowing, Errands errands, String worker) {
        this.rooms = rooms;
        this.server = server;
        this.borrowing = borrowing;
        this.errands = errands;
        this.worker = worker;
    }

    /** One runs, one is next, as the worker room sends them. */
    boolean hasRoom() {
        if (errands.size() >= MOST || !rooms.engines().get(rooms.engine()).map(state -> state.online()).orElse(
                false)) {
            return false;
        }
        List<JobSummary> open = rooms.queue().jobs().open();
        boolean next = open.stream().anyMatch(job -> job.state() instanceof JobState.Next
                || job.state() instanceof JobState.Waiting && job.rev() == Standing.FRESH);
        return !next && open.stream().filter(this::isInComfy).count() < 2;
    }

    /** The claim of a job that is in our queue now; empty when there is none to take. */
    Optional<Claim> once() throws IOException, InterruptedException {
        int tries = 0;
        for (String cursor = ""; cursor != null;) {
            Reply page = server.get("/api/jobs?status=queued&limit=" + PAGE + (cursor.isEmpty()
                    ? ""
                    : "&cursor=" + cursor));
            for (JsonNode job : page.body().path("jobs")) {
                if (!isFor(job)) {
                    continue;
                }
                Reply reply = claim(job);
                if (reply.ok()) {
                    return borrow(job.path("jobId").asString(), reply);
                }
                // What is refused because of us is not to be passed over for what comes behind it.
                if (OURS.contains(reply.code()) || ++tries == TRIES) {
                    return Optional.empty();
                }
            }
            cursor = page.body().path("nextCursor").asString(null);
        }
        return Optional.empty();
    }

    private Reply claim(JsonNode job) throws IOException, InterruptedException {
        return server.json("PATCH", "/api/jobs/" + job.path("jobId").asString(), Map.of("claim", Map.of("worker",
                worker)), "If-Match", "\"" + job.path("rev").asLong() + "\"");
    }

    private Optional<Claim> borrow(String jobId, Reply reply) throws IOException, InterruptedException {
        return switch (borrowing.of(jobId, reply.body())) {
            case Borrowing.Result.Borrowed(Claim claim) -> Optional.of(claim);
            case Borrowing.Result.Impossible(var outcome) -> {
                LOG.warn("{}: cannot be run here: {}", jobId, outcome);
                server.json("PATCH", "/api/jobs/" + jobId, Map.of("outcome", outcome), "Lease-Token", reply.body()
                        .path("lease").path("token").asString());
                yield Optional.empty();
            }
        };
    }

    // Kinds of jobs that we do not know are left to newer workers.
    private boolean isFor(JsonNode job) {
        String model = job.path("model").asString("");
        return job.path("stage").asString("").equals("waiting") && !LATER.contains(job.path("wait").path("code")
                .asString("")) && !errands.has(job.path("jobId").asString(""))
                && JobType.of(job.path("type").asString("")).isPresent()
                && rooms.models().now().enginesWith(model).contains(rooms.engine());
    }

    private boolean isInComfy(JobSummary job) {
        return job.state() instanceof JobState.Running && rooms.engines().progress(job.jobId()).map(Progress::stage)
                .filter("fetching"::equals).isEmpty();
    }
}

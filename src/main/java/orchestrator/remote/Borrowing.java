package orchestrator.remote;

import orchestrator.canvas.Unusable;
import orchestrator.canvas.Uploads;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.JobState;
import orchestrator.job.Sending;
import orchestrator.job.Submission;
import orchestrator.job.Trail;
import orchestrator.models.Family;
import orchestrator.queue.JobFormat;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a job of our own queue of a claimed one, with the pictures it starts from. */
final class Borrowing {

    private static final int BLOCK = 1 << 16;

    private final RemoteRooms rooms;
    private final ServerLink server;
    private final ClaimFiles claims;

    Borrowing(RemoteRooms rooms, ServerLink server, ClaimFiles claims) {
        this.rooms = rooms;
        this.server = server;
        this.claims = claims;
    }

    /** What became of a claim. */
    sealed interface Result {

        /** It is in our queue. */
        record Borrowed(Claim claim) implements Result {}

        /** It cannot be run here; the server is to be told this outcome. */
        record Impossible(Map<String, Object> outcome) implements Result {}
    }

    /**
     * Returns when the job is safely on our disk.
     *
     * @param answer what the server answered to the claim
     */
    Result of(String jobId, JsonNode answer) throws IOException, InterruptedException {
        String token = answer.path("lease").path("token").asString();
        ObjectNode there = (ObjectNode) answer.path("job").deepCopy();
        Optional<Job> before = job(there, jobId);
        if (before.isEmpty()) {
            return new Result.Impossible(Map.of("status", "back"));
        }
        for (Map.Entry<String, String> picture : before.get().request().params().pictures().entrySet()) {
            Optional<String> name = bring(jobId, picture.getValue(), token);
            if (name.isEmpty()) {
                return new Result.Impossible(Map.of("status", "failed", "error", JobError.of("input-missing",
                        "The picture " + picture.getValue() + " to start from is gone. Upload it again, or choose"
                                + " another one.",
                        Map.of("name", picture.getValue()))));
            }
            put(there, "/params/" + picture.getKey(), name.get());
        }
        Job job = job(there, jobId).orElse(before.get());
        Claim claim = Claim.of(job, token, answer.path("job"), Optional.ofNullable(answer.path("family").asString(
                null)));
        know(claim);
        claims.keep(claim);
        rooms.queue().jobs().borrow(fresh(job));
        return new Result.Borrowed(claim);
    }

    /** The server knows more of a model than its name: it may have read the file. */
    void know(Claim claim) {
        claim.family().flatMap(Family::of).filter(family -> family != Family.UNKNOWN)
                .ifPresent(family -> rooms.models().choose(claim.asked().path("model").asString(""), Optional.of(
                        family)));
    }

    // Its past counts: how often it was tried, why, and which numbers its graphs had. What it brought is not here.
    private static Job fresh(Job job) {
        Trail trail = job.trail();
        for (Sending sending : trail.unsettled()) {
            trail = trail.settled(sending.promptId());
        }
        return new Job(job.jobId(), Standing.FRESH, job.request(), Submission.at(job.submission().created()), job
                .place(), new JobState.Waiting(Optional.empty()), trail.withOutput(List.of()), Map.of());
    }

    private Optional<String> bring(String jobId, String reference, String token) throws IOException,
            InterruptedException {
        Optional<InputStream> answer = server.picture(jobId, reference, token);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = answer.get(); Uploads.Incoming incoming = rooms.canvas().uploads().begin()) {
            byte[] block = new byte[BLOCK];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                incoming.write(ByteBuffer.wrap(block, 0, read));
            }
            return Optional.of(incoming.keep().name());
        } catch (Unusable damaged) {
            return Optional.empty();
        }
    }

    private static void put(ObjectNode tree, String pointer, String value) {
        JsonPointer at = JsonPointer.compile(pointer);
        if (tree.at(at.head()) instanceof ObjectNode parent) {
            parent.put(at.last().getMatchingProperty(), value);
        }
    }

    private static Optional<Job> job(JsonNode tree, String jobId) {
        return JobFormat.understood(JsonMapper.shared().writeValueAsBytes(tree), jobId);
    }
}

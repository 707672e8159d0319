package orchestrator.remote;

import orchestrator.canvas.Media;
import orchestrator.file.FolderWatch;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.Output;
import orchestrator.job.Sending;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings the results of a run to the server. They are kept here until it has them. */
final class Delivering {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final int TRIES = 3;
    private static final List<String> ASKED = List.of("type", "model", "prompt", "params");

    private final RemoteRooms rooms;
    private final LeaseCalls calls;
    private int refused;

    Delivering(RemoteRooms rooms, LeaseCalls calls) {
        this.rooms = rooms;
        this.calls = calls;
    }

    /** How far it is. */
    enum Result {
        DELIVERED, NOT_YET, UNWANTED, LOST
    }

    /** Makes one try. */
    Result of(Job job, List<Output> outputs) throws IOException, InterruptedException {
        // Known there already, unless the job was claimed again.
        Reply standing = calls.tell("promptId", job.trail().lastSending().map(Sending::promptId).orElseThrow());
        if (standing.lost()) {
            return claimAgain(job);
        }
        if (standing.wish().equals("stop")) {
            return Result.UNWANTED;
        }
        Set<Integer> there = new HashSet<>();
        standing.body().path("outputs").forEach(n -> there.add(n.asInt()));
        for (int n = 0; n < outputs.size(); n++) {
            Path file = file(outputs.get(n));
            if (there.contains(n)) {
                continue;
            }
            if (!Files.isRegularFile(file)) {
                return again(outputs.get(n), " is gone from its worker.");
            }
            Reply reply = calls.upload(n, file, Media.mimeOf(outputs.get(n).file()));
            if (reply.lost()) {
                return Result.NOT_YET;
            }
            if (!reply.ok()) {
                LOG.warn("{}: the server does not take {}: {}", job.jobId(), outputs.get(n).file(), reply.body());
                return ++refused < TRIES ? Result.NOT_YET : again(outputs.get(n), " is not taken by the server.");
            }
        }
        Reply ended = calls.tell("outcome", Map.of("status", "complete", "outputs", outputs.size()));
        // Whether it was stopped at the last moment or not: the server has said the last word.
        return ended.ok() ? Result.DELIVERED : Result.NOT_YET;
    }

    /** Removes a result that nobody needs here any more. */
    void discard(Output output) throws IOException {
        rooms.files().delete(file(output));
        rooms.canvas().look(new FolderWatch.Changes(Set.of(file(output)), false));
    }

    // We were away for too long. As long as nobody else has begun, what we made is as good as new.
    private Result claimAgain(Job job) throws IOException, InterruptedException {
        Reply now = calls.look();
        if (!now.body().path("status").asString("").equals("queued") || !isAskedFor(now.body())) {
            return Result.LOST;
        }
        Reply reply = calls.claimAgain(now.body().path("rev").asLong());
        if (reply.ok()) {
            LOG.info("{}: claimed again, for it is done", job.jobId());
        }
        return Result.NOT_YET;
    }

    private boolean isAskedFor(JsonNode now) {
        return ASKED.stream().allMatch(name -> now.path(name).equals(calls.claim().asked().path(name)));
    }

    private Result again(Output output, String why) throws IOException, InterruptedException {
        calls.tell("outcome", Map.of("status", "again", "crashes", List.of(), "pauseMillis", 2000, "error", JobError.of(
                "output-missing", "The file " + output.source() + why, Map.of("file", output.source()))));
        return Result.DELIVERED;
    }

    private Path file(Output output) {
        return rooms.canvas().folder().resolve(output.file());
    }
}

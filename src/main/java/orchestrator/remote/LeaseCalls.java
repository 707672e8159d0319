package orchestrator.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What is said to the server about one claimed job, under its token. */
final class LeaseCalls {

    private final ServerLink server;
    private final ClaimFiles files;
    private final String worker;
    private volatile Claim claim;

    /** @param worker our name */
    LeaseCalls(ServerLink server, ClaimFiles files, String worker, Claim claim) {
        this.server = server;
        this.files = files;
        this.worker = worker;
        this.claim = claim;
    }

    Claim claim() {
        return claim;
    }

    /** Says one thing of the job. */
    Reply tell(String what, Object value) throws IOException, InterruptedException {
        return server.json("PATCH", path(), Map.of(what, value), "Lease-Token", claim.token());
    }

    Reply upload(int n, Path file, String mime) throws IOException, InterruptedException {
        return server.upload(path() + "/outputs/" + n, file, mime, claim.token());
    }

    /** The job as everybody sees it. */
    Reply look() throws IOException, InterruptedException {
        return server.get(path());
    }

    /** Claims the job once more, for what was made under a token that is no longer good. */
    Reply claimAgain(long rev) throws IOException, InterruptedException {
        Reply reply = server.json("PATCH", path(), Map.of("claim", Map.of("worker", worker)), "If-Match", "\"" + rev
                + "\"");
        if (reply.ok()) {
            Claim next = claim.with(reply.body().path("lease").path("token").asString());
            files.keep(next);
            claim = next;
        }
        return reply;
    }

    /** The job is off our hands. */
    void forget() throws IOException {
        files.forget(claim.jobId());
    }

    private String path() {
        return "/api/jobs/" + claim.jobId();
    }
}

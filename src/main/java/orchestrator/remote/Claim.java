package orchestrator.remote;

import orchestrator.job.Job;
import orchestrator.job.Sending;

import tools.jackson.databind.JsonNode;

import java.util.Optional;

/**
 * A job of the server that is ours to run.
 *
 * @param token    shown with every call about it
 * @param attempts that counted before us
 * @param sendings the number of the last graph sent before us
 * @param crashes  of earlier processes that it was blamed for before us
 * @param asked    what was asked for, in the server's words: a result fits as long as that is the same
 * @param family   of its model, as the server knows it
 */
record Claim(String jobId, String token, int attempts, int sendings, int crashes, JsonNode asked,
        Optional<String> family) {

    static Claim of(Job job, String token, JsonNode asked, Optional<String> family) {
        return new Claim(job.jobId(), token, job.trail().attempts(), job.trail().lastSending().map(Sending::n).orElse(
                0), job.trail().crashes().size(), asked, family);
    }

    Claim with(String next) {
        return new Claim(jobId, next, attempts, sendings, crashes, asked, family);
    }
}

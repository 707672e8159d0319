package orchestrator.job;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The worker process that runs a job.
 *
 * @param worker its name
 * @param engine the ComfyUI it drives, as our engines are named
 * @param token  new with each claim: a call that shows an older one comes from a worker that has lost the job
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Holder(String worker, String engine, String token) {}

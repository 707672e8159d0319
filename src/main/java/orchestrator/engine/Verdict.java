package orchestrator.engine;

import orchestrator.job.JobError;

/**
 * An engine cannot run a job, although it has its model.
 *
 * @param rev   of the job that was judged; an edited one is judged anew
 * @param error what it lacks
 */
public record Verdict(String engine, long rev, JobError error) {}

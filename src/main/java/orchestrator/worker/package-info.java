/** Takes a job, runs it on an engine, keeps the outputs, settles the job. */
package orchestrator.worker;

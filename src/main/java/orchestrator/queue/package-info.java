/** The durable list of jobs, and the only code that moves a job between states. */
package orchestrator.queue;

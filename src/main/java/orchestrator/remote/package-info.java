/**
 * The worker process: borrows jobs of a server as jobs of its own small queue, which the {@code worker} room runs, and
 * brings back what becomes of them.
 */
package orchestrator.remote;

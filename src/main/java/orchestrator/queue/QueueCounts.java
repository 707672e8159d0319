package orchestrator.queue;

/**
 * The queue in numbers.
 *
 * @param waiting jobs in our queue
 * @param running jobs an engine has, started or not
 * @param total   all records, finished ones too
 */
public record QueueCounts(int waiting, int running, int total, boolean paused) {}

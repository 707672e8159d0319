package orchestrator.queue;

/**
 * The queue in numbers.
 *
 * @param waiting jobs that wait, in our queue or as the next one inside an engine
 * @param running jobs an engine works on
 * @param total   all records, finished ones too
 */
public record QueueCounts(int waiting, int running, int total, boolean paused) {}

package orchestrator.queue;

/** How a list of jobs is sorted. */
public enum JobOrder {

    /** By age. */
    NEWEST_FIRST,
    /** Those that an engine has, then those that wait, as they will run; of no others. */
    AS_THEY_RUN,
    /** By their end, the last one first; of finished jobs alone. */
    LAST_ENDED_FIRST;
}

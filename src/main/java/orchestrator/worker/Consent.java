package orchestrator.worker;

import orchestrator.queue.JobSummary;

/** Who else has a say in what is begun here: in a worker process, the server that lent the job. */
public interface Consent {

    /** Nobody has. */
    Consent GIVEN = new Consent() {
        @Override
        public boolean mayBegin(JobSummary job) {
            return true;
        }

        @Override
        public boolean maySend(String jobId, String promptId) {
            return true;
        }
    };

    /** Whether that waiting job may be taken. Must not wait. */
    boolean mayBegin(JobSummary job);

    /** Whether a graph may be sent under that id now. Waits for the answer. */
    boolean maySend(String jobId, String promptId) throws InterruptedException;
}

package orchestrator.job;

/** What a request asks for beside model and prompt. One record for each {@link JobType}. */
public sealed interface Params permits ImageParams {

    /** The kind of job these belong to. */
    JobType type();
}

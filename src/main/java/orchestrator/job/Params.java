package orchestrator.job;

import java.util.Map;

/** What a request asks for beside model and prompt. One record for each {@link JobType}. */
public sealed interface Params permits ImageParams {

    /** The kind of job these belong to. */
    JobType type();

    /** What decides how much work it is, as a text: requests of one model that share it take about equally long. */
    String likeness();

    /** The pictures it starts from: by the field that names each, such as {@code image}, the name it is given there. */
    Map<String, String> pictures();
}

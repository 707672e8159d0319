package orchestrator.queue;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param total how many match in all
 * @param next  what {@link JobQuery#after} has to be for the following page; empty on the last one
 */
public record JobPage(List<JobSummary> jobs, int total, Optional<JobCursor> next) {}

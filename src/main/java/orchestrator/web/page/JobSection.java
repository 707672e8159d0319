package orchestrator.web.page;

import java.util.List;

/**
 * One heading of the job list with its cards.
 *
 * @param name  {@code running}, {@code queued}, {@code failed} or {@code finished}
 * @param cards the first of them
 * @param total how many there are in all
 */
public record JobSection(String name, List<JobCard> cards, long total) {

    /** The section of one day that scripts copy. */
    public static JobSection blank() {
        return new JobSection("finished", List.of(), 0);
    }
}

package orchestrator.job;

import java.math.BigDecimal;

/**
 * Where a job stands among those that wait: the higher priority first, then the lower rank.
 *
 * @param priority 0 when nothing is said
 * @param rank     starts as a sequence number, never a clock time, so that a clock set back reorders nothing; a move
 *                 takes a value between two neighbours, so that it rewrites one file
 */
public record Place(int priority, BigDecimal rank) implements Comparable<Place> {

    /** A place between two ranks of one priority. */
    public static BigDecimal between(BigDecimal before, BigDecimal after) {
        return before.add(after).divide(BigDecimal.TWO);
    }

    @Override
    public int compareTo(Place other) {
        int byPriority = Integer.compare(other.priority, priority);
        return byPriority != 0 ? byPriority : rank.compareTo(other.rank);
    }
}

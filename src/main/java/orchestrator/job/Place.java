package orchestrator.job;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Where a job stands among those that wait: the higher priority first, then the lower rank.
 *
 * @param priority 0 when nothing is said
 * @param rank     starts as a sequence number, never a clock time, so that a clock set back reorders nothing; a move
 *                 takes a value between two neighbours, so that it rewrites one file
 */
public record Place(int priority, BigDecimal rank) implements Comparable<Place> {

    /** The number with the fewest digits near the middle of two ranks. Many moves to one spot make it longer slowly. */
    public static BigDecimal between(BigDecimal before, BigDecimal after) {
        BigDecimal middle = before.add(after).divide(BigDecimal.TWO);
        for (int digits = 0; digits < middle.scale(); digits++) {
            BigDecimal shorter = middle.setScale(digits, RoundingMode.HALF_EVEN);
            if (shorter.compareTo(before) > 0 && shorter.compareTo(after) < 0) {
                return shorter;
            }
        }
        return middle;
    }

    @Override
    public int compareTo(Place other) {
        int byPriority = Integer.compare(other.priority, priority);
        return byPriority != 0 ? byPriority : rank.compareTo(other.rank);
    }
}

package orchestrator.comfyui;

import java.util.Collection;

/**
 * How long like things took, in seconds: a quarter of them less than {@code low}, half less than {@code median}, three
 * quarters less than {@code high}, nine of ten less than {@code late}.
 *
 * @param late
 *            infinite where too few are known to call one late
 */
public record Spread(double low, double median, double high, double late) {
    static final Spread NONE = new Spread(0, 0, 0, 0);

    private static final int ENOUGH_FOR_LATE = 5;
    /** A single sample says nothing of how far the next one may be. */
    private static final double DOUBT_OF_ONE = 0.3;
    /** Runs that hardly differ have a ninth tenth that hardly differs from the first: nobody would call that late. */
    private static final double NOTICEABLE = 1.1;
    /** As many measured steps as weigh the same as all earlier runs. */
    private static final double TRUST = 3;

    /** At least one sample. */
    public static Spread of(Collection<Double> samples) {
        var sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = quantile(sorted, 0.5);
        double doubt = DOUBT_OF_ONE / sorted.length;
        return new Spread(Math.min(quantile(sorted, 0.25), median * (1 - doubt)), median,
                Math.max(quantile(sorted, 0.75), median * (1 + doubt)),
                sorted.length < ENOUGH_FOR_LATE
                        ? Double.POSITIVE_INFINITY
                        : Math.max(quantile(sorted, 0.9), median * NOTICEABLE));
    }

    /** What was never measured. */
    static Spread guess(double seconds) {
        return new Spread(seconds, seconds, seconds, Double.POSITIVE_INFINITY);
    }

    Spread plus(Spread other) {
        return new Spread(low + other.low, median + other.median, high + other.high, late + other.late);
    }

    /** So many times as long. */
    Spread times(double factor) {
        return factor <= 0 ? NONE : new Spread(low * factor, median * factor, high * factor, late * factor);
    }

    /** What is left after so many seconds. */
    Spread after(double seconds) {
        return new Spread(Math.max(0, low - seconds), Math.max(0, median - seconds), Math.max(0, high - seconds),
                Math.max(0, late - seconds));
    }

    Spread atLeast(Spread other) {
        return new Spread(Math.max(low, other.low), Math.max(median, other.median), Math.max(high, other.high),
                Math.max(late, other.late));
    }

    /** The same, moved towards a pace that is being measured: the more steps of it, the closer. */
    Spread towards(double seconds, int measured) {
        return median == 0
                ? guess(seconds)
                : times((TRUST * median + measured * seconds) / (TRUST + measured) / median);
    }

    private static double quantile(double[] sorted, double part) {
        double at = part * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}

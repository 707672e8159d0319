package orchestrator.event;

import java.util.Optional;

/**
 * How far a run is.
 *
 * @param percent 0 to 100, never falling within an attempt
 * @param stage   loading, sampling, decoding, saving, fetching, stopping
 * @param step    of the sampler that runs; 0 before the first
 * @param steps   0 while no sampler runs
 * @param eta     whole seconds left; empty while nothing is known
 * @param late    whether it takes longer than nine of ten like runs
 */
public record Progress(int percent, String stage, int step, int steps, Optional<Integer> eta, Optional<Integer> etaLow,
        Optional<Integer> etaHigh, boolean late) {

    public static Progress at(int percent, String stage) {
        return new Progress(percent, stage, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /** The same, at that percentage if it is lower. */
    public Progress atLeast(int floor) {
        return percent >= floor ? this : new Progress(floor, stage, step, steps, eta, etaLow, etaHigh, late);
    }
}

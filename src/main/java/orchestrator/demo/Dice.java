package orchestrator.demo;

import java.util.List;

/** Random numbers that are the same everywhere for the same seed (SplitMix64). */
final class Dice {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    Dice(long seed) {
        state = seed;
    }

    /** A hash that is the same on every machine. */
    static long hash(String text, long seed) {
        long hash = seed ^ 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    long next() {
        state += GOLDEN;
        long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    float between(float low, float high) {
        return low + (high - low) * (next() >>> 40) / (1 << 24);
    }

    int whole(int low, int high) {
        return low + (int) Math.floorMod(next(), (long) (high - low + 1));
    }

    <T> T pick(List<T> choices) {
        return choices.get(whole(0, choices.size() - 1));
    }
}

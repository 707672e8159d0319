package orchestrator.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/**
 * The number all randomness of a picture comes from: 0 to 2^64-1, ComfyUI's own range.
 *
 * <p>Written as a decimal string, because a JavaScript number loses digits above 2^53.
 */
public record Seed(BigInteger value) {

    /** 2^64-1, the largest seed ComfyUI's samplers take. */
    public static final BigInteger MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    /** @throws IllegalArgumentException when the value is not within 0 and {@link #MAX} */
    public Seed {
        if (value.signum() < 0 || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("a seed lies between 0 and " + MAX);
        }
    }

    /** A seed drawn evenly from the whole range. */
    public static Seed random(RandomGenerator random) {
        return new Seed(new BigInteger(Long.toUnsignedString(random.nextLong())));
    }

    /** @throws IllegalArgumentException when the text is no decimal integer of the range */
    @JsonCreator
    public static Seed of(String decimal) {
        return new Seed(new BigInteger(decimal));
    }

    /** The seed {@code steps} further on, starting again at 0 after {@link #MAX}. */
    public Seed plus(int steps) {
        return new Seed(value.add(BigInteger.valueOf(steps)).mod(MAX.add(BigInteger.ONE)));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}

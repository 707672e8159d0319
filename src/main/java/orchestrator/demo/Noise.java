package orchestrator.demo;

/** Smooth noise, -1 to 1, of a seed and a place; pure, and quick enough for every pixel. */
final class Noise {
    private final int seed;

    Noise(Dice dice) {
        seed = (int) dice.next();
    }

    float at(float x, float y) {
        int ix = (int) Math.floor(x);
        int iy = (int) Math.floor(y);
        float fx = ease(x - ix);
        float fy = ease(y - iy);
        float top = corner(ix, iy) + fx * (corner(ix + 1, iy) - corner(ix, iy));
        float low = corner(ix, iy + 1) + fx * (corner(ix + 1, iy + 1) - corner(ix, iy + 1));
        return top + fy * (low - top);
    }

    /** Several octaves, each half as strong and twice as fine. */
    float clouds(float x, float y, int octaves) {
        float sum = 0;
        float weight = 0.5f;
        for (int i = 0; i < octaves; i++) {
            sum += weight * at(x, y);
            x = 2.03f * x + 17.3f;
            y = 2.03f * y - 9.1f;
            weight *= 0.5f;
        }
        return sum;
    }

    /** 0 to 1, unrelated from one whole place to the next. */
    float cell(int x, int y) {
        return corner(x, y) * 0.5f + 0.5f;
    }

    private float corner(int x, int y) {
        int h = seed + x * 0x27d4eb2d + y * 0x165667b1;
        h = (h ^ h >>> 15) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return (h ^ h >>> 16) * (1f / (1L << 31));
    }

    private static float ease(float t) {
        return t * t * (3 - 2 * t);
    }
}

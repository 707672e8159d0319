package orchestrator.demo;

/** A line across the picture, worked out once: mountains, waves, hedges. */
final class Ridge {
    private static final int SAMPLES = 2048;

    private final float[] heights = new float[SAMPLES + 2];
    private final float scale;

    /** @param rough how many bumps a picture's height of width has */
    Ridge(Dice dice, float aspect, float rough, int octaves) {
        Noise noise = new Noise(dice);
        scale = SAMPLES / aspect;
        for (int i = 0; i < heights.length; i++) {
            heights[i] = noise.clouds(i / scale * rough, 0.5f, octaves + 2);
        }
    }

    /** About -0.7 to 0.7. */
    float at(float x) {
        float place = Math.clamp(x * scale, 0, SAMPLES);
        int i = (int) place;
        return heights[i] + (place - i) * (heights[i + 1] - heights[i]);
    }
}

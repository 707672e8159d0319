package orchestrator.demo;

/**
 * What a scene is made from.
 *
 * @param aspect  width over height
 * @param pixel   the height of a pixel, to soften edges
 * @param octaves how much fine detail there is; more steps give more
 */
record Look(Palette palette, Dice dice, float aspect, float pixel, int octaves) {
    /** How far a pixel is covered by what begins {@code distance} above it; negative is outside. */
    float cover(float distance) {
        return Math.clamp(distance / pixel + 0.5f, 0f, 1f);
    }
}

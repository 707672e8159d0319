package orchestrator.demo;

/** A picture without a size: what is seen at a place. */
interface Scene {
    /** @param x 0 at the left, the width over the height at the right @param y 0 at the top, 1 at the bottom */
    void paint(float x, float y, Canvas canvas);
}

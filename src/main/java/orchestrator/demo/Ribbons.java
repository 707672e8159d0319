package orchestrator.demo;

/** Flowing silk: folds of light that follow a bent field. */
final class Ribbons implements Scene {
    private final Look look;
    private final Noise field;
    private final float turnX;
    private final float turnY;
    private final float scale;
    private final float folds;

    Ribbons(Look look) {
        Dice dice = look.dice();
        this.look = look;
        field = new Noise(dice);
        float turn = dice.between(0, 6.28f);
        turnX = (float) StrictMath.cos(turn);
        turnY = (float) StrictMath.sin(turn);
        scale = dice.between(0.7f, 1.05f);
        folds = dice.between(2.1f, 3.3f);
    }

    @Override
    public void paint(float x, float y, Canvas canvas) {
        float step = 0.006f;
        float here = height(x, y);
        float slopeX = (height(x + step, y) - here) / step;
        float slopeY = (height(x, y + step) - here) / step;
        float length = (float) Math.sqrt(slopeX * slopeX + slopeY * slopeY + 30);
        float lit = (0.62f * -slopeX + 0.55f * -slopeY + 3.3f) / length;
        Palette palette = look.palette();
        float hue = 0.5f + 0.9f * field.at(0.6f * x + 40, 0.6f * y);
        canvas.set(palette.near());
        canvas.lay(palette.high().mix(palette.spice(), 0.35f), palette.low(), hue, 0.25f + 0.75f * Math.max(0, lit));
        canvas.lay(palette.far(), 0.5f * Math.max(0, here) * hue);
        float gleam = Math.max(0, lit);
        gleam *= gleam;
        canvas.glow(palette.light(), 0.55f * gleam * gleam * gleam);
        canvas.dim(0.72f + 0.28f * Math.min(1, 1.15f + here));
    }

    private float height(float x, float y) {
        float u = scale * x;
        float v = scale * y;
        float bentX = u + 0.6f * field.at(1.1f * v + 7, 1.1f * u);
        float bentY = v + 0.6f * field.at(1.1f * u, 1.1f * v + 3);
        float along = bentX * turnX + bentY * turnY;
        float twice = bentX + 0.5f * bentY;
        return wave(folds * along + 1.2f * field.at(bentX * 0.8f, bentY * 0.8f)) * 0.8f + 0.2f * wave(2.7f * twice);
    }

    /** A smooth wave of period 1 and height 1, the same on every machine. */
    private static float wave(float t) {
        float saw = t - (float) Math.floor(t);
        float up = saw < 0.5f ? 4 * saw - 1 : 3 - 4 * saw;
        return up * (1.5f - 0.5f * up * up);
    }
}

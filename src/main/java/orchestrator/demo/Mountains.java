package orchestrator.demo;

/** Layers of mountains fading into mist, under a low sun or a moon. */
final class Mountains implements Scene {
    private final Look look;
    private final Sky sky;
    private final Ridge[] ridges;
    private final float[] base;
    private final float[] reach;

    Mountains(Look look) {
        this.look = look;
        Dice dice = look.dice();
        sky = new Sky(look, dice.between(0.24f, 0.46f));
        int layers = dice.whole(4, 6);
        ridges = new Ridge[layers];
        base = new float[layers];
        reach = new float[layers];
        float horizon = dice.between(0.48f, 0.58f);
        for (int i = 0; i < layers; i++) {
            float near = i / (layers - 1f);
            ridges[i] = new Ridge(dice, look.aspect(), dice.between(2.2f, 3.4f) + 1.2f * near, look.octaves());
            base[i] = horizon + near * (0.92f - horizon);
            reach[i] = dice.between(0.16f, 0.26f) * (1 - 0.45f * near);
        }
    }

    @Override
    public void paint(float x, float y, Canvas canvas) {
        sky.paint(x, y, canvas);
        for (int i = 0; i < ridges.length; i++) {
            float depth = y - (base[i] - reach[i] * ridges[i].at(x));
            if (depth < -look.pixel()) {
                continue;
            }
            float near = (i + 0.6f) / ridges.length;
            // Mist lies in the valleys: a slope is darkest at its crest and pales towards the next ridge.
            canvas.lay(look.palette().far(), look.palette().near(), near * (1.08f - 1.5f * depth), look.cover(depth));
            canvas.glow(look.palette().light(), 0.18f * sky.shine(x, y) * (1 - near) * look.cover(depth));
        }
    }
}

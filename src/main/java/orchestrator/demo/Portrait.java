package orchestrator.demo;

/** A bust before a halo: one quiet shape, modelled by light from one side. */
final class Portrait implements Scene {
    private final Look look;
    private final Noise noise;
    private final float x0;
    private final float scale;
    private final float side;
    private final float hair;
    private final float bun;

    Portrait(Look look) {
        Dice dice = look.dice();
        this.look = look;
        noise = new Noise(dice);
        x0 = look.aspect() * dice.between(0.42f, 0.58f);
        scale = Math.min(1, look.aspect()) * dice.between(0.95f, 1.15f);
        side = dice.whole(0, 1) == 0 ? -1 : 1;
        hair = dice.between(0.01f, 0.04f);
        bun = dice.between(0, 0.075f);
    }

    @Override
    public void paint(float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        float u = (x - x0) / scale * side;
        float v = (y - 0.4f) / scale;
        background(u, v, x, y, canvas);
        float inside = body(u, v);
        float cover = look.cover(inside * scale);
        if (cover <= 0) {
            return;
        }
        float step = 0.012f;
        // The slope of the rounded shape is where its surface looks.
        float turnX = bulge(u + step, v) - bulge(u - step, v);
        float turnY = bulge(u, v + step) - bulge(u, v - step);
        float lit = Math.clamp(0.26f - 13 * turnX - 7 * turnY, 0f, 1f);
        canvas.lay(palette.near(), palette.spice().mix(palette.low(), 0.4f), lit * lit * (3 - 2 * lit), cover);
        canvas.glow(palette.light(), 0.5f * lit * lit * lit * lit * cover);
        float rim = Math.max(0, 1 - inside / 0.016f);
        canvas.glow(palette.light(), 0.4f * rim * rim * (0.3f + lit) * cover);
    }

    private void background(float u, float v, float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        canvas.set(palette.high());
        float halo = (float) Math.sqrt(u * u + (v + 0.04f) * (v + 0.04f));
        canvas.lay(palette.low(), 1.0f - 1.45f * halo);
        canvas.lay(palette.far(), 0.45f * Math.max(0, noise.clouds(2.2f * x + 5, 2.2f * y, look.octaves()) + 0.1f));
        float ring = Math.abs(halo - 0.34f);
        canvas.glow(palette.light(), 0.0028f / (0.004f + ring * ring) * 0.35f + 0.02f / (0.1f + halo * halo));
    }

    /** How far inside the bust; head, knot of hair, neck and shoulders run into each other. */
    private float body(float u, float v) {
        float head = oval(u, v, 0.125f + hair, 0.17f + hair);
        float chin = oval(u + 0.035f, v - 0.085f, 0.085f, 0.105f);
        float knot = oval(u - 0.1f, v + 0.13f, 0.001f + bun, 0.001f + bun);
        float neck = 0.06f - Math.abs(u) - 1.2f * Math.max(0, Math.abs(v - 0.24f) - 0.16f);
        float shoulders = oval(u, v - 0.66f, 0.43f, 0.31f);
        return join(join(join(head, chin, 0.04f), knot, 0.02f), join(neck, shoulders, 0.09f), 0.035f);
    }

    private float bulge(float u, float v) {
        float inside = Math.max(0, body(u, v));
        return (float) Math.sqrt(inside * (0.5f - 0.4f * Math.min(1, inside)));
    }

    private static float oval(float u, float v, float a, float b) {
        float d = (float) Math.sqrt(u * u / (a * a) + v * v / (b * b));
        return (1 - d) * Math.min(a, b);
    }

    /** The larger of the two, with a soft seam. */
    private static float join(float a, float b, float soft) {
        float near = Math.max(0, soft - Math.abs(a - b));
        return Math.max(a, b) + near * near / (4 * soft);
    }
}

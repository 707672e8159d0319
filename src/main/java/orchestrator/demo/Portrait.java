package orchestrator.demo;

/** Head and shoulders as a sculpture: modelled by light from one side, with a bright rim, before a halo. */
final class Portrait implements Scene {
    private final Look look;
    private final Noise noise;
    private final float x0;
    private final float scale;
    private final float side;
    private final float hair;

    Portrait(Look look) {
        Dice dice = look.dice();
        this.look = look;
        noise = new Noise(dice);
        x0 = look.aspect() * dice.between(0.44f, 0.56f);
        scale = Math.min(1, look.aspect()) * dice.between(0.92f, 1.1f);
        side = dice.whole(0, 1) == 0 ? -1 : 1;
        hair = dice.between(0.03f, 0.075f);
    }

    @Override
    public void paint(float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        float u = (x - x0) / scale * side;
        float v = (y - 0.4f) / scale;
        background(u, v, x, y, canvas);
        float shoulders = shoulders(u, v);
        model(shoulders, u * 2.2f, 0.35f, palette.near(), palette.high().mix(palette.spice(), 0.3f), canvas);
        float neck = Math.min(0.075f + 0.05f * Math.max(0, v - 0.2f) - Math.abs(u), Math.min(v, 0.42f - v));
        model(neck, u * 7, 0.3f, palette.near(), palette.far(), canvas);
        float locks = oval(u, v + 0.03f, 0.165f + hair, 0.225f + hair)
                + 0.012f * noise.clouds(9 * u + 3, 5 * v, look.octaves());
        float fall = Math.min(0.17f + hair - Math.abs(u + 0.02f) - 0.12f * Math.max(0, v - 0.05f),
                Math.min(v, 0.3f - v));
        model(Math.max(locks, fall), u * 4, 0.5f, palette.near(), palette.spice().mix(palette.near(), 0.4f), canvas);
        float face = oval(u - 0.02f, v + 0.0f, 0.135f - 0.035f * Math.max(0, v * 5), 0.2f);
        model(Math.min(face, v + 0.13f + 0.5f * u * u + 0.02f * noise.at(12 * u, 1)), u * 6.2f + 0.5f * v, 0.2f,
                palette.near().mix(palette.far(), 0.35f), palette.light().mix(palette.low(), 0.35f), canvas);
        features(u - 0.03f, v, canvas);
    }

    private void background(float u, float v, float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        canvas.set(palette.high());
        float halo = (float) Math.sqrt(u * u + (v + 0.05f) * (v + 0.05f));
        canvas.lay(palette.low(), 1.05f - 1.5f * halo);
        canvas.glow(palette.light(), 0.05f / (0.12f + halo * halo));
        canvas.lay(palette.far(), 0.3f * Math.max(0, noise.clouds(2.2f * x + 5, 2.2f * y, look.octaves())));
    }

    private static float shoulders(float u, float v) {
        float top = 0.33f + 1.25f * u * u * (1 + 4 * u * u) - 0.06f * Math.max(0, 0.1f - Math.abs(u));
        return v - top;
    }

    /** @param inside how far inside the shape @param turn -1 is turned from the light, 1 towards it */
    private void model(float inside, float turn, float soft, Tone dark, Tone bright, Canvas canvas) {
        float cover = look.cover(inside * scale);
        if (cover <= 0) {
            return;
        }
        float lit = Math.clamp(0.42f + 0.5f * turn, 0f, 1f);
        canvas.lay(dark, bright, lit * lit * (3 - 2 * lit) * (1 - soft * 0.35f), cover);
        float rim = Math.max(0, 1 - inside / 0.02f) * Math.max(0, turn + 0.15f);
        canvas.glow(look.palette().light(), 0.5f * rim * rim * cover);
    }

    private void features(float u, float v, Canvas canvas) {
        Tone shade = look.palette().near();
        for (float eye : new float[]{-0.055f, 0.052f}) {
            canvas.lay(shade, 0.5f * blob(u - eye, v + 0.005f, 0.036f, 0.02f));
            canvas.lay(shade, 0.85f * look.cover(scale * oval(u - eye, v + 0.002f - 6 * (u - eye) * (u - eye), 0.024f,
                    0.0055f)));
            canvas.lay(shade, 0.5f * look.cover(scale * oval(u - eye, v + 0.036f + 3 * (u - eye) * (u - eye), 0.033f,
                    0.005f)));
        }
        canvas.lay(shade, 0.32f * blob(u + 0.014f, v - 0.05f, 0.014f, 0.05f));
        canvas.lay(shade, 0.4f * blob(u, v - 0.085f, 0.022f, 0.009f));
        canvas.lay(look.palette().spice().mix(shade, 0.35f), 0.75f * blob(u, v - 0.128f + 2 * u * u, 0.036f, 0.014f));
    }

    private static float oval(float u, float v, float a, float b) {
        float d = (float) Math.sqrt(u * u / (a * a) + v * v / (b * b));
        return (1 - d) * Math.min(a, b);
    }

    private static float blob(float u, float v, float a, float b) {
        return Math.max(0, 1 - u * u / (a * a) - v * v / (b * b));
    }
}

package orchestrator.demo;

/** A nebula, stars and a planet, sometimes with rings. */
final class Space implements Scene {
    private final Look look;
    private final Noise noise;
    private final float x0;
    private final float y0;
    private final float radius;
    private final boolean ringed;
    private final float tilt;

    Space(Look look) {
        Dice dice = look.dice();
        this.look = look;
        noise = new Noise(dice);
        x0 = look.aspect() * dice.between(0.25f, 0.75f);
        y0 = dice.between(0.35f, 0.68f);
        radius = dice.between(0.13f, 0.28f);
        ringed = dice.whole(0, 2) > 0;
        tilt = dice.between(-0.35f, 0.35f);
    }

    @Override
    public void paint(float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        canvas.set(palette.near().times(0.5f));
        float bend = noise.clouds(1.3f * x, 1.3f * y, 3);
        float cloud = noise.clouds(1.7f * x + 1.4f * bend, 1.7f * y - bend + 9, look.octaves() + 1);
        float band = Math.max(0, 0.42f + 0.9f * cloud - 0.5f * Math.abs(y - 0.5f - 0.5f * bend));
        canvas.lay(palette.high(), palette.spice(), bend + 0.45f, 0.85f * band);
        canvas.glow(palette.low(), 0.55f * band * band);
        canvas.glow(palette.light(), 0.7f * band * band * band * band);
        stars(x, y, canvas);
        boolean behind = (y - y0) + tilt * (x - x0) < 0;
        if (ringed && behind) {
            ring(x, y, canvas);
        }
        planet(x, y, canvas);
        if (ringed && !behind) {
            ring(x, y, canvas);
        }
    }

    private void stars(float x, float y, Canvas canvas) {
        for (int size = 1; size <= 2; size++) {
            float grid = 38f / size;
            int cx = (int) (x * grid);
            int cy = (int) (y * grid);
            float chance = noise.cell(cx * 3, cy * 7 + size);
            if (chance < 0.72f) {
                continue;
            }
            float dx = x * grid - cx - 0.2f - 0.6f * noise.cell(cx, cy + 900);
            float dy = y * grid - cy - 0.2f - 0.6f * noise.cell(cx + 900, cy);
            float bright = (chance - 0.7f) * 3.4f;
            canvas.glow(look.palette().light(), bright * 0.0035f / (0.0022f + dx * dx + dy * dy) * 0.8f
                    * Math.max(0, 1 - 6 * (dx * dx + dy * dy)));
        }
    }

    private void planet(float x, float y, Canvas canvas) {
        float u = (x - x0) / radius;
        float v = (y - y0) / radius;
        float d = (float) Math.sqrt(u * u + v * v);
        canvas.glow(look.palette().low(), 0.25f * Math.max(0, 1 - Math.abs(d - 1) * 5) * Math.max(0, 0.4f - u));
        float cover = look.cover(radius * (1 - d));
        if (cover <= 0) {
            return;
        }
        float w = (float) Math.sqrt(Math.max(0, 1 - d * d));
        float bands = noise.clouds(0.8f * u / (0.4f + w) + 3, 4.5f * (v + tilt * u), look.octaves());
        float lit = Math.max(0, -0.62f * u - 0.45f * v + 0.62f * w);
        canvas.lay(look.palette().near().times(0.35f), cover);
        canvas.lay(look.palette().spice(), look.palette().light(), 0.45f + 0.9f * bands,
                cover * Math.min(1, 1.1f * lit));
        canvas.glow(look.palette().low(), 0.35f * cover * (1 - w) * (1 - w) * lit * 2);
    }

    private void ring(float x, float y, Canvas canvas) {
        float u = (x - x0) / radius;
        float v = ((y - y0) / radius + tilt * u) * 3.6f;
        float d = (float) Math.sqrt(u * u + v * v);
        if (d > 1.35f && d < 2.1f) {
            float groove = 0.5f + 0.5f * noise.at(d * 24, 2);
            float edge = Math.min(1, Math.min(d - 1.35f, 2.1f - d) * 14);
            canvas.lay(look.palette().light(), look.palette().far(), groove, edge * (0.25f + 0.5f * groove));
        }
    }
}

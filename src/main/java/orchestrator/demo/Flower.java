package orchestrator.demo;

/** One open blossom before lights out of focus. */
final class Flower implements Scene {
    private final Look look;
    private final Noise noise;
    private final float x0;
    private final float y0;
    private final float size;
    private final int petals;
    private final float turn;
    private final int rings;

    Flower(Look look) {
        Dice dice = look.dice();
        this.look = look;
        noise = new Noise(dice);
        x0 = look.aspect() * dice.between(0.4f, 0.6f);
        y0 = dice.between(0.42f, 0.54f);
        size = Math.min(1, look.aspect()) * dice.between(0.36f, 0.44f);
        petals = dice.whole(5, 9);
        turn = dice.between(0, 1);
        rings = dice.whole(3, 5);
    }

    @Override
    public void paint(float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        canvas.set(palette.near());
        canvas.lay(palette.high(), palette.far(), 0.8f * (1 - y), 0.85f - 0.4f * Math.abs(x / look.aspect() - 0.5f));
        lights(x, y, canvas);
        float stem = Math.abs(x - x0 - 0.06f * (y - y0) * (1 - y)) - 0.012f;
        canvas.lay(palette.near().mix(new Tone(0.2f, 0.42f, 0.2f), 0.6f), y > y0 ? look.cover(-stem) : 0);
        float dx = (x - x0) / size;
        float dy = (y - y0) / size;
        float radius = (float) Math.sqrt(dx * dx + dy * dy);
        if (radius > 1.1f) {
            return;
        }
        float angle = turns(dx, dy) + turn;
        for (int ring = 0; ring < rings; ring++) {
            petal(ring, angle, radius, canvas);
        }
        float heart = 0.17f - radius;
        canvas.lay(palette.light(), palette.spice(), radius * 5, look.cover(size * heart));
        if (heart > 0) {
            canvas.dim(0.7f + 0.5f * noise.cell((int) (dx * 70 + 900), (int) (dy * 70 + 900)));
        }
    }

    /** The direction as a part of a full turn, close enough for petals and the same on every machine. */
    private static float turns(float x, float y) {
        float ax = Math.abs(x);
        float ay = Math.abs(y);
        float t = Math.min(ax, ay) / Math.max(1e-9f, Math.max(ax, ay));
        float eighth = t * (0.16f - 0.035f * t);
        float quarter = ay > ax ? 0.25f - eighth : eighth;
        float half = x < 0 ? 0.5f - quarter : quarter;
        return y < 0 ? 1 - half : half;
    }

    private void petal(int ring, float angle, float radius, Canvas canvas) {
        float reach = 1 - ring * 0.78f / rings;
        float place = angle * petals + ring * 0.5f;
        float inPetal = place - (float) Math.floor(place) - 0.5f;
        float edge = reach * (0.62f + 0.38f * (1 - 4 * inPetal * inPetal))
                + 0.025f * noise.at(place * 5, ring * 7 + 3);
        float cover = look.cover(size * (edge - radius));
        if (cover <= 0) {
            return;
        }
        Palette palette = look.palette();
        float out = radius / edge;
        float vein = 0.06f * noise.at(place * 26, radius * 4);
        canvas.dim(1 - 0.4f * cover);
        canvas.lay(palette.spice().mix(palette.near(), 0.55f - 0.1f * ring),
                palette.spice().mix(palette.light(), 0.4f + 0.12f * ring),
                0.15f + 0.85f * out * out - 1.5f * Math.abs(inPetal) * (1 - out) + vein, cover);
        canvas.glow(palette.light(), 0.16f * cover * Math.max(0, out - 0.75f) * 3 * (0.5f - Math.abs(inPetal)));
    }

    private void lights(float x, float y, Canvas canvas) {
        for (int i = 0; i < 14; i++) {
            float cx = look.aspect() * noise.cell(i, 1);
            float cy = noise.cell(i, 2);
            float r = 0.04f + 0.09f * noise.cell(i, 3);
            float d = r - (float) Math.sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy));
            float cover = Math.clamp(d / 0.012f, 0f, 1f);
            canvas.glow(i % 3 == 0 ? look.palette().spice() : look.palette().light(),
                    (0.06f + 0.1f * noise.cell(i, 4)) * cover);
        }
    }
}

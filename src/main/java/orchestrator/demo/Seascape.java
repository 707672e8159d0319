package orchestrator.demo;

/** Open water under a low sun, with its path of light, an island and a sail or a lighthouse. */
final class Seascape implements Scene {
    private final Look look;
    private final Sky sky;
    private final Ridge island;
    private final Noise waves;
    private final float horizon;
    private final float boatX;
    private final float boatSize;
    private final boolean lighthouse;

    Seascape(Look look, boolean lighthouse) {
        Dice dice = look.dice();
        this.look = look;
        this.lighthouse = lighthouse;
        horizon = dice.between(0.5f, 0.6f);
        sky = new Sky(look, horizon - dice.between(0.06f, 0.24f));
        island = new Ridge(dice, look.aspect(), dice.between(1.2f, 2.2f), look.octaves());
        waves = new Noise(dice);
        boatX = look.aspect() * (sky.sunX() > look.aspect() / 2
                ? dice.between(0.16f, 0.36f)
                : dice.between(0.62f, 0.84f));
        boatSize = dice.between(0.09f, 0.16f) * (lighthouse ? 2.1f : 1);
    }

    @Override
    public void paint(float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        if (y < horizon) {
            sky.paint(x, y, canvas);
            float land = 0.11f * island.at(x) - 0.012f;
            canvas.lay(palette.far(), palette.near(), 0.35f, 0.9f * look.cover(y - horizon + land));
        } else {
            water(x, y, canvas);
        }
        if (lighthouse) {
            tower(x - boatX, y - horizon - 0.03f, canvas);
        } else {
            boat(x - boatX, y - horizon - 0.05f, canvas);
        }
    }

    private void water(float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        float depth = (y - horizon) / (1 - horizon);
        float far = 1 / (0.06f + depth);
        float swell = waves.clouds(1.2f * x * far, 26 * (float) Math.sqrt(depth) * 2.2f, look.octaves());
        // The water shows the sky turned over, the deeper the nearer.
        sky.paint(x + 0.03f * swell, Math.max(0, horizon - (y - horizon) * 1.1f), canvas);
        canvas.lay(palette.near(), 0.32f + 0.5f * depth);
        canvas.lay(palette.far(), 0.35f * Math.max(0, swell));
        float path = Math.abs(x - sky.sunX()) / (0.05f + 0.22f * depth);
        canvas.glow(palette.light(), Math.max(0, 1 - path) * Math.max(0, 0.25f + 1.5f * swell) * 0.8f);
        canvas.glow(palette.low(), 0.22f * Math.max(0, 1 - 9 * depth));
    }

    private void boat(float x, float y, Canvas canvas) {
        float u = x / boatSize;
        float v = -y / boatSize;
        float unit = boatSize;
        float sail = Math.min(Math.min(v - 0.14f, 1.2f - v - 1.9f * Math.max(0, u)), u + 0.42f * (1.2f - v) * 0.9f);
        canvas.lay(look.palette().light(), look.palette().spice(), Math.max(0, u) * 3,
                look.cover(unit * Math.min(sail, 0.5f - Math.abs(u))));
        float hull = Math.min(Math.min(v + 0.02f, 0.13f - v), 0.52f - Math.abs(u) - 0.9f * Math.max(0, 0.1f - v));
        canvas.lay(look.palette().near(), look.cover(unit * hull));
    }

    private void tower(float x, float y, Canvas canvas) {
        float u = x / boatSize;
        float v = -y / boatSize;
        float width = 0.1f - 0.035f * v;
        float body = Math.min(Math.min(v, 1 - v), width - Math.abs(u));
        canvas.lay((int) (v * 5) % 2 == 0 ? look.palette().light() : look.palette().spice(),
                look.cover(boatSize * body));
        canvas.lay(look.palette().near(), 0.55f * look.cover(boatSize * Math.min(body, u + 0.01f)));
        canvas.lay(look.palette().near(), look.cover(boatSize * Math.min(0.12f - Math.abs(u), 0.025f
                - Math.abs(v - 1))));
        canvas.lay(look.palette().near(), look.cover(boatSize * Math.min(v - 1.1f, 1.22f - v - Math.abs(u))));
        float lamp = u * u + (v - 1.06f) * (v - 1.06f);
        canvas.glow(look.palette().light(), 0.03f / (0.012f + lamp) * 0.35f);
        float rock = 0.14f - 0.5f * u * u - v - 0.06f;
        canvas.lay(look.palette().near(), look.cover(boatSize * Math.min(rock, v + 0.12f)));
    }
}

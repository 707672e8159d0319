package orchestrator.demo;

/** A sky from zenith to horizon with a sun and its glow, and thin clouds. */
final class Sky {
    private final Look look;
    private final Noise clouds;
    private final float sunX;
    private final float sunY;
    private final float radius;
    private final float cloudiness;

    Sky(Look look, float sunHeight) {
        this.look = look;
        Dice dice = look.dice();
        clouds = new Noise(dice);
        sunX = look.aspect() * dice.between(0.24f, 0.76f);
        sunY = sunHeight;
        radius = dice.between(0.04f, 0.075f);
        cloudiness = dice.between(0.04f, 0.3f);
    }

    float sunX() {
        return sunX;
    }

    void paint(float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        canvas.set(palette.high());
        float fall = Math.min(1, y / 0.62f);
        canvas.lay(palette.low(), fall * fall * (1.6f - 0.6f * fall));
        float veil = clouds.clouds(1.6f * x, 5.5f * y, Math.min(4, look.octaves()));
        canvas.lay(palette.light(), cloudiness * Math.max(0, veil + 0.12f) * (1 - 0.7f * y));
        canvas.glow(palette.light(), 0.4f * shine(x, y));
        float disc = look.cover(radius - distance(x, y));
        canvas.lay(palette.light(), disc);
        canvas.glow(palette.light(), 0.5f * disc);
    }

    /** How much of the sun's glow is seen here. */
    float shine(float x, float y) {
        float d = distance(x, y) / (radius * 2.6f);
        return 1 / (1 + d * d * d * 0.35f + d * d * 0.4f);
    }

    private float distance(float x, float y) {
        return (float) Math.sqrt((x - sunX) * (x - sunX) + (y - sunY) * (y - sunY));
    }
}

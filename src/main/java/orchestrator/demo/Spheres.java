package orchestrator.demo;

/** Polished balls before a quiet wall: a still life. */
final class Spheres implements Scene {
    private record Ball(float x, float y, float radius, Tone tone) {}

    private final Look look;
    private final Ball[] balls;
    private final float lightX;
    private final float lightY;

    Spheres(Look look) {
        Dice dice = look.dice();
        this.look = look;
        Palette palette = look.palette();
        lightX = dice.between(-0.55f, -0.35f);
        lightY = dice.between(-0.6f, -0.4f);
        balls = new Ball[dice.whole(6, 10)];
        for (int i = 0; i < balls.length; i++) {
            // From the back, small, to the front, large.
            float near = i / (balls.length - 1f);
            Tone tone = switch (dice.whole(0, 3)) {
                case 0 -> palette.spice();
                case 1 -> palette.light().mix(palette.low(), 0.25f);
                case 2 -> palette.low().mix(palette.spice(), 0.3f);
                default -> palette.far();
            };
            balls[i] = new Ball(look.aspect() * dice.between(0.02f, 0.98f), dice.between(0.1f, 0.55f) + 0.42f * near,
                    dice.between(0.09f, 0.16f) + 0.2f * near * dice.between(0.6f, 1.1f), tone);
        }
    }

    @Override
    public void paint(float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        canvas.set(palette.near());
        float wall = 1 - Math.min(1, (float) Math.sqrt(sq(x / look.aspect() - 0.35f) + sq(y - 0.3f)) * 1.15f);
        canvas.lay(palette.high().mix(palette.low(), 0.25f), wall);
        for (Ball ball : balls) {
            shadow(ball, x, y, canvas);
            ball(ball, x, y, canvas);
        }
    }

    private void shadow(Ball ball, float x, float y, Canvas canvas) {
        float dx = x - ball.x() + lightX * ball.radius() * 0.35f;
        float dy = y - ball.y() + lightY * ball.radius() * 0.45f;
        float d = (float) Math.sqrt(dx * dx + dy * dy) / ball.radius();
        if (d < 1.35f) {
            canvas.dim(1 - 0.5f * (1.35f - d) / 1.35f * Math.min(1, 2.4f * (1.35f - d)));
        }
    }

    private void ball(Ball ball, float x, float y, Canvas canvas) {
        float u = (x - ball.x()) / ball.radius();
        float v = (y - ball.y()) / ball.radius();
        float inside = 1 - u * u - v * v;
        float cover = look.cover(ball.radius() * (1 - (float) Math.sqrt(u * u + v * v)));
        if (cover <= 0) {
            return;
        }
        float w = (float) Math.sqrt(Math.max(0, inside));
        float lit = Math.max(0, u * lightX + v * lightY + w * 0.68f);
        float rim = (1 - w) * (1 - w);
        canvas.lay(look.palette().near().mix(ball.tone(), 0.12f), ball.tone(), 0.08f + 1.05f * lit, cover);
        // The second light comes back from below, in the colour of the surroundings.
        float bounce = Math.max(0, 0.7f * v - 0.25f * u) * rim;
        canvas.glow(look.palette().low(), 0.5f * bounce * cover);
        float gleam = Math.max(0, 2 * lit * w - 0.68f);
        gleam = gleam * gleam * gleam;
        canvas.glow(look.palette().light(), (0.22f * lit * lit * lit + 0.95f * gleam * gleam) * cover);
    }

    private static float sq(float value) {
        return value * value;
    }
}

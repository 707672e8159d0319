package orchestrator.demo;

/** A skyline in haze with lit windows, mirrored in a wet street or a river. */
final class City implements Scene {
    private static final int LAYERS = 4;

    private final Look look;
    private final Sky sky;
    private final Noise noise;
    private final float shore;
    private final float[] width = new float[LAYERS];

    City(Look look) {
        Dice dice = look.dice();
        this.look = look;
        sky = new Sky(look, dice.between(0.25f, 0.5f));
        noise = new Noise(dice);
        shore = dice.between(0.74f, 0.82f);
        for (int i = 0; i < LAYERS; i++) {
            width[i] = dice.between(0.04f, 0.06f) + 0.018f * i;
        }
    }

    @Override
    public void paint(float x, float y, Canvas canvas) {
        if (y < shore) {
            above(x, y, canvas);
            return;
        }
        float below = y - shore;
        float ripple = 0.014f * noise.clouds(7 * x, 60 * (float) Math.sqrt(below + 0.01f) * 2, 3) * (0.3f + 5 * below);
        above(x + ripple, shore - 1.5f * below - Math.abs(ripple), canvas);
        canvas.lay(look.palette().near(), 0.4f + 1.2f * below);
        canvas.glow(look.palette().spice(), 0.1f * Math.max(0, noise.clouds(4 * x, 40 * y, 3)));
    }

    private void above(float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        sky.paint(x, y, canvas);
        for (int layer = 0; layer < LAYERS; layer++) {
            float near = (layer + 0.7f) / LAYERS;
            float place = x / width[layer] + 31 * layer;
            int house = (int) Math.floor(place);
            float across = place - house;
            float tall = noise.cell(house, layer);
            float top = shore
                    - (0.12f + 0.5f * tall * tall * (1 - 0.42f * near) + 0.05f * noise.cell(house, layer + 9));
            if (tall > 0.82f && Math.abs(across - 0.5f) < 0.025f) {
                top -= 0.06f;
            }
            float cover = look.cover(y - top);
            if (cover <= 0) {
                continue;
            }
            canvas.lay(palette.far(), palette.near(), near * (1.12f - 0.7f * (y - top)), cover);
            canvas.lay(palette.low(), 0.26f * (1 - near) * Math.max(0, (y - 0.45f) * 2.5f));
            windows(layer, house, across, y - top, near, canvas);
        }
    }

    private void windows(int layer, int house, float across, float down, float near, Canvas canvas) {
        float size = 0.013f + 0.004f * layer;
        int columns = Math.max(3, (int) (width[layer] / size));
        float column = across * columns;
        float row = down / size;
        int c = (int) column;
        int r = (int) row;
        boolean frame = column - c < 0.25f || column - c > 0.78f || row - r < 0.3f || row - r > 0.8f;
        if (frame || r < 1) {
            return;
        }
        float lit = noise.cell(house * 64 + c, layer * 512 + r);
        if (lit > 0.62f) {
            Tone lamp = lit > 0.93f ? look.palette().spice() : look.palette().light();
            canvas.lay(lamp, (0.25f + 0.6f * near) * (lit - 0.5f) * 1.7f);
        }
    }
}

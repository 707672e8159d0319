package orchestrator.demo;

/** Firs in layers of mist, with light falling between them. */
final class Forest implements Scene {
    private static final int LAYERS = 5;

    private final Look look;
    private final Sky sky;
    private final Noise noise;
    private final Ridge[] ground = new Ridge[LAYERS];
    private final float[] spacing = new float[LAYERS];

    Forest(Look look) {
        Dice dice = look.dice();
        this.look = look;
        sky = new Sky(look, dice.between(0.2f, 0.4f));
        noise = new Noise(dice);
        for (int i = 0; i < LAYERS; i++) {
            ground[i] = new Ridge(dice, look.aspect(), 1.6f, 2);
            spacing[i] = 0.05f + 0.032f * i * dice.between(0.9f, 1.2f);
        }
    }

    @Override
    public void paint(float x, float y, Canvas canvas) {
        Palette palette = look.palette();
        sky.paint(x, y, canvas);
        canvas.glow(palette.light(), 0.12f * sky.shine(x, y * 0.6f));
        int first = LAYERS - 1;
        while (first > 0 && cover(first, x, y) < 1) {
            first--;
        }
        for (int layer = first; layer < LAYERS; layer++) {
            float cover = cover(layer, x, y);
            if (cover > 0) {
                float near = (layer + 0.5f) / LAYERS;
                float depth = Math.max(0, y - floor(layer, x) + spacing[layer] * 2.6f);
                canvas.lay(palette.far(), palette.near(), near * (1.15f - 0.9f * depth), cover);
                canvas.glow(palette.light(), 0.1f * (1 - near) * cover);
            }
        }
    }

    private float floor(int layer, float x) {
        float near = (layer + 0.5f) / LAYERS;
        return 0.56f + 0.42f * near * near + 0.1f * ground[layer].at(x);
    }

    private float cover(int layer, float x, float y) {
        float floor = floor(layer, x);
        float ground = look.cover(y - floor);
        return ground >= 1 ? 1 : Math.max(ground, trees(layer, x, y, floor));
    }

    private float trees(int layer, float x, float y, float floor) {
        float cover = 0;
        float space = spacing[layer];
        int middle = (int) Math.floor(x / space);
        for (int i = middle - 1; i <= middle + 1; i++) {
            float at = (i + 0.2f + 0.6f * noise.cell(i, layer)) * space;
            float tall = space * (2.1f + 2.2f * noise.cell(i, layer + 20));
            float up = (floor + 0.02f - y) / tall;
            if (up < -0.2f || up > 1) {
                continue;
            }
            // Branches: the outline steps in and out on its way to the top.
            float tier = up * 9 + noise.cell(i, layer + 40);
            float jag = 0.72f + 0.28f * (1 - (tier - (float) Math.floor(tier)));
            float half = tall * 0.2f * (1 - up) * jag;
            cover = Math.max(cover, look.cover(half - Math.abs(x - at)));
        }
        return cover;
    }
}

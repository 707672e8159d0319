package orchestrator.demo;

/** The pixel being painted: colours are laid over it or added to it. Reused for every pixel. */
final class Canvas {
    private float r;
    private float g;
    private float b;

    void set(Tone tone) {
        r = tone.r();
        g = tone.g();
        b = tone.b();
    }

    /** Covers it, wholly at 1. */
    void lay(Tone tone, float cover) {
        if (cover <= 0) {
            return;
        }
        float t = Math.min(1, cover);
        r += t * (tone.r() - r);
        g += t * (tone.g() - g);
        b += t * (tone.b() - b);
    }

    /** Between two colours, without making a third. */
    void lay(Tone from, Tone to, float where, float cover) {
        if (cover <= 0) {
            return;
        }
        float t = Math.min(1, cover);
        float w = Math.clamp(where, 0f, 1f);
        r += t * (from.r() + w * (to.r() - from.r()) - r);
        g += t * (from.g() + w * (to.g() - from.g()) - g);
        b += t * (from.b() + w * (to.b() - from.b()) - b);
    }

    /** Adds light. */
    void glow(Tone tone, float strength) {
        r += strength * tone.r();
        g += strength * tone.g();
        b += strength * tone.b();
    }

    void dim(float factor) {
        r *= factor;
        g *= factor;
        b *= factor;
    }

    /** 0xRRGGBB. @param saturation 0 is grey, 1 leaves it @param dither under one 255th, against bands */
    int packed(float saturation, float dither) {
        float grey = 0.3f * r + 0.59f * g + 0.11f * b;
        return part(grey + saturation * (r - grey), dither) << 16 | part(grey + saturation * (g - grey), dither) << 8
                | part(grey + saturation * (b - grey), dither);
    }

    /** Bright parts bend towards white instead of being cut off. */
    private static int part(float value, float dither) {
        float v = value <= 0.8f ? Math.max(0, value) : 0.8f + 0.2f * (value - 0.8f) / (value - 0.6f);
        return (int) (Math.min(1, v) * 254.5f + dither);
    }
}

package orchestrator.demo;

/** A colour as light, 0 to 1 for each part and beyond where it glows. */
record Tone(float r, float g, float b) {
    static Tone of(int rgb) {
        return new Tone((rgb >> 16 & 255) / 255f, (rgb >> 8 & 255) / 255f, (rgb & 255) / 255f);
    }

    Tone mix(Tone other, float t) {
        return new Tone(r + t * (other.r - r), g + t * (other.g - g), b + t * (other.b - b));
    }

    Tone times(float factor) {
        return new Tone(r * factor, g * factor, b * factor);
    }
}

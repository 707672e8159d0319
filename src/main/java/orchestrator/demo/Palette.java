package orchestrator.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The colours of a picture.
 *
 * @param high  the sky's zenith, or a background
 * @param low   the horizon
 * @param light the sun, lamps, highlights
 * @param far   what fades into the distance
 * @param near  what stands in front
 * @param spice what catches the eye
 */
record Palette(Tone high, Tone low, Tone light, Tone far, Tone near, Tone spice) {
    private static final Palette DUSK = of(0x241038, 0xd0558c, 0xffd9a0, 0xb9688f, 0x1a0f33, 0xff7e5f);
    private static final Palette DAWN = of(0x3a5a8c, 0xf6b78d, 0xfff0cf, 0xc99aa0, 0x26314d, 0xf08a5d);
    private static final Palette RED = of(0x470f1c, 0xd93a3f, 0xffdfa3, 0xbf5150, 0x2b0712, 0xff6b57);
    private static final Palette NIGHT = of(0x0b1026, 0x3b4a78, 0xf1f3ff, 0x4d5d8a, 0x070b18, 0x8fb7ff);
    private static final Palette STEEL = of(0x3a4054, 0x98a2b8, 0xffffff, 0x99a3b8, 0x2b3049, 0xd9b26f);
    private static final Palette GREEN = of(0x133a2a, 0x6fb184, 0xfdfbd8, 0x6fa27f, 0x0b241a, 0xe8c15a);
    private static final Palette TEAL = of(0x0d3138, 0x4fa39c, 0xe9fff2, 0x5f9f9b, 0x08262b, 0xf2a65a);
    private static final Palette GOLD = of(0x3c2a18, 0xd9a45b, 0xfff4d6, 0xa98355, 0x20140a, 0xf6c453);
    private static final Palette SNOW = of(0x7f9bbd, 0xe6eef5, 0xfffdf5, 0xc3d2e0, 0x4b617c, 0xd0563f);
    private static final Palette NEON = of(0x0d0221, 0x5b1a8c, 0x7df9ff, 0x7a2fb0, 0x080114, 0xff2a8a);
    private static final Palette BLUE = of(0x1b4f8f, 0xa9d3ef, 0xfffbe6, 0x7fa8cc, 0x17324f, 0xffb54a);

    private static final Map<String, Palette> BY_WORD = new LinkedHashMap<>();

    static {
        put(NEON, "neon", "cyberpunk", "synthwave", "vaporwave");
        put(DAWN, "dawn", "sunrise", "morning", "pastel");
        put(DUSK, "dusk", "sunset", "evening", "purple", "violet", "lavender");
        put(NIGHT, "night", "moon", "midnight", "dark", "stars");
        put(SNOW, "snow", "winter", "ice", "frost", "arctic", "white");
        put(GOLD, "gold", "autumn", "desert", "sand", "amber", "warm", "candle", "copper", "vintage");
        put(RED, "red", "fire", "rose", "lava", "crimson", "cherry");
        put(GREEN, "green", "forest", "moss", "spring", "jungle", "emerald", "garden");
        put(TEAL, "teal", "turquoise", "underwater", "lagoon", "mint");
        put(BLUE, "blue", "sea", "ocean", "sky", "summer", "noon");
        put(STEEL, "grey", "gray", "fog", "rain", "muted", "silver", "monochrome");
    }

    /** By the first word that names colours or light; by chance when there is none. */
    static Palette of(Words words, Dice dice) {
        Palette byChance = dice.pick(List.of(DUSK, DAWN, RED, NIGHT, STEEL, GREEN, TEAL, GOLD, BLUE));
        return words.firstOf(BY_WORD).orElse(byChance);
    }

    private static Palette of(int high, int low, int light, int far, int near, int spice) {
        return new Palette(Tone.of(high), Tone.of(low), Tone.of(light), Tone.of(far), Tone.of(near), Tone.of(spice));
    }

    private static void put(Palette palette, String... words) {
        for (String word : words) {
            BY_WORD.put(word, palette);
        }
    }
}

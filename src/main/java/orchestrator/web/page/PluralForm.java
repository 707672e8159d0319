package orchestrator.web.page;

import java.util.List;
import java.util.Locale;

/** Plural categories of CLDR for whole numbers, by its rules for English and Russian. */
enum PluralForm {
    ONE, FEW, MANY, OTHER;

    static PluralForm of(Language language, long n) {
        return switch (language) {
            case EN -> n == 1 ? ONE : OTHER;
            case RU -> russian(Math.abs(n));
        };
    }

    /** The forms a text must have: whole numbers use the first ones, a fraction uses {@link #OTHER}. */
    static List<PluralForm> of(Language language) {
        return switch (language) {
            case EN -> List.of(ONE, OTHER);
            case RU -> List.of(ONE, FEW, MANY, OTHER);
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static PluralForm russian(long n) {
        long tens = n % 100;
        long ones = n % 10;
        if (tens >= 11 && tens <= 14) {
            return MANY;
        }
        if (ones == 1) {
            return ONE;
        }
        return ones >= 2 && ones <= 4 ? FEW : MANY;
    }
}

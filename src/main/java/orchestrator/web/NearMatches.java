package orchestrator.web;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which of the known words somebody may have meant. */
final class NearMatches {

    private static final int SHOWN = 3;
    private static final int LONGEST = 100;

    private NearMatches() {
    }

    /** The nearest first; none when nothing is near. */
    static List<String> of(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return List.of();
        }
        String asked = word.toLowerCase(Locale.ROOT);
        int allowed = Math.max(1, word.length() / 3);
        return known.stream().filter(each -> distance(asked, each.toLowerCase(Locale.ROOT)) <= allowed)
                .sorted(Comparator.comparingInt((String each) -> distance(asked, each.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(SHOWN).toList();
    }

    // Levenshtein: letters added, left out or changed.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}

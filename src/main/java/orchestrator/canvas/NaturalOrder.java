package orchestrator.canvas;

import java.util.Comparator;

/** Names as people read them: img2 before img10, whatever their case. */
enum NaturalOrder implements Comparator<String> {
    INSTANCE;

    @Override
    public int compare(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            int oneEnd = digits(one, i);
            int otherEnd = digits(other, j);
            int step = oneEnd > i && otherEnd > j
                    ? numbers(one.substring(i, oneEnd), other.substring(j, otherEnd))
                    : letters(one.charAt(i), other.charAt(j));
            if (step != 0) {
                return step;
            }
            i = Math.max(oneEnd, i + 1);
            j = Math.max(otherEnd, j + 1);
        }
        int byLength = Integer.compare(one.length() - i, other.length() - j);
        return byLength != 0 ? byLength : one.compareTo(other);
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static int numbers(String one, String other) {
        String a = one.replaceFirst("^0+(?=.)", "");
        String b = other.replaceFirst("^0+(?=.)", "");
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static int letters(char one, char other) {
        return Character.compare(folded(one), folded(other));
    }

    // ё stands beside е.
    private static char folded(char letter) {
        char lower = Character.toLowerCase(Character.toUpperCase(letter));
        return lower == 'ё' ? 'е' : lower;
    }
}

package orchestrator.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line of the benchmarks' table.
 *
 * @param baseline measured in the same run, beside which the result means something
 * @param verdict  their ratio or difference
 * @param goal     empty where the line only explains another one
 */
public record BenchRow(String what, String result, String baseline, String verdict, String goal) {

    private static final BenchRow HEAD = new BenchRow("what", "Orchestrator", "baseline", "ratio", "goal");

    /** @param atLeast the goal */
    public static BenchRow ratio(String what, String result, String baseline, double ratio, double atLeast) {
        return new BenchRow(what, result, baseline, format("%.3f", ratio), format(">= %.2f  %s", atLeast,
                met(ratio >= atLeast)));
    }

    public static String met(boolean met) {
        return met ? "met" : "MISSED";
    }

    public static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** The table, each column as wide as its longest cell. */
    public static String table(List<BenchRow> rows) {
        List<List<String>> cells = new ArrayList<>(List.of(HEAD.cells()));
        rows.forEach(row -> cells.add(row.cells()));
        StringBuilder text = new StringBuilder();
        for (List<String> line : cells) {
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width = cells.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
                text.append(format("%-" + (width + 2) + "s", line.get(column)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private List<String> cells() {
        return List.of(what, result, baseline, verdict, goal);
    }
}

package orchestrator.web.page;

import tools.jackson.databind.JsonNode;

import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What the header shows of the engines: the one in the worst state that matters.
 *
 * @param state     the code of its reason, else its state, or {@code paused}
 * @param level     {@code ok}, {@code warn} or {@code danger}: the last only where no engine can be used
 * @param word      that state in a few words
 * @param gpu       name of the graphics card, empty if not known
 * @param vramUsed  bytes in use
 * @param vramTotal bytes in all, 0 if not known
 * @param vram      the same in words, empty if not known
 * @param demo      the engine is the demo
 */
public record EngineChip(String state, String level, String word, String gpu, long vramUsed, long vramTotal,
        String vram, boolean demo) {
    private static final double GIB = 1 << 30;

    static EngineChip of(JsonNode engines, boolean paused, Texts texts) {
        var all = StreamSupport.stream(engines.spliterator(), false).toList();
        var worst = all.stream().max(Comparator.comparingInt(EngineChip::weight)).orElse(engines.path(0));
        var state = paused ? "paused" : state(worst);
        var total = worst.path("vramTotal").asLong(0);
        var used = total - worst.path("vramFree").asLong(total);
        return new EngineChip(state, level(worst, all, paused), word(worst, all, paused, texts),
                worst.path("gpu").asString(""), used, total,
                total == 0 ? "" : texts.get("engine.vram", "a", gibibytes(used), "b", gibibytes(total)),
                worst.path("demo").asBoolean(false));
    }

    private static double gibibytes(long bytes) {
        return Math.round(bytes / GIB * 10) / 10.0;
    }

    private static String state(JsonNode engine) {
        return engine.path("reason").path("code").asString(engine.path("state").asString("offline"));
    }

    // One that runs jobs may still have a reason to be looked after, such as a full disk.
    private static boolean isWell(JsonNode engine) {
        return !engine.path("reason").isObject() && engine.path("reachable").asBoolean(false);
    }

    // An engine nobody has asked yet is between those that work and those that do not.
    private static int weight(JsonNode engine) {
        if (isWell(engine)) {
            return 0;
        }
        return 2 + Trouble.of(state(engine)).map(Enum::ordinal).orElse(Trouble.UNREACHABLE.ordinal());
    }

    private static String level(JsonNode worst, List<JsonNode> all, boolean paused) {
        if (isWell(worst)) {
            return paused ? "warn" : "ok";
        }
        boolean mild = paused || Trouble.of(state(worst)).map(Trouble::passes).orElse(false)
                || all.stream().anyMatch(engine -> engine.path("reachable").asBoolean(false));
        return mild ? "warn" : "danger";
    }

    private static String word(JsonNode worst, List<JsonNode> all, boolean paused, Texts texts) {
        if (paused) {
            return texts.get("engine.paused");
        }
        var word = texts.coded("chip", worst.path("reason")).orElseGet(
                () -> texts.getOr("engine." + worst.path("state").asString("offline"), "engine.offline"));
        var alike = all.stream().filter(engine -> state(engine).equals(state(worst))).count();
        return isWell(worst) || all.size() < 2
                ? word
                : texts.get("chip.some", "word", word, "n", alike, "all",
                        all.size());
    }
}

package orchestrator;

import orchestrator.testkit.BenchRow;

import tools.jackson.databind.JsonNode;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * When ComfyUI began and ended each of a row of jobs, from the timestamps of its own history.
 *
 * @param spans oldest first
 */
record EngineTimes(List<Span> spans) {

    /** Milliseconds since 1970. */
    record Span(long start, long end) {}

    /** @param entries of {@code /history}, each as it stands under its prompt's id */
    static EngineTimes of(List<JsonNode> entries) {
        return new EngineTimes(entries.stream().map(entry -> new Span(at(entry, "execution_start"), at(entry,
                "execution_success"))).sorted(Comparator.comparingLong(Span::start)).toList());
    }

    /** From the end of each to the start of the next, in milliseconds, shortest first. */
    List<Long> gaps() {
        return IntStream.range(1, spans.size()).mapToObj(i -> spans.get(i).start() - spans.get(i - 1).end()).sorted()
                .toList();
    }

    long median() {
        return quantile(0.5);
    }

    String told() {
        return BenchRow.format("median %d ms, p90 %d ms, longest %d ms", median(), quantile(0.9), quantile(1));
    }

    private long quantile(double part) {
        List<Long> gaps = gaps();
        return gaps.get((int) Math.ceil(part * gaps.size()) - 1);
    }

    private static long at(JsonNode entry, String type) {
        OptionalLong time = entry.path("status").path("messages").values().stream()
                .filter(message -> message.path(0).asString("").equals(type))
                .mapToLong(message -> message.path(1).path("timestamp").asLong()).findFirst();
        return time.orElseThrow(() -> new AssertionError("no " + type + " in " + entry.path("status")));
    }
}

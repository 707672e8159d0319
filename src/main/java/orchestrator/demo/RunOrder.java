package orchestrator.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which node runs next: among those whose inputs are there an output first, then what leads to an output soonest, else
 * the one met first on the way back from the outputs.
 */
final class RunOrder {
    private final Map<String, Set<String>> waitsFor = new LinkedHashMap<>();
    private final Map<String, Set<String>> feeds = new LinkedHashMap<>();
    private final Predicate<String> isOutput;

    /** @param cached nodes whose result is there already: nothing behind them runs */
    RunOrder(ObjectNode graph, List<String> outputs, Predicate<String> isOutput, Predicate<String> cached) {
        this.isOutput = isOutput;
        Deque<String> open = new ArrayDeque<>();
        for (String output : outputs) {
            open.push(output);
            while (!open.isEmpty()) {
                String id = open.pop();
                if (waitsFor.containsKey(id)) {
                    continue;
                }
                Set<String> sources = new LinkedHashSet<>();
                for (JsonNode value : graph.path(id).path("inputs").values()) {
                    if (value.isArray() && value.size() == 2 && !cached.test(value.get(0).asString(""))) {
                        String from = value.get(0).asString("");
                        sources.add(from);
                        feeds.computeIfAbsent(from, key -> new LinkedHashSet<>()).add(id);
                        open.push(from);
                    }
                }
                waitsFor.put(id, sources);
            }
        }
    }

    boolean isEmpty() {
        return waitsFor.isEmpty();
    }

    /** @throws NodeFailure when the graph runs in a circle */
    String next() {
        List<String> ready = new ArrayList<>();
        waitsFor.forEach((id, sources) -> {
            if (sources.isEmpty()) {
                ready.add(id);
            }
        });
        if (ready.isEmpty()) {
            throw new NodeFailure("graph.DependencyCycleError", "Dependency cycle detected");
        }
        Predicate<String> feedsOutput = id -> of(id).stream().anyMatch(isOutput);
        return ready.stream().filter(isOutput).findFirst()
                .or(() -> ready.stream().filter(feedsOutput).findFirst())
                .or(() -> ready.stream().filter(id -> of(id).stream().anyMatch(feedsOutput)).findFirst())
                .orElse(ready.getFirst());
    }

    void done(String id) {
        waitsFor.remove(id);
        of(id).forEach(next -> waitsFor.getOrDefault(next, new LinkedHashSet<>()).remove(id));
    }

    private Set<String> of(String id) {
        return feeds.getOrDefault(id, Set.of());
    }
}

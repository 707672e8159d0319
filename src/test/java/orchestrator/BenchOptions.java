package orchestrator;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a run of the benchmarks was asked for, from the system properties {@code bench.*} and {@code COMFYUI_URL}.
 *
 * @param only   which ones, all when empty
 * @param jobs   how many, when it was said
 * @param steps  of each picture
 * @param size   of its sides, in pixels
 * @param model  as Orchestrator calls it; absent takes the first checkpoint that ComfyUI lists
 * @param files  pictures of the gallery to look at
 * @param job    how long the demo takes for each
 * @param comfyui the real one
 * @param folder where everything is written: on the disk that is to be measured
 */
record BenchOptions(List<String> only, Optional<Integer> jobs, int steps, int size, Optional<String> model, int files,
        Duration job, Optional<URI> comfyui, Path folder) {

    static BenchOptions of(Path folder) {
        return new BenchOptions(text("only").map(all -> Arrays.asList(all.split(","))).orElse(List.of()),
                text("jobs").map(Integer::valueOf), number("steps", 2), number("size", 128), text("model"),
                number("files", 100_000), Duration.ofMillis(number("job", 500)),
                Optional.ofNullable(System.getenv("COMFYUI_URL")).filter(url -> !url.isBlank()).map(URI::create),
                folder);
    }

    boolean wants(String benchmark) {
        return only.isEmpty() || only.contains(benchmark);
    }

    private static int number(String name, int otherwise) {
        return text(name).map(Integer::parseInt).orElse(otherwise);
    }

    private static Optional<String> text(String name) {
        return Optional.ofNullable(System.getProperty("bench." + name)).filter(text -> !text.isBlank());
    }
}

package orchestrator.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the demo is set up.
 *
 * @param port     where it listens on 127.0.0.1; 0 takes any free one
 * @param pace     how long things take
 * @param previews whether samplers tell what the picture looks like so far
 * @param storage  where {@code input}, {@code output} and {@code temp} lie; a folder that goes with the demo when absent
 */
public record DemoOptions(int port, Pace pace, boolean previews, Optional<Path> storage) {
    /**
     * Wall time.
     *
     * @param load the first use of a checkpoint
     * @param step one sampler step
     * @param job  exactly how long each prompt takes, whatever is in it; zero means as long as its parts
     */
    public record Pace(Duration load, Duration step, Duration job) {}

    /** For people: 7 s for 30 steps and 1.5 s to load a checkpoint. */
    public static DemoOptions pleasant() {
        return new DemoOptions(0, new Pace(Duration.ofMillis(1500), Duration.ofMillis(230), Duration.ZERO), true,
                Optional.empty());
    }

    /** For tests: no time is spent but on the picture itself. */
    public static DemoOptions fast() {
        return new DemoOptions(0, new Pace(Duration.ZERO, Duration.ZERO, Duration.ZERO), true, Optional.empty());
    }

    /** For benchmarks: every prompt takes exactly this long. */
    public static DemoOptions steady(Duration job) {
        return new DemoOptions(0, new Pace(Duration.ZERO, Duration.ZERO, job), true, Optional.empty());
    }

    /** The same on another port. */
    public DemoOptions withPort(int other) {
        return new DemoOptions(other, pace, previews, storage);
    }

    /** The same with its files kept in this folder. */
    public DemoOptions withStorage(Path folder) {
        return new DemoOptions(port, pace, previews, Optional.of(folder));
    }

    /** The same without previews, as ComfyUI is without {@code --preview-method}. */
    public DemoOptions withoutPreviews() {
        return new DemoOptions(port, pace, false, storage);
    }
}

package orchestrator.canvas;

import orchestrator.file.DurableFiles;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;
import orchestrator.testkit.Pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Times the first look at a folder of pictures against a bare walk that opens each file. */
public final class CanvasBench {

    private static final int ROUNDS = 3;

    private CanvasBench() {
    }

    /** Nanoseconds. */
    public record Times(long bare, long first) {}

    /**
     * The fastest of a few rounds; each tells what else it saw.
     *
     * @param home  a folder for it alone
     * @param count of pictures
     */
    public static Times run(Path home, int count) throws IOException {
        Path output = Files.createDirectories(home.resolve("output"));
        fill(output, count);
        Times best = new Times(Long.MAX_VALUE, Long.MAX_VALUE);
        for (int round = 0; round < ROUNDS; round++) {
            Times times = round(home, output, count);
            best = new Times(Math.min(best.bare(), times.bare()), Math.min(best.first(), times.first()));
        }
        return best;
    }

    public static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    private static Times round(Path home, Path output, int count) throws IOException {
        long bare = time(() -> bare(output));
        long before = used();
        Canvas canvas = Canvas.open(output, home.resolve("thumbs"), new DurableFiles(new RealDisk(), home.resolve(
                "tmp"), FailPoints.NONE), _ -> {}, InstantSource.system());
        long first = time(canvas::scan);
        long bytes = (used() - before) / count;
        long again = time(canvas::scan);
        long sorted = time(() -> canvas.list(CanvasQuery.NEWEST, 0, 120));
        long paged = time(() -> canvas.list(CanvasQuery.NEWEST, count / 2, 120));
        System.out.printf(
                "%d pictures: bare walk %s, first look %s, again %s, list %d ms, page %d us, %d bytes an item%n",
                canvas.size(), seconds(bare), seconds(first), seconds(again), sorted / 1_000_000, paged / 1_000, bytes);
        return new Times(bare, first);
    }

    private interface Step {
        void run() throws IOException;
    }

    private static long time(Step step) throws IOException {
        long start = System.nanoTime();
        step.run();
        return System.nanoTime() - start;
    }

    private static void fill(Path output, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Path file = output.resolve("set" + i % 20 + "/flux_%05d.png".formatted(i));
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                Files.write(file,
                        Pictures.png(16, 16,
                                Map.of("orchestrator",
                                        """
                                        {"jobId":"job-%d","type":"FLUX","model":"checkpoints/flux1-dev.safetensors",
                                         "prompt":"%s","params":{"seed":"%d","steps":20}}""".formatted(i,
                                                "a fjord at dawn, ".repeat(20),
                                                i),
                                        "prompt", "{\"1\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":1}}}",
                                        "workflow", "x"
                                                .repeat(8_000))));
            }
        }
    }

    private static void bare(Path output) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(64);
        try (Stream<Path> tree = Files.walk(output)) {
            for (Path file : (Iterable<Path>) tree.filter(Files::isRegularFile)::iterator) {
                try (FileChannel channel = FileChannel.open(file)) {
                    channel.read(header.clear());
                }
            }
        }
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

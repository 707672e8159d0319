package orchestrator;

import orchestrator.canvas.CanvasBench;
import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;
import orchestrator.testkit.BenchRow;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Every benchmark, one after the other, in one table. Its name keeps it out of the tests: {@code scripts/bench.sh} runs
 * it. A goal that is missed is printed and fails nothing, for numbers depend on the machine.
 */
class Bench {

    private static final int DEMO_JOBS = 200;
    /** For one without a GPU. */
    private static final int REAL_JOBS = 40;

    /** Where the checkout lies: a temporary folder may be memory, where nothing has to be forced. */
    @TempDir(factory = InTarget.class)
    private Path folder;

    @Test
    @Timeout(value = 45, unit = TimeUnit.MINUTES)
    void measures_and_prints_a_table() throws Exception {
        BenchOptions options = BenchOptions.of(folder);
        List<BenchRow> rows = new ArrayList<>();
        if (options.wants("gpu")) {
            try (DemoComfy demo = DemoComfy.start(DemoOptions.steady(options.job()))) {
                rows.addAll(GpuBusyBench.on(demo.address(), options.jobs().orElse(DEMO_JOBS), options)
                        .onDemo(options.job()));
            }
        }
        if (options.wants("real") && options.comfyui().isPresent()) {
            rows.addAll(GpuBusyBench.on(options.comfyui().get(), options.jobs().orElse(REAL_JOBS), options).onReal());
        }
        if (options.wants("accepting")) {
            rows.addAll(AcceptingBench.rows(folder.resolve("accepting")));
        }
        if (options.wants("index")) {
            rows.add(firstIndex(options.files()));
        }
        if (options.wants("page")) {
            rows.addAll(PageBench.rows());
        }
        System.out.println(BenchRow.table(rows));
    }

    private BenchRow firstIndex(int files) throws IOException {
        CanvasBench.Times times = CanvasBench.run(folder.resolve("index"), files);
        return BenchRow.ratio("first index, " + files + " pictures", CanvasBench.seconds(times.first()),
                "bare walk " + CanvasBench.seconds(times.bare()), (double) times.bare() / times.first(), 0.5);
    }

    static final class InTarget implements TempDirFactory {

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target").toAbsolutePath()), "bench");
        }
    }
}

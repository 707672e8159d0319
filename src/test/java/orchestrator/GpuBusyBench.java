package orchestrator;

import orchestrator.testkit.BenchRow;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the GPU is kept busy: jobs through Orchestrator, beside the same graphs put straight into the same ComfyUI's
 * own queue.
 */
record GpuBusyBench(BenchRun through, BenchRun direct) {

    private static final Duration STUCK = Duration.ofMinutes(5);
    private static final int WARM_UP = 2;
    private static final long GAP_MILLIS = 50;

    static GpuBusyBench on(URI comfy, int jobs, BenchOptions options) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String model = options.model().isPresent() ? options.model().get() : firstCheckpoint(http, comfy);
            System.out.println(jobs + " jobs with " + model + " on " + comfy + ": through Orchestrator...");
            BenchRun through = through(comfy, jobs, model, options);
            System.out.println("... and the same graphs straight into its queue.");
            return new GpuBusyBench(through, DirectRun.repeat(comfy, http, through.history()));
        }
    }

    /** The whole time is what counts where the engine's own does not depend on what we take of the machine. */
    List<BenchRow> onDemo(Duration job) {
        String what = "GPU kept busy, demo, " + through.history().size() + " jobs of " + job.toMillis() + " ms";
        return List.of(BenchRow.ratio(what, rate(through), rate(direct), through.rate() / direct.rate(), 0.98),
                gaps("  gaps between them", ""));
    }

    List<BenchRow> onReal() {
        String what = "GPU kept busy, ComfyUI, " + through.history().size() + " jobs";
        return List.of(new BenchRow(what, rate(through), rate(direct), BenchRow.format("%.3f", through.rate() / direct
                .rate()), ""), gaps("  gaps between them", "<= " + GAP_MILLIS + " ms  " + BenchRow.met(
                        difference() <= GAP_MILLIS)));
    }

    private long difference() {
        return through.times().median() - direct.times().median();
    }

    private BenchRow gaps(String what, String goal) {
        return new BenchRow(what, through.times().told(), direct.times().told(), BenchRow.format("%+d ms",
                difference()), goal);
    }

    private static String rate(BenchRun run) {
        return BenchRow.format("%.3f jobs/s in %.1f s", run.rate(), run.seconds());
    }

    private static BenchRun through(URI comfy, int jobs, String model, BenchOptions options) throws IOException,
            InterruptedException {
        Path home = options.folder().resolve("gpu-" + comfy.getPort());
        try (BenchApp app = BenchApp.start(home, comfy.toString());
                Listener events = Listener.to(app.http(), app.address())) {
            run(app, events, WARM_UP, model, options);
            long began = System.nanoTime();
            List<String> ids = run(app, events, jobs, model, options);
            double seconds = (System.nanoTime() - began) / 1e9;
            List<String> prompts = new ArrayList<>();
            for (String id : ids) {
                JsonNode sendings = app.file(id).path("sendings");
                prompts.add(sendings.path(sendings.size() - 1).path("promptId").asString());
            }
            return new BenchRun(seconds, BenchRun.history(app.http(), comfy, prompts));
        }
    }

    private static List<String> run(BenchApp app, Listener events, int jobs, String model, BenchOptions options)
            throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            ids.add(app.submit("""
                               {"type":"image","model":"%s","prompt":"a misty fjord at dawn, number %d",
                                "params":{"steps":%d,"width":%d,"height":%d}}""".formatted(model, i, options.steps(),
                    options.size(), options.size())));
        }
        awaitComplete(events, ids);
        return ids;
    }

    private static void awaitComplete(Listener events, List<String> ids) throws InterruptedException {
        Set<String> open = new HashSet<>(ids);
        long lastNews = System.nanoTime();
        for (int read = 0; !open.isEmpty();) {
            events.awaitMore(read, Duration.ofSeconds(1));
            List<Listener.Told> told = events.told();
            for (Listener.Told event : told.subList(read, told.size())) {
                if (event.name().equals("error")) {
                    throw new AssertionError("a job failed: " + event.data());
                }
                if (event.name().equals("complete") && open.remove(event.data().path("jobId").asString())) {
                    lastNews = System.nanoTime();
                }
            }
            read = told.size();
            if (System.nanoTime() - lastNews > STUCK.toNanos()) {
                throw new AssertionError(open.size() + " of " + ids.size() + " jobs are not complete");
            }
        }
    }

    private static String firstCheckpoint(HttpClient http, URI comfy) throws IOException, InterruptedException {
        JsonNode names = BenchApp.json(http, comfy.resolve("/models/checkpoints"), "");
        if (names.isEmpty()) {
            throw new AssertionError(comfy + " has no checkpoint; name a model with --model");
        }
        return "checkpoints/" + names.path(0).asString().replace('\\', '/');
    }
}

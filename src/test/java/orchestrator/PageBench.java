package orchestrator;

import orchestrator.PageStudio.Look;
import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoLog;
import orchestrator.demo.DemoOptions;
import orchestrator.testkit.BenchRow;

import com.microsoft.playwright.Page;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What the page takes: from ComfyUI's word to the screen, to the first view, and while a long gallery is scrolled. */
final class PageBench {

    private static final int JOBS = 30;
    private static final int LOADS = 5;
    private static final int PICTURES = 10_000;
    private static final int SCROLL_SECONDS = 8;
    private static final DemoOptions BRIEF = DemoOptions.steady(Duration.ofMillis(400));

    /** Notes when each card begins to say that its job runs. */
    private static final String WATCH_CARDS = """
                                              window.seen = {};
                                              new MutationObserver(() => {
                                                for (const card of document.querySelectorAll('.card[data-state=running]')) seen[card.dataset.job] ??= Date.now();
                                              }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
                                              """;

    private static final String WATCH_LOAD = """
                                             window.paints = []; window.tasks = [];
                                             new PerformanceObserver(list => paints.push(...list.getEntries().map(entry => entry.startTime)))
                                               .observe({ type: 'largest-contentful-paint', buffered: true });
                                             new PerformanceObserver(list => tasks.push(...list.getEntries().map(entry => entry.duration)))
                                               .observe({ type: 'longtask', buffered: true });
                                             """;

    private static final String TRANSFERRED = """
                                              [...performance.getEntriesByType('resource').filter(entry => /\\.(js|css|svg)(\\?|$)/.test(entry.name)),
                                                ...performance.getEntriesByType('navigation')].reduce((sum, entry) => sum + entry.encodedBodySize, 0)""";

    private PageBench() {
    }

    static List<BenchRow> rows() throws Exception {
        List<BenchRow> rows = new ArrayList<>();
        PageStudio studio = new PageStudio();
        studio.beforeAll(null);
        try {
            studio.beforeEach(null);
            try (DemoComfy comfy = DemoComfy.start(BRIEF)) {
                studio.startBeside(comfy);
                rows.add(stateToScreen(studio, comfy));
            } finally {
                studio.afterEach(null);
            }
            studio.beforeEach(null);
            try {
                studio.fill(PICTURES);
                studio.start(BRIEF);
                rows.addAll(firstView(studio));
                rows.add(scrolling(studio));
            } finally {
                studio.afterEach(null);
            }
        } finally {
            studio.afterAll(null);
        }
        return rows;
    }

    private static BenchRow stateToScreen(PageStudio studio, DemoComfy comfy) throws Exception {
        Page page = studio.context(Look.DESK).newPage();
        page.addInitScript(WATCH_CARDS);
        page.navigate(studio.address().toString());
        PageStudio.ready(page);
        Remote remote = new Remote(studio.address());
        remote.await("/api/engines", engines -> engines.toString().contains("\"state\":\"online\""));
        List<Double> millis = new ArrayList<>();
        for (int n = 1; n <= JOBS; n++) {
            String id = remote.submit("screen " + n, 8);
            comfy.log().awaitNth(DemoLog.PromptStarted.class, n);
            long said = InstantSource.system().millis();
            page.waitForFunction("id => seen[id]", id);
            millis.add(((Number) page.evaluate("id => seen[id]", id)).doubleValue() - said);
            remote.awaitStatus(id, "complete");
        }
        List<Double> sorted = millis.stream().sorted().toList();
        double median = sorted.get(JOBS / 2);
        return new BenchRow("state to screen, " + JOBS + " jobs", BenchRow.format("median %.0f ms, longest %.0f ms",
                median, sorted.getLast()), "-", "-", "< 100 ms  " + BenchRow.met(median < 100));
    }

    private static List<BenchRow> firstView(PageStudio studio) {
        List<Double> painted = new ArrayList<>();
        double bytes = 0;
        for (int load = 0; load < LOADS; load++) {
            Page page = studio.context(Look.DESK).newPage();
            page.addInitScript(WATCH_LOAD);
            page.navigate(studio.address().toString());
            PageStudio.ready(page);
            page.waitForLoadState();
            page.waitForFunction("paints.length > 0");
            painted.add(((Number) page.evaluate("paints.at(-1)")).doubleValue());
            bytes = ((Number) page.evaluate(TRANSFERRED)).doubleValue();
        }
        double median = painted.stream().sorted().toList().get(LOADS / 2);
        return List.of(
                new BenchRow("first view, largest paint", BenchRow.format("median %.0f ms", median), "-", "-",
                        "< 500 ms  " + BenchRow.met(median < 500)),
                new BenchRow("first view, HTML, CSS, JS", BenchRow.format("%.0f KB", bytes / 1e3), "-", "-",
                        "< 150 KB  " + BenchRow.met(bytes < 150e3)));
    }

    private static BenchRow scrolling(PageStudio studio) throws IOException {
        Page page = studio.context(Look.DESK).newPage();
        page.addInitScript(WATCH_LOAD);
        page.navigate(studio.address().toString());
        PageStudio.ready(page);
        page.waitForLoadState();
        page.mouse().move(700, 500);
        page.evaluate("tasks.length = 0");
        long end = System.nanoTime() + Duration.ofSeconds(SCROLL_SECONDS).toNanos();
        while (System.nanoTime() < end) {
            page.mouse().wheel(0, 600);
        }
        JsonNode tasks = JsonMapper.shared().readTree((String) page.evaluate("JSON.stringify(tasks)"));
        double longest = tasks.valueStream().mapToDouble(JsonNode::asDouble).max().orElse(0);
        return new BenchRow("scrolling " + PICTURES + " pictures, " + SCROLL_SECONDS + " s", BenchRow.format(
                "%d long tasks, longest %.0f ms", tasks.size(), longest), "-", "-",
                "< 50 ms  " + BenchRow.met(
                        longest < 50));
    }
}

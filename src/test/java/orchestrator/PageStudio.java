package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;
import orchestrator.file.FailPoints;
import orchestrator.file.RealDisk;
import orchestrator.testkit.Pictures;
import orchestrator.worker.Pace;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.Cookie;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The whole program with the demo engine inside, and people who look at its page. One browser serves a class; each test
 * has a home of its own. A page that complains in its console, about the content policy too, fails its test.
 */
final class PageStudio implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** Long enough that a running job can be looked at, short enough to wait for: about two seconds for 30 steps. */
    static final DemoOptions WATCHABLE = paced(Duration.ofMillis(200), Duration.ofMillis(60));
    /** Time for something to happen in the middle of a job: about five seconds for 30 steps. */
    static final DemoOptions UNHURRIED = paced(Duration.ofMillis(200), Duration.ofMillis(150));
    /** A job stays in the engine until it is stopped. */
    static final DemoOptions SLOW = paced(Duration.ofMillis(200), Duration.ofSeconds(2));

    private static final double HANG_MILLIS = 10_000;
    private static final Pace QUICK = new Pace(Duration.ofMillis(300), Duration.ofMillis(200), Duration.ofMillis(500),
            Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofSeconds(10), Duration.ofMinutes(5),
            Pace.Patience.USUAL);

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private Playwright playwright;
    private Browser browser;
    private Path home;
    private App app;

    /** How somebody looks at the page. */
    record Look(String language, String theme, int width, int height) {

        static final Look DESK = new Look("en", "dark", 1440, 900);
        static final Look PHONE = new Look("en", "dark", 390, 844);

        Look in(String other) {
            return new Look(other, theme, width, height);
        }

        Look themed(String other) {
            return new Look(language, other, width, height);
        }

        Look wide(int other) {
            return new Look(language, theme, other, height);
        }
    }

    @Override
    public void beforeAll(ExtensionContext test) {
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(chromium()).setArgs(
                List.of("--no-sandbox")));
        PlaywrightAssertions.setDefaultAssertionTimeout(HANG_MILLIS);
    }

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        home = Files.createTempDirectory("orchestrator-page");
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        contexts.forEach(BrowserContext::close);
        if (app != null) {
            app.close();
        }
        try (Stream<Path> all = Files.walk(home)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
        List<String> unexpected = complaints.stream().filter(said -> expected.stream().noneMatch(said::contains))
                .toList();
        contexts.clear();
        complaints.clear();
        expected.clear();
        app = null;
        assertEquals(List.of(), unexpected, "the page complained");
    }

    @Override
    public void afterAll(ExtensionContext test) {
        playwright.close();
    }

    /** Starts the program on a free port. */
    void start(DemoOptions demo) {
        start(demo, 0);
    }

    /** Starts the program with a ComfyUI beside it that the test may break. */
    void startBeside(DemoComfy comfy) {
        start(DemoOptions.fast(), 0, List.of(comfy.address()));
    }

    /** Starts the program with these addresses chosen, which may be changed on the page. */
    void startChoosing(URI... addresses) throws IOException {
        String list = Stream.of(addresses).map(address -> "\"" + address + "\"").collect(Collectors.joining(","));
        Path own = Files.createDirectories(home.resolve(".orchestrator"));
        Files.writeString(own.resolve("settings.json"), "{\"comfyui\":[" + list + "]}");
        start(DemoOptions.fast(), 0, Optional.empty(), false);
    }

    /** Starts the program so that other machines could come in, who show this token. */
    void startShared(String token) {
        start(new Settings(home, "0.0.0.0", 0, Optional.of(List.of()), true, List.of(home.resolve("models")), output(),
                Optional.of(token), Optional.empty(), Optional.empty(), false), WATCHABLE);
    }

    /** Lays a job's file into the home; before the start it is as if it had been there from an earlier run. */
    void keep(String jobId, String json) throws IOException {
        Path jobs = Files.createDirectories(home.resolve("jobs"));
        Files.writeString(jobs.resolve(jobId + ".json"), json);
    }

    /** Starts the program again where it was, in the same home. */
    void startAgain(DemoOptions demo, URI where) {
        start(demo, where.getPort());
    }

    void stop() {
        app.close();
        app = null;
    }

    URI address() {
        return app.address();
    }

    Path output() {
        return home.resolve("output");
    }

    /** What the page may say in its console without failing the test. */
    void expectComplaint(String part) {
        expected.add(part);
    }

    /** The page as somebody with this look sees it, once its scripts answer. */
    Page open(Look look) {
        return open(look, "");
    }

    Page open(Look look, String query) {
        Page page = context(look).newPage();
        page.navigate(app.address() + "/" + query);
        ready(page);
        return page;
    }

    /** Waits until the page's scripts answer. */
    static void ready(Page page) {
        page.waitForSelector("html[data-boot=done]");
    }

    /** Lays this many cheap pictures into the output folder, each a second older than the one before. */
    void fill(int count) throws IOException {
        Files.createDirectories(output());
        byte[] picture = Pictures.png(4, 4, Map.of());
        FileTime newest = FileTime.from(InstantSource.system().instant());
        for (int i = 0; i < count; i++) {
            Path file = output().resolve("small-%05d.png".formatted(i));
            Files.write(file, picture);
            Files.setLastModifiedTime(file, FileTime.from(newest.toInstant().minusSeconds(i)));
        }
    }

    /** Pictures and videos that lie in the output folder. */
    List<Path> pictures() {
        try (Stream<Path> all = Files.walk(output())) {
            return all.filter(Files::isRegularFile).filter(path -> !path.getFileName().toString().startsWith("."))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    BrowserContext context(Look look) {
        return context(look, true);
    }

    /** A browser that runs no scripts. */
    BrowserContext withoutScripts(Look look) {
        return context(look, false);
    }

    private BrowserContext context(Look look, boolean scripts) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(look.width(), look
                .height()).setHasTouch(look.width() < 640).setIsMobile(look.width() < 640)
                .setJavaScriptEnabled(scripts));
        context.setDefaultTimeout(HANG_MILLIS);
        String url = app.address().toString();
        context.addCookies(List.of(new Cookie("lang", look.language()).setUrl(url), new Cookie("theme", look.theme())
                .setUrl(url)));
        context.onConsoleMessage(said -> {
            // A job may end between the word of its newest frame and the request for it.
            if (said.type().equals("error") && !said.location().contains("/preview?")) {
                complaints.add(said.text() + " " + said.location());
            }
        });
        context.onWebError(error -> complaints.add(error.error()));
        contexts.add(context);
        return context;
    }

    private void start(DemoOptions demo, int port) {
        start(demo, port, List.of());
    }

    // The engine inside is there only if there is none beside.
    private void start(DemoOptions demo, int port, List<URI> comfyui) {
        start(demo, port, Optional.of(comfyui), comfyui.isEmpty());
    }

    private void start(DemoOptions demo, int port, Optional<List<URI>> comfyui, boolean inside) {
        Settings settings = new Settings(home, "127.0.0.1", port, comfyui, inside, List.of(home.resolve(
                "models")), output(), Optional.empty(), Optional.empty(), Optional.empty(), false);
        start(settings, demo);
    }

    private void start(Settings settings, DemoOptions demo) {
        app = App.start(settings, new App.Surroundings(new RealDisk(), FailPoints.NONE, InstantSource.system(),
                RandomGenerator.getDefault(), QUICK, demo));
    }

    private static DemoOptions paced(Duration load, Duration step) {
        return new DemoOptions(0, new DemoOptions.Pace(load, step, Duration.ZERO), true, Optional.empty());
    }

    private static Path chromium() {
        String named = System.getenv("CHROMIUM");
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        Path usual = Path.of("/usr/bin/chromium");
        return Files.isExecutable(usual) ? usual : onPath();
    }

    private static Path onPath() {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator)).map(folder -> Path.of(folder,
                "chromium")).filter(Files::isExecutable).findFirst().orElseThrow(() -> new IllegalStateException(
                        "No Chromium: install it, or name it in CHROMIUM."));
    }
}

package orchestrator.web.page;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The one parameter of {@code page.jte}.
 *
 * @param texts    the language of this request
 * @param theme    the colours of this request
 * @param build    id of the running build, as in the stream's {@code hello}
 * @param position the stream position that {@code first} was made at, as in the header {@code Stream-Position}
 * @param first    what the first screen shows
 */
public record PageView(Texts texts, Theme theme, String build, String position, FirstAnswers first) {
    private static final String USUAL_ADDRESS = "http://127.0.0.1:8188";

    private static final Map<String, String> USUAL = Map.of("type", "all", "sort", "date", "order", "desc");

    /** Shorthand of {@link Texts#get}. */
    public String t(String key, Object... args) {
        return texts.get(key, args);
    }

    /** The modules that the page loads at once, for {@code modulepreload}; {@code StaticFilesTest} keeps it complete. */
    public List<String> modules() {
        return Modules.ALL;
    }

    /** The sections of the job list, in the order they stand. */
    public List<JobSection> sections() {
        return List.of(section("running", first.running()), section("queued", first.queued()),
                section("failed", first.failed()), section("finished", first.finished()));
    }

    /** Jobs that run, wait or failed: the number in the tab bar of a phone. */
    public long active() {
        return sections().stream().filter(section -> !section.name().equals("finished"))
                .mapToLong(JobSection::total).sum();
    }

    /** The first pictures of the gallery. */
    public List<Tile> tiles() {
        return elements(first.canvas().path("items")).map(item -> Tile.of(item, first.families())).toList();
    }

    /** All pictures that match, of which {@link #tiles()} are the first. */
    public long total() {
        return first.canvas().path("total").asLong(0);
    }

    /** Nothing was ever made here, and nothing is on its way. */
    public boolean empty() {
        return total() == 0 && shows("all") && first.running().path("jobs").isEmpty();
    }

    /** There may be pictures, but none of this type. */
    public boolean noneMatches() {
        return total() == 0 && (shows("image") || shows("video"));
    }

    /** What the gallery was asked for: its {@code type}, {@code sort} or {@code order}, by the words of the API. */
    public String asked(String name) {
        return first.canvas().path("query").path(name).asString(USUAL.get(name));
    }

    /** Whether the gallery shows this type. */
    public boolean shows(String type) {
        return asked("type").equals(type);
    }

    /** No job queued starts until the user resumes. */
    public boolean paused() {
        return first.queue().path("paused").asBoolean(false);
    }

    /**
     * Whether the way to a first picture is shown: no ComfyUI can be used, and none may come by itself in a moment. A
     * server that is to drive none lacks nothing.
     */
    public boolean connect() {
        boolean none = first.settings().path("comfyui").isEmpty() && elements(first.settings().path("fixed"))
                .anyMatch(name -> name.asString().equals("comfyui"));
        return !none && elements(first.engines()).noneMatch(engine -> engine.path("reachable").asBoolean(false)
                || engine.path("state").asString("").equals("starting"));
    }

    /** Where a ComfyUI is looked for first. */
    public String connectAddress() {
        return first.settings().path("comfyui").path(0).asString(USUAL_ADDRESS);
    }

    /** Whether other machines can come in. */
    public boolean shared() {
        return first.settings().path("shared").asBoolean(false);
    }

    /** The state of the engines in the header. */
    public EngineChip engine() {
        return EngineChip.of(first.engines(), paused(), texts);
    }

    /** The same data for the scripts, safe inside a {@code script} element. */
    public String data() {
        var json = JsonMapper.builder().build();
        var tree = json.valueToTree(Map.of("lang", texts.language().tag(), "theme", theme.word(), "build", build,
                "position", position, "texts", texts.forScripts(), "first", first, "steps", Cause.steps(), "troubles",
                Trouble.codes(), "names", CommandNames.beside(texts.language())));
        return json.writeValueAsString(tree).replace("<", "\\u003c");
    }

    private JobSection section(String name, JsonNode answer) {
        var cards = elements(answer.path("jobs")).map(job -> JobCard.of(job, first.families(), texts)).toList();
        return new JobSection(name, cards, answer.path("total").asLong(cards.size()));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

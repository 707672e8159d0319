package orchestrator.web.page;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Every fixed word that the server tells has its words on the page, in both languages. Here all of them are listed. */
class CodesTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Of {@code error.code}: the values that come with it, those that may be absent in brackets. */
    private static final Map<String, String> CAUSES = Map.ofEntries(entry("execution-error", "[node] message"),
            entry("gpu-memory", "node [w] [h]"), entry("model-missing", "m d"), entry("node-missing", "n [p]"),
            entry("invalid-value", "field [value] [allowed]"), entry("refused", "message"), entry("lost", "[n]"),
            entry("tries-used-up", ""), entry("stalled", "t"), entry("output-missing", "file"),
            entry("engine-disk-full", "node message"), entry("poison", ""), entry("interrupted", ""),
            entry("input-missing", "name"),
            entry("image-refused", "[name]"), entry("image-not-sent", "[name]"),
            entry("worker-gone", "w"));
    /** Of {@code wait.code}. */
    private static final Map<String, String> WAITS = Map.ofEntries(entry("pause", ""), entry("disk", ""),
            entry("model", "m"), entry("check", "[a]"), entry("comfy", "[a]"), entry("host", "a"), entry("stuck", "a"),
            entry("back", "until"), entry("pass", ""), entry("others", ""), entry("alone", ""), entry("failing", "a"));
    /** Of {@code notes[].code}. */
    private static final Map<String, String> NOTES = Map.of("again", "code message [n]", "interrupted", "", "put-back",
            "why", "rerun", "why", "worker-gone", "w");
    /** Of an engine's {@code reason.code}. */
    private static final Map<String, String> TROUBLES = Map.of("unreachable", "a [why]", "other", "a [status] [what]",
            "login", "a", "starting", "a", "stuck", "a", "failing", "a [until]", "old", "a [version]", "disk", "a",
            "worker-gone", "a w");
    /** What stands at an address: {@code state} of {@code POST /api/engines/check}. The page makes the values. */
    private static final Map<String, String> CHECKS = Map.of("ok", "what", "no-models", "", "refused", "a", "silent",
            "a", "unknown-host", "host", "other", "a");
    /** Of a call that a reader's press makes: {@code code} of its problem details. */
    private static final Map<String, String> PROBLEMS = Map.ofEntries(entry("wrong-state", "status"),
            entry("stale", "rev"), entry("key-reused", ""), entry("queue-full", ""), entry("not-found", ""),
            entry("disk-full", ""), entry("disk-failed", "reference"), entry("internal", "[reference]"),
            entry("unauthorized", ""), entry("forbidden", ""), entry("too-large", "[max]"), entry("too-slow", ""),
            entry("unavailable", ""), entry("bad-request", ""));
    /** Where the server's rooms say a code, and which of the lists it must stand in. */
    private static final Map<String, Set<String>> SAID = Map.of(
            "new JobError\\(\\s*\"([a-z-]+)\"|JobError\\.of\\(\\s*\"([a-z-]+)\"", CAUSES.keySet(),
            "new Wait\\(\\s*\"([a-z-]+)\"|Wait\\.of\\(\\s*\"([a-z-]+)\"", WAITS.keySet(),
            "new Note\\(\\w+,\\s*\"([a-z-]+)\"|putBack\\(\\s*\"([a-z-]+)\"", NOTES.keySet(),
            "Offline\\(\\s*\"([a-z-]+)\"|offline\\(\\s*\"([a-z-]+)\"", TROUBLES.keySet());

    @Test
    void every_cause_says_why_and_what_to_do() throws IOException {
        assertEquals(CAUSES.keySet(), Arrays.stream(Cause.values()).map(Cause::code).collect(toSet()));
        assertEquals(List.of(), unsaid("err", CAUSES, "err"));
        assertEquals(List.of(), unsaid("fix", CAUSES, "fix-plain"));
    }

    @Test
    void every_step_has_its_button() {
        for (var step : Cause.Step.values()) {
            assertFalse(Texts.load(Language.RU).get("step." + step.word()).isEmpty());
        }
    }

    @Test
    void every_wait_says_why_and_what_ends_it() throws IOException {
        assertEquals(List.of(), unsaid("wait", WAITS, "wait"));
        assertEquals(List.of(), unsaid("hint", WAITS, "hint-plain"));
    }

    @Test
    void every_note_is_told() throws IOException {
        assertEquals(List.of(), unsaid("note", NOTES, "note"));
    }

    @Test
    void every_refusal_is_told() throws IOException {
        assertEquals(List.of(), unsaid("problem", PROBLEMS, "problem-plain"));
    }

    @Test
    void every_trouble_of_an_engine_has_its_name_and_its_fix() throws IOException {
        assertEquals(TROUBLES.keySet(), Set.copyOf(Trouble.codes()));
        assertEquals(List.of(), unsaid("chip", TROUBLES, "chip"));
        assertEquals(List.of(), unsaid("reason", TROUBLES, "reason-plain"));
    }

    @Test
    void every_answer_of_a_check_has_its_words() throws IOException {
        assertEquals(List.of(), unsaid("check", CHECKS, "check"));
        var source = Files.readString(Path.of("src/main/java/orchestrator/web/EngineCheck.java"));
        assertEquals(new TreeSet<>(CHECKS.keySet()), said("[>?:]\\s*\"([a-z-]+)\"|\"state\", \"([a-z-]+)\"", source));
    }

    @Test
    void a_code_without_words_or_with_a_value_that_may_be_absent_is_found() throws IOException {
        assertEquals(List.of("en err.never-heard-of", "ru err.never-heard-of"),
                unsaid("err", Map.of("never-heard-of", ""), "err"));
        assertEquals(List.of("en fix.gpu-memory", "ru fix.gpu-memory"),
                unsaid("fix", Map.of("gpu-memory", "node"), "fix"));
    }

    @Test
    void the_rooms_say_no_code_that_is_not_listed() throws IOException {
        var code = new StringBuilder();
        for (var room : List.of("worker", "web", "queue", "engine", "crew", "remote")) {
            try (Stream<Path> files = Files.walk(Path.of("src/main/java/orchestrator", room))) {
                for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    code.append(Files.readString(file));
                }
            }
        }
        for (var said : SAID.entrySet()) {
            var found = said(said.getKey(), code.toString());
            assertFalse(found.isEmpty(), () -> "nothing says " + said.getKey());
            found.removeAll(said.getValue());
            // What an old job file does not tell has no word.
            found.remove("unknown");
            assertEquals(Set.of(), found);
        }
        assertEquals(Set.of("brand-new"), said("JobError\\.of\\(\\s*\"([a-z-]+)\"", "JobError.of(\n\"brand-new\", x)"));
    }

    /** Keys that lack words which can be said whatever is absent; {@code {a}} of an engine and {@code {t}} of a time are made. */
    private static List<String> unsaid(String family, Map<String, String> codes, String plain) throws IOException {
        var missing = new ArrayList<String>();
        for (var language : Language.values()) {
            var texts = JSON.readTree(Files.readString(Path.of("src/main/resources/orchestrator/web", language.tag()
                    + ".json")));
            codes.keySet().stream().sorted().filter(code -> !canBeSaid(texts, family + "." + code, codes.get(code))
                    && !canBeSaid(texts, plain + "." + code, codes.get(code)))
                    .forEach(code -> missing.add(language.tag() + " " + family + "." + code));
        }
        return missing;
    }

    private static boolean canBeSaid(JsonNode texts, String key, String values) {
        var given = new TreeSet<>(Arrays.stream(values.split(" ")).filter(word -> !word.startsWith("[")).toList());
        if (given.contains("until")) {
            given.add("t");
        }
        if (key.equals("note.again")) {
            given.add("cause");
        }
        return texts.path(key).isString() && Pattern.compile("\\{(\\w+)}").matcher(texts.path(key).asString()).results()
                .allMatch(place -> given.contains(place.group(1)));
    }

    private static Set<String> said(String pattern, String code) {
        var found = new TreeSet<String>();
        Pattern.compile(pattern).matcher(code).results().forEach(match -> {
            for (int group = 1; group <= match.groupCount(); group++) {
                if (match.group(group) != null) {
                    found.add(match.group(group));
                }
            }
        });
        return found;
    }
}

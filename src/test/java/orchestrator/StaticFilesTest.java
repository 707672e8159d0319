package orchestrator;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The rules of the browser side, read from its own files. Each rule is shown to reject something. */
class StaticFilesTest {
    private static final Path STATIC = Path.of("static");
    private static final Path TEMPLATES = Path.of("templates");
    private static final Pattern NAMED = Pattern.compile("import \\{([^}]*)\\} from '([^']+)'");
    private static final Pattern HANDED_ON = Pattern.compile("export \\{([^}]*)\\} from");
    private static final Pattern EXPORTED = Pattern
            .compile("export (?:async )?(?:function\\*?|const|let|class) (\\w+)");
    private static final Pattern IMPORT = Pattern.compile("(?:\\bfrom\\s+|\\bimport\\s*\\(?\\s*)'([^']+)'");
    private static final Pattern LAYERED = Pattern.compile("@import url\\(\"([^\"]+)\"\\) layer\\((\\w+)\\);");

    /** A line that must not stand in a file, unless the file is one of the few that may. */
    private record Rule(String what, Pattern forbidden, Set<String> free) {
        static Rule of(String what, String forbidden, String... free) {
            return new Rule(what, Pattern.compile(forbidden), Set.of(free));
        }

        List<String> broken(String file, String text) {
            return free.contains(file) || !forbidden.matcher(text).find() ? List.of() : List.of(file + ": " + what);
        }
    }

    private static final Rule NO_MARKUP_FROM_STRINGS = Rule.of("writes markup from a string",
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser");
    private static final Rule ONE_FETCH = Rule.of("calls the server past api.js",
            "\\bfetch\\s*\\(|XMLHttpRequest|sendBeacon", "js/api.js");
    private static final Rule ONE_STREAM = Rule.of("opens a stream past stream.js",
            "new\\s+EventSource|new\\s+WebSocket", "js/stream.js");
    private static final Rule NO_OTHER_HOST = Rule.of("names another host",
            "(?:https?:)?//(?!www\\.w3\\.org/2000/svg|lucide\\.dev)[a-z0-9-]+\\.[a-z]");
    private static final Rule NO_EVAL = Rule.of("makes code of a string", "\\beval\\s*\\(|new\\s+Function\\s*\\(");
    private static final Rule NO_STYLE = Rule.of("has a style that the content policy drops",
            "\\sstyle\\s*=\\s*[\"'$]|<style|setAttribute\\('style'");
    private static final Rule NO_HANDLER = Rule.of("has a handler that the content policy drops",
            "<[^>]*\\son[a-z]+\\s*=\\s*[\"']");
    private static final Rule NO_INLINE_SCRIPT = Rule.of("has a script that the content policy drops",
            "<script(?![^>]*\\bsrc=)(?![^>]*type=\"application/json\")");

    @Test
    void scripts_keep_their_rules() {
        var rules = List.of(NO_MARKUP_FROM_STRINGS, ONE_FETCH, ONE_STREAM, NO_OTHER_HOST, NO_EVAL, NO_STYLE);
        assertEquals(List.of(), broken(STATIC, ".js", rules));
    }

    @Test
    void templates_keep_their_rules() {
        var rules = List.of(NO_STYLE, NO_HANDLER, NO_INLINE_SCRIPT, NO_OTHER_HOST);
        assertEquals(List.of(), broken(TEMPLATES, ".jte", rules));
    }

    @Test
    void styles_and_pictures_name_no_other_host() {
        assertEquals(List.of(), broken(STATIC, ".css", List.of(NO_OTHER_HOST)));
        assertEquals(List.of(), broken(STATIC, ".svg", List.of(NO_OTHER_HOST)));
    }

    @Test
    void each_rule_rejects_its_counter_example() {
        assertRejects(NO_MARKUP_FROM_STRINGS, "card.innerHTML = job.prompt;");
        assertRejects(ONE_FETCH, "await fetch('/api/jobs')");
        assertRejects(ONE_STREAM, "new EventSource('/api/jobs/stream')");
        assertRejects(NO_OTHER_HOST, "import x from 'https://cdn.example.com/x.js'");
        assertRejects(NO_OTHER_HOST, "src=\"//cdn.example.com/x.js\"");
        assertRejects(NO_EVAL, "new Function('return 1')");
        assertRejects(NO_STYLE, "<p style=\"color:red\">");
        assertRejects(NO_HANDLER, "<button onclick=\"go()\">");
        assertRejects(NO_INLINE_SCRIPT, "<script>go()</script>");
        assertEquals(List.of(), ONE_FETCH.broken("js/api.js", "fetch('/api/jobs')"));
        assertEquals(List.of(), NO_INLINE_SCRIPT.broken("page.jte", "<script type=\"application/json\" id=\"data\">"));
    }

    @Test
    void every_style_sheet_is_imported_into_a_layer_that_is_declared() {
        var app = read(STATIC.resolve("css/app.css"));
        var layers = app.lines().findFirst().orElseThrow();
        var imported = new TreeMap<String, String>();
        matches(LAYERED, app).forEach(line -> imported.put(line.group(1), line.group(2)));
        var files = new TreeSet<>(names(STATIC.resolve("css"), ".css"));
        files.remove("app.css");
        assertEquals(files, imported.keySet());
        imported.values().forEach(layer -> assertTrue(layers.matches(".*\\b" + layer + "\\b.*"), layer));
        assertFalse(app.contains("{"), "app.css holds imports alone");
        assertEquals(List.of(), matches(LAYERED, "@import url(\"loose.css\");"));
    }

    @Test
    void every_import_leads_to_a_file() {
        var missing = new ArrayList<String>();
        for (var name : names(STATIC.resolve("js"), ".js")) {
            missing.addAll(lost(STATIC.resolve("js").resolve(name), read(STATIC.resolve("js").resolve(name))));
        }
        assertEquals(List.of(), missing);
        assertEquals(List.of("./gone.js"), lost(STATIC.resolve("js/app.js"), "import { x } from './gone.js';"));
        assertEquals(List.of("lodash"), lost(STATIC.resolve("js/app.js"), "import x from 'lodash';"));
    }

    @Test
    void every_name_that_is_imported_is_exported() {
        var missing = new ArrayList<String>();
        for (var name : names(STATIC.resolve("js"), ".js")) {
            missing.addAll(unknown(STATIC.resolve("js").resolve(name), read(STATIC.resolve("js").resolve(name))));
        }
        assertEquals(List.of(), missing);
        assertEquals(List.of("gone of ./api.js"),
                unknown(STATIC.resolve("js/app.js"), "import { job, gone } from './api.js';"));
    }

    @Test
    void the_page_loads_every_module_ahead_but_those_of_the_worker_and_of_what_is_seen_later() {
        var files = new TreeSet<>(names(STATIC.resolve("js"), ".js"));
        files.removeAll(Set.of("events-worker.js", "stream.js", "inspector.js", "itemfacts.js", "origins.js",
                "itemmenu.js", "viewer.js", "still.js", "clip.js", "toolbar.js", "back.js", "logic/zoom.js",
                "details.js", "form.js", "draft.js", "faults.js", "fields.js", "alerts.js", "checking.js", "connect.js",
                "modal.js", "settings.js", "studio.js", "logic/connect.js", "kept.js", "listbox.js", "models.js",
                "prompt.js", "repeat.js", "sending.js", "start.js", "banner.js", "away.js", "pausing.js", "engine.js",
                "watching.js", "moving.js", "dragging.js", "doings.js", "menus.js", "batches.js", "tips.js", "focus.js",
                "keys.js", "palette.js", "toasts.js", "keyboard.js", "news.js", "logic/shortcuts.js", "logic/order.js",
                "logic/telling.js", "logic/draft.js",
                "logic/models.js", "logic/prompt.js", "logic/ranking.js", "logic/repeat.js", "logic/sizes.js"));
        var listed = new TreeSet<String>();
        matches(Pattern.compile("\"([a-z/-]+)\""), read(Path.of("src/main/java/orchestrator/web/page/Modules.java")))
                .forEach(name -> listed.add(name.group(1) + ".js"));
        assertEquals(files, listed);
        assertTrue(listed.size() <= 20, "more modules than a first view may ask for");
    }

    @Test
    void every_icon_that_is_drawn_is_in_the_sprite_and_no_other_is() {
        var sprite = new TreeSet<String>();
        matches(Pattern.compile("<symbol id=\"([^\"]+)\""), read(STATIC.resolve("img/icons.svg")))
                .forEach(symbol -> sprite.add(symbol.group(1)));
        var sources = new StringBuilder();
        names(STATIC.resolve("js"), ".js").forEach(name -> sources.append(read(STATIC.resolve("js").resolve(name))));
        names(TEMPLATES, ".jte").forEach(name -> sources.append(read(TEMPLATES.resolve(name))));
        var unused = new TreeSet<>(sprite);
        unused.removeIf(icon -> Pattern.compile("['\"#]" + icon + "['\"]").matcher(sources).find());
        assertEquals(Set.of(), unused);
        var drawn = new TreeSet<String>();
        matches(Pattern.compile("icon\\(name = \"([a-z0-9-]+)\"\\)|icon: '([a-z0-9-]+)'"), sources.toString())
                .forEach(icon -> drawn.add(icon.group(1) == null ? icon.group(2) : icon.group(1)));
        drawn.removeAll(sprite);
        assertEquals(Set.of(), drawn);
    }

    private static void assertRejects(Rule rule, String text) {
        assertFalse(rule.broken("js/other.js", text).isEmpty(), () -> rule.what() + " lets through: " + text);
    }

    private static List<String> broken(Path root, String ending, List<Rule> rules) {
        var files = names(root, ending);
        assertFalse(files.isEmpty(), () -> "nothing ends in " + ending + " below " + root);
        return files.stream().flatMap(name -> rules.stream()
                .flatMap(rule -> rule.broken(name, read(root.resolve(name))).stream())).toList();
    }

    private static List<String> lost(Path file, String text) {
        return matches(IMPORT, text).stream().map(found -> found.group(1))
                .filter(target -> !target.startsWith(".") || !Files.exists(file.resolveSibling(target))).toList();
    }

    private static List<String> unknown(Path file, String text) {
        var missing = new ArrayList<String>();
        for (var found : matches(NAMED, text)) {
            var exported = new TreeSet<String>();
            var source = read(file.resolveSibling(found.group(2)));
            matches(EXPORTED, source).forEach(one -> exported.add(one.group(1)));
            matches(HANDED_ON, source).forEach(one -> exported.addAll(List.of(one.group(1).strip().split(",\\s*"))));
            for (var name : found.group(1).split(",")) {
                var own = name.strip().replaceFirst(" as .*", "");
                if (!own.isEmpty() && !exported.contains(own)) {
                    missing.add(own + " of " + found.group(2));
                }
            }
        }
        return missing;
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static List<String> names(Path root, String ending) {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .map(file -> root.relativize(file).toString().replace('\\', '/')).sorted().toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

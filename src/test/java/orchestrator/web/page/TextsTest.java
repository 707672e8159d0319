package orchestrator.web.page;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TextsTest {
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");
    /** Keys made of a code that comes from elsewhere. */
    private static final Set<String> FAMILIES = Set.of("again", "check", "chip", "err", "fix", "fix-plain", "hint",
            "hint-plain",
            "note", "problem", "problem-plain",
            "reason", "reason-plain", "step", "wait", "x", "stage", "engine", "order", "page.jobs",
            "page.header.theme", "page.sign-in", "theme.label", "theme", "tile-size", "model.group");

    @Test
    void both_languages_have_the_same_keys_in_order() throws IOException {
        var english = keys(file(Language.EN));
        assertEquals(english, keys(file(Language.RU)));
        assertEquals(english.stream().sorted().toList(), english);
    }

    @Test
    void a_text_has_the_same_places_in_both_languages() throws IOException {
        var english = file(Language.EN);
        var russian = file(Language.RU);
        for (var key : keys(english)) {
            assertEquals(places(english.get(key)), places(russian.get(key)), key);
        }
    }

    @Test
    void a_plural_has_every_form_of_its_language() throws IOException {
        for (var language : Language.values()) {
            var forms = PluralForm.of(language).stream().map(PluralForm::word).sorted().toList();
            for (var key : keys(file(language))) {
                var text = file(language).get(key);
                if (text.isObject()) {
                    assertEquals(forms, text.propertyNames().stream().sorted().toList(), key);
                    text.forEach(form -> assertTrue(form.asString().contains("{n}"), key));
                }
            }
        }
    }

    @Test
    void no_text_is_left_unused() throws IOException {
        var sources = sources("static/js", ".js") + sources("templates", ".jte")
                + sources("src/main/java/orchestrator/web/page", ".java");
        assertEquals(List.of(), keys(file(Language.EN)).stream().filter(key -> !isUsed(key, sources)).toList());
        assertEquals(false, isUsed("page.never-said", sources));
    }

    @Test
    void scripts_get_no_text_of_the_templates() {
        Texts.load(Language.EN).forScripts().propertyNames()
                .forEach(key -> assertTrue(!key.startsWith(Texts.PAGE_PREFIX), key));
    }

    @Test
    void every_key_that_scripts_name_reaches_them() throws IOException {
        var sent = Texts.load(Language.RU).forScripts();
        var named = Pattern.compile("\\bt\\('([a-z][a-z0-9.-]+)'").matcher(sources("static/js", ".js")).results()
                .map(call -> call.group(1)).distinct().filter(key -> !sent.has(key)).toList();
        assertEquals(List.of(), named);
    }

    @Test
    void templates_hold_no_words_of_their_own() throws IOException {
        var words = new ArrayList<String>();
        try (var files = Files.list(Path.of("templates"))) {
            for (var file : files.toList()) {
                words.addAll(words(Files.readString(file)));
            }
        }
        // The product's name and the names of keys are the same in every language.
        words.removeAll(List.of("Orchestrator", "N", "Ctrl", "K"));
        assertEquals(List.of(), words);
        assertEquals(List.of("Save"), words("<button>Save</button>"));
    }

    @Test
    void scripts_hold_no_russian_or_spaced_sentence() throws IOException {
        var code = sources("static/js", ".js").replaceAll("(?m)//.*$|/\\*(?s:.*?)\\*/", "");
        assertEquals(List.of(), sentences(code));
        assertEquals(List.of("'Nothing here yet'"), sentences("x.textContent = 'Nothing here yet';"));
    }

    @Test
    void russian_counts_by_its_own_rules() {
        var texts = Texts.load(Language.RU);
        assertEquals("1 файл", texts.plural("grid.count", 1));
        assertEquals("2 файла", texts.plural("grid.count", 2));
        assertEquals("5 файлов", texts.plural("grid.count", 5));
        assertEquals("11 файлов", texts.plural("grid.count", 11));
        assertEquals("14 файлов", texts.plural("grid.count", 14));
        assertEquals("21 файл", texts.plural("grid.count", 21));
        assertEquals("22 файла", texts.plural("grid.count", 22));
        assertEquals("111 файлов", texts.plural("grid.count", 111));
        assertEquals("0 файлов", texts.plural("grid.count", 0));
    }

    @Test
    void english_knows_one_and_the_rest() {
        var texts = Texts.load(Language.EN);
        assertEquals("1 file", texts.plural("grid.count", 1));
        assertEquals("1,234 files", texts.plural("grid.count", 1234));
    }

    @Test
    void values_stand_as_they_are_even_with_signs_of_a_pattern() {
        assertEquals("Waiting: $1 \\ {reason}", Texts.load(Language.EN).get("job.wait", "reason", "$1 \\ {reason}"));
    }

    @Test
    void a_missing_text_or_value_is_a_mistake_and_says_which() {
        var texts = Texts.load(Language.EN);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> texts.get("no.such")).getMessage()
                .contains("no.such"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> texts.get("job.wait")).getMessage()
                .contains("{reason}"));
        assertEquals("Something went wrong", texts.getOr("err.never-heard-of", "err.unknown"));
    }

    private static boolean isUsed(String key, String sources) {
        if (sources.contains("'" + key + "'") || sources.contains("\"" + key + "\"")) {
            return true;
        }
        var family = key.substring(0, key.lastIndexOf('.'));
        return FAMILIES.contains(family) && (sources.contains(family + ".${") || sources.contains("\"" + family + ".\"")
                || sources.contains("'" + family + "',"));
    }

    private static List<String> words(String template) {
        var text = template.replaceAll("(?m)^[@!].*$", "").replaceAll("\\$(unsafe)?\\{[^}]*}", "")
                .replaceAll("@\\w+(\\.\\w+)?\\((?:[^()]|\\([^()]*\\))*\\)|@\\w+", "").replaceAll("<!--.*?-->", "")
                .replaceAll("<[^>]*>", "\n");
        return Pattern.compile("\\p{L}+").matcher(text).results().map(word -> word.group()).toList();
    }

    private static List<String> sentences(String code) {
        return Pattern.compile("'[^'\\n]*\\p{IsCyrillic}[^'\\n]*'|'[A-Z][a-z]+ [a-z]+ [^'\\n$]*'").matcher(code)
                .results()
                .map(found -> found.group()).toList();
    }

    private static Set<String> places(JsonNode text) {
        var places = new TreeSet<String>();
        PLACE.matcher(text.isObject() ? text.get("other").asString() : text.asString()).results()
                .forEach(place -> places.add(place.group()));
        return places;
    }

    private static List<String> keys(JsonNode file) {
        return List.copyOf(file.propertyNames());
    }

    private static JsonNode file(Language language) throws IOException {
        return JsonMapper.builder().build()
                .readTree(Files.readString(Path.of("src/main/resources/orchestrator/web", language.tag() + ".json")));
    }

    private static String sources(String folder, String ending) throws IOException {
        var all = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            for (var file : files.filter(path -> path.toString().endsWith(ending)).toList()) {
                all.append(Files.readString(file)).append('\n');
            }
        }
        return all.toString();
    }
}

package orchestrator.web.page;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.NumberFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything the reader sees, in one language. A text may hold {@code {name}} places; a text that depends on a number is
 * an object of plural forms ({@code one}, {@code few}, {@code many}, {@code other}), its number is {@code {n}}.
 */
public final class Texts {
    /** Keys under this prefix are for templates alone; all others also travel to the scripts. */
    static final String PAGE_PREFIX = "page.";
    /** Keys under this prefix name what can be done on the page. */
    static final String COMMAND_PREFIX = "do.";

    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");

    private final Language language;
    private final ObjectNode texts;

    private Texts(Language language, ObjectNode texts) {
        this.language = language;
        this.texts = texts;
    }

    /** Reads the language file that lies in the jar. */
    public static Texts load(Language language) {
        var file = "/orchestrator/web/" + language.tag() + ".json";
        try (InputStream in = Texts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The jar lacks " + file);
            }
            return new Texts(language, (ObjectNode) JsonMapper.builder().build().readTree(in));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The language these texts are in. */
    public Language language() {
        return language;
    }

    /**
     * The text of a key with its places filled.
     *
     * @param args names and values in turn; numbers are written as the language writes them
     * @throws IllegalArgumentException for an unknown key or a place without a value, which is a mistake of ours
     */
    public String get(String key, Object... args) {
        return fill(key, find(key).orElseThrow(() -> new IllegalArgumentException("No text for " + key)), args);
    }

    /** The text of a key, or the text of a second one where there is none: for codes that others may add. */
    public String getOr(String key, String otherwise) {
        return find(key).isPresent() ? get(key) : get(otherwise);
    }

    /** Whether there is a text of this key. */
    boolean has(String key) {
        return find(key).isPresent();
    }

    /**
     * The text of a code that the server tells with values of its own.
     *
     * @param told {@code {code, args}}
     * @return empty where there is no such text, or where a value that it names is missing
     */
    public Optional<String> coded(String family, JsonNode told) {
        var key = family + "." + told.path("code").asString("");
        var args = told.path("args");
        return find(key).filter(text -> PLACE.matcher(text).results()
                .allMatch(place -> args.path(place.group(1)).isValueNode()))
                .map(text -> PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(
                        args.path(place.group(1)).asString())));
    }

    /** The form of a text that fits a number; the number itself is {@code {n}}. */
    public String plural(String key, long n) {
        var form = PluralForm.of(language, n).word();
        return fill(key, texts.path(key).path(form).asString(), "n", n);
    }

    /** A number as the language writes it. */
    public String number(long n) {
        return written(n);
    }

    /** The texts that scripts need, as one JSON object of the same shape as the file. */
    public JsonNode forScripts() {
        var chosen = texts.deepCopy();
        texts.propertyNames().stream().filter(key -> key.startsWith(PAGE_PREFIX)).forEach(chosen::remove);
        return chosen;
    }

    /** The names of the page's commands. */
    ObjectNode commands() {
        var chosen = texts.deepCopy();
        texts.propertyNames().stream().filter(key -> !key.startsWith(COMMAND_PREFIX)).forEach(chosen::remove);
        return chosen;
    }

    private Optional<String> find(String key) {
        return Optional.ofNullable(texts.get(key)).filter(JsonNode::isString).map(JsonNode::asString);
    }

    private String fill(String key, String text, Object... args) {
        UnaryOperator<String> value = name -> {
            for (int i = 0; i + 1 < args.length; i += 2) {
                if (args[i].equals(name)) {
                    return written(args[i + 1]);
                }
            }
            throw new IllegalArgumentException("No value for {" + name + "} of " + key);
        };
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value.apply(place.group(1))));
    }

    private String written(Object value) {
        return value instanceof Number number
                ? NumberFormat.getInstance(language.locale()).format(number)
                : String.valueOf(value);
    }
}

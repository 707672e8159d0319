package orchestrator.models;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

import java.io.StringReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Title, trigger words and family as the metadata of a file tell them (modelspec, kohya's {@code ss_*}). */
final class ModelCard {

    private static final String TITLE = "modelspec.title";
    private static final String TRIGGER = "modelspec.trigger_phrase";
    private static final String ARCHITECTURE = "modelspec.architecture";
    private static final String BASE = "ss_base_model_version";
    private static final String OUTPUT_NAME = "ss_output_name";
    private static final String TAGS = "ss_tag_frequency";
    private static final String RESOLUTION = "modelspec.resolution";
    private static final Set<String> READ = Set.of(TITLE, TRIGGER, ARCHITECTURE, BASE, OUTPUT_NAME, TAGS, RESOLUTION);
    private static final Pattern SIZE = Pattern.compile("(\\d{3,4})x(\\d{3,4})");
    private static final int LEAST = 256;
    private static final int MOST = 2048;
    private static final int MAX_TEXT = 120;
    private static final int MAX_WORDS = 12;
    private static final int MAX_TAGS = 5;

    private ModelCard() {
    }

    /** Whether the value of a key is of use; everything else is passed over while reading. */
    static boolean reads(String key) {
        return READ.contains(key) || Covers.KEYS.contains(key);
    }

    static Card of(Map<String, String> metadata) {
        Optional<String> title = text(metadata, TITLE).or(() -> text(metadata, OUTPUT_NAME));
        List<String> phrase = words(Arrays.stream(metadata.getOrDefault(TRIGGER, "").split(",")), MAX_WORDS);
        return new Card(title, phrase.isEmpty() ? commonTags(metadata.getOrDefault(TAGS, "")) : phrase,
                resolution(metadata.getOrDefault(RESOLUTION, "")), Optional.empty());
    }

    private static Optional<Card.Resolution> resolution(String told) {
        return Optional.of(SIZE.matcher(told)).filter(Matcher::matches)
                .map(size -> new Card.Resolution(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))))
                .filter(size -> Math.min(size.width(), size.height()) >= LEAST
                        && Math.max(size.width(), size.height()) <= MOST);
    }

    /** The family the maker names; empty when it is none we know. */
    static Optional<Family> family(Map<String, String> metadata) {
        return Stream.of(ARCHITECTURE, BASE).map(key -> metadata.getOrDefault(key, "").toLowerCase(Locale.ROOT))
                .flatMap(told -> family(told).stream()).findFirst();
    }

    private static Optional<Family> family(String told) {
        if (told.startsWith("stable-diffusion-v1") || told.startsWith("sd_v1")) {
            return Optional.of(Family.SD15);
        }
        if (told.startsWith("stable-diffusion-v2") || told.startsWith("sd_v2")) {
            return Optional.of(Family.SD2);
        }
        if (told.startsWith("stable-diffusion-xl") || told.startsWith("sdxl")) {
            return Optional.of(Family.SDXL);
        }
        if (told.startsWith("stable-diffusion-v3") || told.startsWith("stable-diffusion-3") || told.startsWith("sd3")) {
            return Optional.of(told.contains("3.5") || told.contains("3-5") ? Family.SD35 : Family.SD3);
        }
        if (told.startsWith("stable-video-diffusion")) {
            return Optional.of(Family.SVD);
        }
        if (told.startsWith("flux-1") || told.startsWith("flux1") || told.equals("flux")) {
            return Optional.of(Family.FLUX);
        }
        return told.startsWith("chroma") ? Optional.of(Family.CHROMA) : Optional.empty();
    }

    private static Optional<String> text(Map<String, String> metadata, String key) {
        return words(Stream.of(metadata.getOrDefault(key, "")), 1).stream().findFirst();
    }

    private static List<String> words(Stream<String> raw, int atMost) {
        return raw.map(word -> word.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", " ").strip())
                .filter(word -> !word.isEmpty() && !word.equals("None")).map(ModelCard::cut).distinct().limit(atMost)
                .toList();
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MAX_TEXT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_TEXT));
    }

    // JSON within a string: {folder: {tag: count}}.
    private static List<String> commonTags(String json) {
        Map<String, Integer> counts = new HashMap<>();
        try (JsonParser tags = HeaderJson.JSON.createParser(ObjectReadContext.empty(), new StringReader(json))) {
            String tag = "";
            for (JsonToken token = tags.nextToken(); token != null; token = tags.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME) {
                    tag = tags.currentName();
                } else if (token == JsonToken.VALUE_NUMBER_INT && tags.isExpectedNumberIntToken()
                        && tags.getNumberType() == JsonParser.NumberType.INT) {
                    counts.merge(tag, tags.getIntValue(), Integer::sum);
                }
            }
        } catch (JacksonException noTags) {
            // Hints only: a file without readable ones is as good as any other.
            return List.of();
        }
        return words(counts.entrySet().stream().sorted(Map.Entry.<String, Integer>comparingByValue().reversed()
                .thenComparing(Map.Entry.comparingByKey())).map(Map.Entry::getKey), MAX_TAGS);
    }
}

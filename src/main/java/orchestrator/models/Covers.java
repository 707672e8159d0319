package orchestrator.models;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pictures within the metadata of a model file: base64 of strangers, believed only when it begins like a picture. */
final class Covers {

    private static final String SEVERAL = "ssmd_cover_images";

    /** Where makers put one, the one made for showing first. */
    static final List<String> KEYS = List.of("modelspec.thumbnail", "modelspec.preview_image", SEVERAL);

    private static final Pattern ADDRESS = Pattern.compile("data:image/(?:png|jpe?g|webp|gif);base64,");
    private static final int MAX_TEXT = 8 << 20;
    private static final int HEAD_TEXT = 32;

    private Covers() {
    }

    /** Whether there is one, as far as its first bytes tell. */
    static boolean isIn(Map<String, String> metadata) {
        return text(metadata).isPresent();
    }

    /** The picture in a file; empty when it holds none, or no longer. */
    static Optional<byte[]> read(Path model) {
        try {
            return text(SafetensorsHeader.read(model).metadata()).flatMap(Covers::decoded);
        } catch (BadHeader | IOException gone) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(Map<String, String> metadata) {
        return KEYS.stream().filter(metadata::containsKey)
                .map(key -> key.equals(SEVERAL) ? first(metadata.get(key)) : metadata.get(key))
                .map(Covers::withoutAddress).filter(Covers::beginsAsPicture).findFirst();
    }

    // What an address of another kind of data leaves is no base64.
    private static String withoutAddress(String text) {
        Matcher address = ADDRESS.matcher(text);
        return address.lookingAt() ? text.substring(address.end()) : text;
    }

    private static boolean beginsAsPicture(String base64) {
        return base64.length() >= HEAD_TEXT && base64.length() <= MAX_TEXT
                && decoded(base64.substring(0, HEAD_TEXT)).filter(Covers::isPicture).isPresent();
    }

    private static boolean isPicture(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.startsWith("\u0089PNG") || text.startsWith("\u00ff\u00d8\u00ff") || text.startsWith("GIF8")
                || text.startsWith("RIFF") && text.startsWith("WEBP", 8);
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    // JSON within a string: a list of pictures.
    private static String first(String list) {
        try (JsonParser json = HeaderJson.JSON.createParser(ObjectReadContext.empty(), new StringReader(list))) {
            return json.nextToken() == JsonToken.START_ARRAY && json.nextToken() == JsonToken.VALUE_STRING
                    ? json.getString()
                    : "";
        } catch (JacksonException noList) {
            return "";
        }
    }
}

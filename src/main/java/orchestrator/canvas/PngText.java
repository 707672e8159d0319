package orchestrator.canvas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Size and texts of a PNG, read without decoding it: the chunks before the pixels, within limits. Check sums are not
 * looked at: a picture with a wrong one still tells its size.
 *
 * @param texts those asked for, by key; what is too large or damaged is left out
 */
record PngText(int width, int height, Map<String, String> texts) {

    private static final int SIGNATURE = 8;
    private static final int CHUNK_FRAME = 12;
    private static final int MAX_CHUNKS = 10_000;
    private static final int MAX_TEXT = 2 << 20;
    private static final int MAX_ALL = 10 << 20;
    private static final int MAX_KEY = 79;

    /** Reads until the pixels begin. */
    static PngText read(FileBytes file, Set<String> keys) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        int width = 0;
        int height = 0;
        int all = 0;
        long at = SIGNATURE;
        for (int n = 0; n < MAX_CHUNKS && at + CHUNK_FRAME <= file.size(); n++) {
            ByteBuffer frame = file.header(at, 8);
            long length = Integer.toUnsignedLong(frame.getInt(0));
            String type = type(frame);
            if (type.equals("IDAT") || type.equals("IEND") || at + CHUNK_FRAME + length > file.size()) {
                break;
            }
            if (type.equals("IHDR") && length >= 8) {
                ByteBuffer header = file.header(at + 8, 8);
                width = Math.max(0, header.getInt(0));
                height = Math.max(0, header.getInt(4));
            } else if (isText(type) && length <= MAX_TEXT && all + length <= MAX_ALL
                    && isNew(file.at(at + 8, MAX_KEY + 1), keys, texts)) {
                String value = text(type, file.at(at + 8, (int) length), texts);
                // What a few bytes become counts, not what they were.
                all += (int) Math.max(length, value.length());
            }
            at += CHUNK_FRAME + length;
        }
        return new PngText(width, height, texts);
    }

    /** Whether the chunks lead to the last one, whatever follows it. */
    static boolean isComplete(FileBytes file) throws IOException {
        long at = SIGNATURE;
        for (int n = 0; n < MAX_CHUNKS && at + CHUNK_FRAME <= file.size(); n++) {
            ByteBuffer frame = file.header(at, 8);
            if (type(frame).equals("IEND")) {
                return true;
            }
            at += CHUNK_FRAME + Integer.toUnsignedLong(frame.getInt(0));
        }
        return false;
    }

    /**
     * What a compressed text or profile would become.
     *
     * @param type zTXt, iTXt or iCCP
     * @return bytes; 0 where nothing is compressed, and something over {@code most} when it is longer than that
     */
    static int inflatedLength(String type, byte[] data, int most) {
        int keyEnd = zero(data, 0);
        if (keyEnd < 0) {
            return 0;
        }
        int from = keyEnd + 2;
        if (type.equals("iTXt")) {
            int languageEnd = zero(data, keyEnd + 3);
            int translationEnd = languageEnd < 0 ? -1 : zero(data, languageEnd + 1);
            from = translationEnd < 0 || data[keyEnd + 1] != 1 ? data.length : translationEnd + 1;
        }
        return inflated(data, from, most).size();
    }

    private static String type(ByteBuffer frame) {
        return new String(frame.array(), 4, 4, StandardCharsets.ISO_8859_1);
    }

    private static boolean isText(String type) {
        return type.equals("tEXt") || type.equals("zTXt") || type.equals("iTXt");
    }

    private static boolean isNew(byte[] data, Set<String> keys, Map<String, String> texts) {
        int end = zero(data, 0);
        String key = end <= 0 ? "" : new String(data, 0, end, StandardCharsets.ISO_8859_1);
        return keys.contains(key) && !texts.containsKey(key);
    }

    private static String text(String type, byte[] data, Map<String, String> texts) {
        int end = zero(data, 0);
        String value = switch (type) {
            case "tEXt" -> plain(data, end + 1);
            case "zTXt" -> inflated(data, end + 2, StandardCharsets.ISO_8859_1);
            default -> international(data, end);
        };
        if (!value.isEmpty()) {
            texts.put(new String(data, 0, end, StandardCharsets.ISO_8859_1), value);
        }
        return value;
    }

    // By the book it is Latin-1; some programs write UTF-8 all the same.
    private static String plain(byte[] data, int from) {
        String utf8 = new String(data, from, data.length - from, StandardCharsets.UTF_8);
        return utf8.indexOf('\ufffd') < 0
                ? utf8
                : new String(data, from, data.length - from, StandardCharsets.ISO_8859_1);
    }

    private static String international(byte[] data, int keyEnd) {
        int languageEnd = zero(data, keyEnd + 3);
        int translationEnd = languageEnd < 0 ? -1 : zero(data, languageEnd + 1);
        if (translationEnd < 0) {
            return "";
        }
        return data[keyEnd + 1] == 1
                ? inflated(data, translationEnd + 1, StandardCharsets.UTF_8)
                : new String(data, translationEnd + 1, data.length - translationEnd - 1, StandardCharsets.UTF_8);
    }

    private static String inflated(byte[] data, int from, Charset charset) {
        ByteArrayOutputStream out = inflated(data, from, MAX_TEXT);
        // A few bytes that become gigabytes are no text.
        return out.size() > MAX_TEXT ? "" : out.toString(charset);
    }

    // Empty when it is damaged; ends soon after it has more bytes than wanted.
    private static ByteArrayOutputStream inflated(byte[] data, int from, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (from >= data.length) {
            return out;
        }
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(data, from, data.length - from);
            byte[] part = new byte[8192];
            while (!inflater.finished() && out.size() <= most) {
                int count = inflater.inflate(part);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                out.write(part, 0, count);
            }
            return out;
        } catch (DataFormatException damaged) {
            return new ByteArrayOutputStream();
        }
    }

    private static int zero(byte[] data, int from) {
        for (int i = from; i >= 0 && i < data.length; i++) {
            if (data[i] == 0) {
                return i;
            }
        }
        return -1;
    }
}

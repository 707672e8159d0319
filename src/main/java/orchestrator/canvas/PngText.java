package orchestrator.canvas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Size and texts of a PNG, read without decoding it: the chunks before the pixels, within limits.
 *
 * @param texts by key; what is too large or damaged is left out
 */
record PngText(int width, int height, Map<String, String> texts) {

    private static final int SIGNATURE = 8;
    private static final int CHUNK_FRAME = 12;
    private static final int MAX_CHUNKS = 10_000;
    private static final int MAX_TEXT = 2 << 20;
    private static final int MAX_ALL = 10 << 20;

    static PngText read(SeekableByteChannel file) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        int width = 0;
        int height = 0;
        int all = 0;
        long at = SIGNATURE;
        for (int n = 0; n < MAX_CHUNKS && at + CHUNK_FRAME <= file.size(); n++) {
            ByteBuffer frame = at(file, at, 8);
            long length = Integer.toUnsignedLong(frame.getInt(0));
            String type = new String(frame.array(), 4, 4, StandardCharsets.ISO_8859_1);
            if (type.equals("IDAT") || type.equals("IEND") || at + CHUNK_FRAME + length > file.size()) {
                break;
            }
            if (type.equals("IHDR") && length >= 8) {
                ByteBuffer header = at(file, at + 8, 8);
                width = header.getInt(0);
                height = header.getInt(4);
            } else if (isText(type) && length <= MAX_TEXT && all + length <= MAX_ALL) {
                all += (int) length;
                text(type, at(file, at + 8, (int) length).array(), texts);
            }
            at += CHUNK_FRAME + length;
        }
        return new PngText(width, height, texts);
    }

    private static boolean isText(String type) {
        return type.equals("tEXt") || type.equals("zTXt") || type.equals("iTXt");
    }

    private static void text(String type, byte[] data, Map<String, String> texts) {
        int end = zero(data, 0);
        if (end <= 0 || end > 79) {
            return;
        }
        String key = new String(data, 0, end, StandardCharsets.ISO_8859_1);
        String value = switch (type) {
            case "tEXt" -> plain(data, end + 1);
            case "zTXt" -> inflated(data, end + 2, StandardCharsets.ISO_8859_1);
            default -> international(data, end);
        };
        if (!value.isEmpty()) {
            texts.putIfAbsent(key, value);
        }
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
        if (from >= data.length) {
            return "";
        }
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(data, from, data.length - from);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[8192];
            while (!inflater.finished() && out.size() <= MAX_TEXT) {
                int count = inflater.inflate(part);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                out.write(part, 0, count);
            }
            // A few bytes that become gigabytes are no text.
            return out.size() > MAX_TEXT ? "" : out.toString(charset);
        } catch (DataFormatException damaged) {
            return "";
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

    private static ByteBuffer at(SeekableByteChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        file.position(position);
        while (buffer.hasRemaining() && file.read(buffer) >= 0) {
            // The rest comes with the next read.
        }
        return ByteBuffer.wrap(Arrays.copyOf(buffer.array(), length));
    }
}

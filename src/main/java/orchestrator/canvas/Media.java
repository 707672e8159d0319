package orchestrator.canvas;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Kinds of files the canvas shows, told by their first bytes, never by their names. */
public enum Media {
    PNG("image/png", "png"), JPEG("image/jpeg", "jpg"), WEBP("image/webp", "webp"), GIF("image/gif",
            "gif"), MP4("video/mp4", "mp4"), WEBM("video/webm", "webm"), MOV("video/quicktime", "mov");

    /** Bytes that {@link #of} needs from the beginning of a file. */
    public static final int HEAD = 32;

    private final String mime;
    private final String extension;

    Media(String mime, String extension) {
        this.mime = mime;
        this.extension = extension;
    }

    public String mime() {
        return mime;
    }

    /** What names of this kind end with, without a dot. */
    String extension() {
        return extension;
    }

    public boolean isVideo() {
        return mime.startsWith("video/");
    }

    /** The ending of a new file that is said to be of this media type; see {@link #ending}. */
    public static String endingOf(String mime) {
        for (Media media : values()) {
            if (media.mime.equals(mime)) {
                return media.extension;
            }
        }
        return "bin";
    }

    /** What a name promises, as a media type. */
    public static String mimeOf(String name) {
        return promisedBy(name).map(Media::mime).orElse("application/octet-stream");
    }

    /** The kind a name promises; what the file is may differ. */
    static Optional<Media> promisedBy(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        for (Media media : values()) {
            if (media.extension.equals(ending)) {
                return Optional.of(media);
            }
        }
        return ending.equals("jpeg") ? Optional.of(JPEG) : Optional.empty();
    }

    /**
     * The ending of a new file that another program calls so; {@code bin} for what the canvas does not show, so that
     * nothing that is run or opened by its ending comes in under a name of its choice.
     */
    public static String ending(String name) {
        return promisedBy(name).map(Media::extension).orElse("bin");
    }

    /** The kind of a file that begins with these bytes. */
    public static Optional<Media> of(byte[] head) {
        if (starts(head, 0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        } else if (starts(head, 0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        } else if (starts(head, 0, "GIF87a") || starts(head, 0, "GIF89a")) {
            return Optional.of(GIF);
        } else if (starts(head, 0, "RIFF") && starts(head, 8, "WEBP")) {
            return Optional.of(WEBP);
        } else if (starts(head, 0, "\u001aE\u00df\u00a3")) {
            return Optional.of(WEBM);
        } else if (starts(head, 4, "ftypqt")) {
            return Optional.of(MOV);
        }
        return starts(head, 4, "ftyp") ? Optional.of(MP4) : Optional.empty();
    }

    /** Whether these are all the bytes there are, and too few to tell a picture by. */
    static boolean isTooShort(byte[] head) {
        String all = new String(head, StandardCharsets.ISO_8859_1);
        return head.length < 2 || "\u0089PNG\r\n\u001a\n".startsWith(all) || "\u00ff\u00d8\u00ff".startsWith(all)
                || "RIFF".startsWith(all.substring(0, Math.min(4, head.length))) && head.length < 12;
    }

    private static boolean starts(byte[] head, int at, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        return head.length >= at + wanted.length
                && java.util.Arrays.equals(head, at, at + wanted.length, wanted, 0, wanted.length);
    }
}

package orchestrator.web;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The kinds of file a browser may show, told by their first bytes and never by their name: what is none of these is
 * sent as a download.
 */
enum MediaType {
    PNG("image/png"), JPEG("image/jpeg"), WEBP("image/webp"), GIF("image/gif"), AVIF("image/avif"), MP4(
            "video/mp4"), MOV(
                    "video/quicktime"), WEBM("video/webm"), MP3("audio/mpeg"), WAV("audio/wav"), FLAC("audio/flac");

    /** How many bytes are needed to tell. */
    static final int HEAD = 64;

    final String name;

    MediaType(String name) {
        this.name = name;
    }

    static Optional<MediaType> of(byte[] head) {
        if (at(head, 0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (at(head, 0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (at(head, 0, "GIF87a") || at(head, 0, "GIF89a")) {
            return Optional.of(GIF);
        }
        if (at(head, 0, "RIFF")) {
            return at(head, 8, "WEBP") ? Optional.of(WEBP) : at(head, 8, "WAVE") ? Optional.of(WAV) : Optional.empty();
        }
        if (at(head, 4, "ftyp")) {
            return Optional.of(at(head, 8, "avif") || at(head, 8, "avis") ? AVIF : at(head, 8, "qt  ") ? MOV : MP4);
        }
        // Matroska and WebM share the mark; browsers play the second alone.
        if (at(head, 0, "\u001a\u0045\u00df\u00a3")
                && new String(head, StandardCharsets.ISO_8859_1).contains("webm")) {
            return Optional.of(WEBM);
        }
        if (at(head, 0, "fLaC")) {
            return Optional.of(FLAC);
        }
        boolean frame = head.length > 1 && (head[0] & 0xff) == 0xff && (head[1] & 0xe6) == 0xe2;
        return at(head, 0, "ID3") || frame ? Optional.of(MP3) : Optional.empty();
    }

    private static boolean at(byte[] head, int offset, String mark) {
        byte[] bytes = mark.getBytes(StandardCharsets.ISO_8859_1);
        if (head.length < offset + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (head[offset + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}

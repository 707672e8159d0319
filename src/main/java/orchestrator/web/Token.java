package orchestrator.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The secret that lets in. Kept as hashes, and compared in a time that tells nothing about how much was right. */
final class Token {

    private final byte[] hash;
    private final String session;

    Token(String secret) {
        this.hash = sha256(secret);
        this.session = HexFormat.of().formatHex(sha256("session of " + secret));
    }

    boolean matches(String candidate) {
        return MessageDigest.isEqual(hash, sha256(candidate));
    }

    /** What a signed-in browser's cookie holds; it opens as much as the token, and does not tell it. */
    String session() {
        return session;
    }

    boolean matchesSession(String candidate) {
        return MessageDigest.isEqual(sha256(session), sha256(candidate));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

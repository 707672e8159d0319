package orchestrator.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Forms with files, as a browser sends them, and otherwise. */
public final class Multipart {

    public static final String BOUNDARY = "----form7MA4YWxkTrZu0gW";

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** A form with one picture in the field {@code file}. */
    public static byte[] of(byte[] content) {
        return new Multipart().file("picture.png", content).end();
    }

    /** Sends a picture as the page does. */
    public static Raw.Answer upload(int port, byte[] content) throws IOException {
        return post(port, of(content));
    }

    /** Sends a form. */
    public static Raw.Answer post(int port, byte[] form) throws IOException {
        try (Raw raw = Raw.to(port)) {
            return raw.send(head(port, form.length)).send(form).answer();
        }
    }

    /** What comes before the form. */
    public static String head(int port, long length) {
        return Raw.request(port, "POST", "/api/uploads", "", "Content-Type: multipart/form-data; boundary=" + BOUNDARY,
                "Content-Length: " + length);
    }

    public Multipart file(String filename, byte[] content) {
        return part("Content-Disposition: form-data; name=\"file\"; filename=\"" + filename
                + "\"\r\nContent-Type: image/png", content);
    }

    public Multipart field(String name, String value) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
    }

    public Multipart part(String headers, byte[] content) {
        text("--" + BOUNDARY + "\r\n" + headers + "\r\n\r\n");
        body.writeBytes(content);
        return text("\r\n");
    }

    public byte[] end() {
        return text("--" + BOUNDARY + "--\r\n").sofar();
    }

    /** The form without its end. */
    public byte[] sofar() {
        return body.toByteArray();
    }

    private Multipart text(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }
}

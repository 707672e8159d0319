package orchestrator.demo;

import io.javalin.http.Context;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One file on its way out, whole or in part, or as a scripted fault wants it. */
record FileAnswer(Context context, String name, byte[] bytes, Optional<Faults.ViewFault> fault, Faults faults) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
    private static final Map<String, String> TYPES = Map.of("png", "image/png", "jpg", "image/jpeg", "jpeg",
            "image/jpeg", "webp", "image/webp", "gif", "image/gif", "mp4", "video/mp4", "webm", "video/webm");
    private static final long SECOND = 1000;

    void send() throws IOException, InterruptedException {
        context.header("Content-Disposition", "filename=\"" + name.replace("\"", "") + "\"");
        context.contentType(type());
        if (fault.isPresent()) {
            fail(fault.get());
            return;
        }
        Optional<String> preview = Optional.ofNullable(context.queryParam("preview"));
        if (preview.isPresent()) {
            preview();
            return;
        }
        context.header("Accept-Ranges", "bytes").header("ETag", "\"" + Integer.toHexString(
                java.util.Arrays.hashCode(bytes)) + "\"");
        Matcher range = RANGE.matcher(Optional.ofNullable(context.header("Range")).orElse(""));
        if (range.matches() && !range.group(1).concat(range.group(2)).isEmpty()) {
            part(range.group(1), range.group(2));
        } else {
            context.result(bytes);
        }
    }

    private void part(String from, String to) {
        int first = from.isEmpty() ? Math.max(0, bytes.length - Integer.parseInt(to)) : Integer.parseInt(from);
        int last = from.isEmpty() || to.isEmpty()
                ? bytes.length - 1
                : Math.min(bytes.length - 1, Integer.parseInt(to));
        if (first > last) {
            context.status(416).header("Content-Range", "bytes */" + bytes.length);
            return;
        }
        context.status(206).header("Content-Range", "bytes " + first + "-" + last + "/" + bytes.length)
                .result(java.util.Arrays.copyOfRange(bytes, first, last + 1));
    }

    /** The JDK writes no WebP, so a preview is always JPEG here, without any metadata. */
    private void preview() {
        Optional<BufferedImage> image = Png.decode(bytes);
        if (image.isEmpty()) {
            throw new IllegalArgumentException("not a picture: " + name);
        }
        context.contentType("image/jpeg").result(Png.jpeg(Pixels.opaque(image.get())));
    }

    private void fail(Faults.ViewFault fault) throws IOException, InterruptedException {
        switch (fault) {
            case LOST -> context.status(404).contentType("text/plain");
            case BAD_GATEWAY_502 -> context.status(502).contentType("text/html").result("<html>Bad Gateway</html>");
            case EMPTY -> context.result(new byte[0]);
            case WRONG_TYPE -> context.contentType("text/html").result("<html><body>Sign in first</body></html>");
            case HUGE -> HugePicture.write(declare(HugePicture.BYTES));
            case ANY_NAME -> throw new IllegalStateException("is answered before any file is looked for");
            case TRICKLE -> {
                OutputStream out = declare(bytes.length);
                for (byte b : bytes) {
                    out.write(b);
                    out.flush();
                    Thread.sleep(SECOND);
                }
            }
            case CUT_AT_HALF -> {
                declare(bytes.length).write(bytes, 0, bytes.length / 2);
                Answers.cut(context);
            }
            case STALLED_AT_HALF -> {
                OutputStream out = declare(bytes.length);
                out.write(bytes, 0, bytes.length / 2);
                out.flush();
                faults.stall();
                Answers.cut(context);
            }
            case WRONG_LENGTH -> {
                declare(2L * bytes.length).write(bytes);
                Answers.cut(context);
            }
        }
    }

    private OutputStream declare(long length) throws IOException {
        context.res().setContentLengthLong(length);
        OutputStream out = context.res().getOutputStream();
        out.flush();
        return out;
    }

    private String type() {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(extension, "application/octet-stream");
    }
}

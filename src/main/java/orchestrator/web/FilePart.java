package orchestrator.web;

import io.javalin.http.Context;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/**
 * The one file of a multipart request, handed on as it comes in. Nothing is kept here: Javalin's own support would spool
 * every part to a folder of the system's and knows no limit.
 */
final class FilePart {

    /** Largest file, in bytes. */
    static final long MAX_FILE = 64L << 20;

    private static final String FIELD = "file";
    private static final long MAX_AROUND = 1L << 20;
    private static final int MAX_PREAMBLE = 64 << 10;
    private static final int MAX_PARTS = 16;
    private static final int MAX_HEADERS = 8 << 10;
    private static final int MAX_BOUNDARY = 70;
    private static final int BLOCK = 1 << 16;

    private FilePart() {
    }

    /** Where the bytes go. */
    interface Sink {

        void write(ByteBuffer bytes) throws IOException;
    }

    /** Whether the request says that it is a form with files. */
    static boolean isMultipart(Context context) {
        String type = context.contentType();
        return type != null && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("multipart/form-data");
    }

    /**
     * Reads the request to its end.
     *
     * @throws Problem     400 when it is not a form with one file, 413 when that is too large, 408 when it comes too
     *                     slowly
     * @throws IOException when the sink fails, and only then
     */
    static void read(Context context, Sink sink) throws IOException {
        Parts parts = new Parts(sink);
        MultiPart.Parser parser = new MultiPart.Parser(boundary(context), parts);
        parser.setMaxParts(MAX_PARTS);
        parser.setPartHeadersMaxLength(MAX_HEADERS);
        InputStream in = stream(context);
        try {
            if (context.req().getContentLengthLong() > MAX_FILE + MAX_AROUND) {
                throw RequestBody.tooLarge("file", MAX_FILE);
            }
            byte[] block = new byte[BLOCK];
            for (int read = next(in, block); read >= 0; read = next(in, block)) {
                parts.came(read);
                parser.parse(Content.Chunk.from(ByteBuffer.wrap(block, 0, read), false));
                parts.check();
            }
        } catch (Problem | IOException refused) {
            drain(in);
            throw refused;
        }
        parser.parse(Content.Chunk.EOF);
        parts.check();
        parts.mustHaveFile();
    }

    /** Reads over a request that is refused, so that its sender hears the answer. */
    static void skip(Context context) {
        drain(stream(context));
    }

    private static String boundary(Context context) {
        String boundary = MultiPart.extractBoundary(context.contentType());
        if (boundary == null || boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
            throw bad("The Content-Type must name a boundary of at most " + MAX_BOUNDARY + " characters.");
        }
        return boundary;
    }

    private static InputStream stream(Context context) {
        try {
            return context.req().getInputStream();
        } catch (IOException | RuntimeException failure) {
            throw RequestBody.broken(failure);
        }
    }

    private static int next(InputStream in, byte[] block) {
        try {
            return in.read(block);
        } catch (IOException | RuntimeException failure) {
            throw RequestBody.broken(failure);
        }
    }

    private static void drain(InputStream in) {
        try {
            RequestBody.drain(in);
        } catch (IOException | RuntimeException gone) {
            // Then nobody waits for the answer.
        }
    }

    private static Problem bad(String detail) {
        return Problem.of(400, "bad-multipart", detail).with("Connection", "close");
    }

    /** Hears what the parser finds. The parser swallows what is thrown here, so it is kept and asked for. */
    private static final class Parts extends MultiPart.AbstractPartsListener {

        private final Sink sink;
        private Optional<Exception> failure = Optional.empty();
        private boolean begun;
        private int found;
        private long all;
        private long size;

        private Parts(Sink sink) {
            this.sink = sink;
        }

        void came(int bytes) {
            all += bytes;
            if (all - size > MAX_AROUND + BLOCK) {
                throw RequestBody.tooLarge("rest of the form", MAX_AROUND);
            }
            if (!begun && all > MAX_PREAMBLE) {
                throw bad("The body does not begin with its boundary.");
            }
        }

        void check() throws IOException {
            if (failure.orElse(null) instanceof IOException failed) {
                throw failed;
            } else if (failure.orElse(null) instanceof RuntimeException refused) {
                throw refused;
            }
        }

        void mustHaveFile() {
            if (found != 1) {
                throw bad("Send one file, in the field " + FIELD + ".");
            }
        }

        @Override
        public void onPartBegin() {
            begun = true;
        }

        @Override
        public void onPartContent(Content.Chunk chunk) {
            if (FIELD.equals(getName()) && failure.isEmpty() && found == 0) {
                size += chunk.remaining();
                failure = size > MAX_FILE ? Optional.of(RequestBody.tooLarge("file", MAX_FILE)) : written(chunk);
            }
        }

        @Override
        public void onPart(String name, String fileName, HttpFields headers) {
            found += FIELD.equals(name) ? 1 : 0;
        }

        @Override
        public void onFailure(Throwable broken) {
            if (failure.isEmpty()) {
                failure = Optional.of(bad("The form is broken, or has more than " + MAX_PARTS + " parts."));
            }
        }

        private Optional<Exception> written(Content.Chunk chunk) {
            try {
                sink.write(chunk.getByteBuffer());
                return Optional.empty();
            } catch (IOException | RuntimeException failed) {
                return Optional.of(failed);
            }
        }
    }
}

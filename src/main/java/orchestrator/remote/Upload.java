package orchestrator.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A file on its way, and how far it is. */
final class Upload {

    private static final long LOOK_SECONDS = 5;
    private static final int STILL = 12;

    private final Path file;
    private final AtomicLong gone = new AtomicLong();

    Upload(Path file) {
        this.file = file;
    }

    HttpRequest.BodyPublisher body() throws IOException {
        return HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofInputStream(this::open), Files
                .size(file));
    }

    /** Waits for the answer for as long as the file moves. */
    <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> answer) throws IOException, InterruptedException {
        long seen = -1;
        try {
            for (int still = 0; still < STILL;) {
                try {
                    return answer.get(LOOK_SECONDS, TimeUnit.SECONDS);
                } catch (TimeoutException notYet) {
                    still = gone.get() > seen ? 0 : still + 1;
                    seen = gone.get();
                } catch (ExecutionException failed) {
                    throw failed.getCause() instanceof IOException cut ? cut : new IOException(failed.getCause());
                }
            }
            throw new IOException("no byte has gone for " + STILL * LOOK_SECONDS + " s");
        } finally {
            answer.cancel(true);
        }
    }

    private InputStream open() {
        try {
            return new FilterInputStream(Files.newInputStream(file)) {
                @Override
                public int read(byte[] into, int at, int length) throws IOException {
                    int read = super.read(into, at, length);
                    gone.addAndGet(Math.max(0, read));
                    return read;
                }
            };
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}

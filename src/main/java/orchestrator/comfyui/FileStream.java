package orchestrator.comfyui;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A response body taken piece by piece with flat memory: the next piece is asked for when the last is written. */
final class FileStream implements Flow.Subscriber<List<ByteBuffer>> {
    /** One signal of the publisher: a piece, or the end with or without a failure. */
    private sealed interface Signal {
        record Piece(List<ByteBuffer> buffers) implements Signal {}

        record End(Optional<Throwable> failure) implements Signal {}
    }

    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private volatile Flow.Subscription subscription;
    private volatile boolean unwanted;

    static Fetched drain(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response, WritableByteChannel sink,
            Duration stall) throws IOException {
        var stream = new FileStream();
        response.body().subscribe(stream);
        return stream.copy(response.headers().firstValueAsLong("Content-Length"), Transport.contentType(response), sink,
                stall);
    }

    /** Reads nothing and lets the connection go. */
    static void discard(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response) {
        var stream = new FileStream();
        stream.unwanted = true;
        response.body().subscribe(stream);
    }

    private FileStream() {
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (unwanted)
            given.cancel();
        else
            given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.add(new Signal.Piece(buffers));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new Signal.End(Optional.of(failure)));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal.End(Optional.empty()));
    }

    private Fetched copy(OptionalLong announced, String contentType, WritableByteChannel sink, Duration stall)
            throws IOException {
        long bytes = 0;
        try {
            while (true) {
                switch (signals.poll(stall.toMillis(), TimeUnit.MILLISECONDS)) {
                    case null -> {
                        return new Fetched.Stalled(bytes);
                    }
                    case Signal.Piece piece -> {
                        bytes += write(piece.buffers(), sink);
                        subscription.request(1);
                    }
                    case Signal.End end -> {
                        return end(end, bytes, announced, contentType);
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ComfyUnreachable(new Trouble(Trouble.Kind.INTERRUPTED, "interrupted"), interrupted);
        } finally {
            cancel();
        }
    }

    private static Fetched end(Signal.End end, long bytes, OptionalLong announced, String contentType) {
        if (end.failure().isPresent())
            return new Fetched.Cut(bytes, end.failure().get().toString());
        if (announced.isPresent() && announced.getAsLong() != bytes)
            return new Fetched.Cut(bytes, bytes + " bytes came instead of " + announced.getAsLong());
        return new Fetched.Complete(bytes, contentType);
    }

    private static long write(List<ByteBuffer> buffers, WritableByteChannel sink) throws IOException {
        long bytes = 0;
        for (ByteBuffer buffer : buffers)
            while (buffer.hasRemaining())
                bytes += sink.write(buffer);
        return bytes;
    }

    private void cancel() {
        if (subscription != null)
            subscription.cancel();
    }
}

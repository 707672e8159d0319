package orchestrator.canvas;

import orchestrator.file.DurableFiles;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Small JPEGs of pictures, made once and kept. */
final class Thumbnails {

    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);
    // Each decode holds a whole picture in memory.
    private static final int DECODERS = 2;
    private static final int MAX_KNOWN = 400_000;

    private sealed interface Outcome {

        record Made(int color) implements Outcome {}

        /** Trying again would fail again. */
        record Impossible() implements Outcome {}
    }

    private final ThumbnailFolder folder;
    private final Executor decoders;
    /** By name: what was made, or found whole, since the start. */
    private final Cache<String, Outcome> known = Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();
    private final Map<String, CompletableFuture<Outcome>> underWay = new ConcurrentHashMap<>();

    Thumbnails(ThumbnailFolder folder) {
        this.folder = folder;
        // Decoding never leaves its carrier: on virtual threads it would hold up every request.
        ThreadPoolExecutor pool = new ThreadPoolExecutor(DECODERS, DECODERS, 30, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name("thumbnail-", 1).factory());
        pool.allowCoreThreadTimeOut(true);
        this.decoders = pool;
    }

    /**
     * The thumbnail's file. Fifty who ask at once wait for one decode.
     *
     * @param side longest side in pixels
     * @return empty when there can be none: a video, a damaged picture, one too large to be decoded
     */
    Optional<Path> of(Item item, Path original, int side) {
        if (item.isVideo() || item.state() != Item.State.WHOLE || isTooLarge(item)) {
            return Optional.empty();
        }
        String name = name(item, side);
        return file(name, () -> make(name, original, side));
    }

    /**
     * The thumbnail of a picture that is no item.
     *
     * @param name    of the thumbnail: another one for another picture
     * @param picture its bytes, asked for when no thumbnail is kept
     */
    Optional<Path> of(String name, Supplier<Optional<byte[]>> picture, int side) {
        return file(name, () -> {
            Optional<byte[]> bytes = picture.get();
            return bytes.isPresent() ? make(name, bytes.get(), side) : new Outcome.Impossible();
        });
    }

    private Optional<Path> file(String name, Find make) {
        Outcome outcome = known.getIfPresent(name);
        if (outcome == null || outcome instanceof Outcome.Made && !Files.exists(folder.path(name))) {
            outcome = outcome(name, make);
        }
        return switch (outcome) {
            case Outcome.Made _ -> Optional.of(folder.path(name));
            case Outcome.Impossible _ -> Optional.empty();
        };
    }

    /** The average colour, {@code #rrggbb}, once a thumbnail of the item was asked for since the start. */
    Optional<String> color(Item item) {
        return Optional.ofNullable(known.getIfPresent(name(item, 256))).or(() -> Optional.ofNullable(known.getIfPresent(
                name(item, 512)))).flatMap(outcome -> switch (outcome) {
                    case Outcome.Made(int color) -> Optional.of("#%06x".formatted(color));
                    case Outcome.Impossible _ -> Optional.empty();
                });
    }

    private Outcome outcome(String name, Find make) {
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> first = underWay.putIfAbsent(name, mine);
        if (first == null) {
            decoders.execute(() -> work(mine, () -> find(name, make), name));
        }
        try {
            return (first == null ? mine : first).join();
        } catch (CompletionException failure) {
            LOG.warn("No thumbnail {} this time: {}", name, failure.getCause().toString());
            return new Outcome.Impossible();
        }
    }

    private interface Find {
        Outcome run() throws IOException;
    }

    // Taken out first: who asks after a failure is not given the failure.
    private void work(CompletableFuture<Outcome> asked, Find find, String name) {
        try {
            Outcome outcome = find.run();
            underWay.remove(name);
            asked.complete(outcome);
        } catch (IOException | RuntimeException | OutOfMemoryError failure) {
            underWay.remove(name);
            asked.completeExceptionally(failure);
        }
    }

    private Outcome find(String name, Find make) throws IOException {
        Outcome outcome = kept(name).orElse(null);
        if (outcome == null) {
            outcome = make.run();
        }
        known.put(name, outcome);
        return outcome;
    }

    private Optional<Outcome> kept(String name) {
        try {
            return Files.exists(folder.path(name))
                    ? Optional.of(new Outcome.Made(Raster.average(folder.read(name))))
                    : Optional.empty();
        } catch (IOException | RuntimeException damaged) {
            LOG.debug("The thumbnail {} is made again: {}", name, damaged.toString());
            return Optional.empty();
        }
    }

    // Readers want a file, and what is larger than it seems must not be decoded.
    private Outcome make(String name, byte[] picture, int side) throws IOException {
        try (DurableFiles.Draft draft = folder.draft()) {
            draft.write(ByteBuffer.wrap(picture));
            Description is = Description.of(draft.file());
            boolean fits = is.media().filter(media -> !media.isVideo()).isPresent() && is.state() == Item.State.WHOLE
                    && !isTooLarge(is.width(), is.height());
            return fits ? make(name, draft.file(), side) : new Outcome.Impossible();
        }
    }

    private Outcome make(String name, Path original, int side) throws IOException {
        byte[] jpeg;
        int color;
        try {
            jpeg = Raster.thumbnail(original, side);
            color = Raster.average(jpeg);
        } catch (IOException | RuntimeException damaged) {
            if (!Files.exists(original)) {
                throw new UncheckedIOException(new IOException("the picture is gone", damaged));
            }
            LOG.debug("No thumbnail of {}: {}", original.getFileName(), damaged.toString());
            return new Outcome.Impossible();
        }
        folder.write(name, jpeg);
        return new Outcome.Made(color);
    }

    private static String name(Item item, int side) {
        return item.id() + "-" + item.version() + "-" + side + ".jpg";
    }

    /** Whether a thumbnail can be made of it at all. */
    static boolean fits(Item item) {
        return !item.isVideo() && item.state() == Item.State.WHOLE && !isTooLarge(item);
    }

    private static boolean isTooLarge(Item item) {
        return isTooLarge(item.width(), item.height());
    }

    private static boolean isTooLarge(int width, int height) {
        return width <= 0 || height <= 0 || StillPicture.isTooLarge(width, height);
    }
}

package orchestrator.canvas;

import orchestrator.event.Event;
import orchestrator.file.DurableFiles;
import orchestrator.file.FolderWatch;
import orchestrator.file.SafePath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What lies in the output folder. The folder is the truth; the index over it is in memory and made anew. */
public final class Canvas {

    private static final long MAX_THUMBNAIL_BYTES = 4L << 30;

    private final SafePath output;
    private final CanvasIndex index = new CanvasIndex();
    private final Snapshots snapshots;
    private final Names names;
    private final Thumbnails thumbnails;
    private final Uploads uploads;
    private final FolderLook folder;

    private Canvas(SafePath output, Thumbnails thumbnails, Uploads uploads, Consumer<Event> listeners,
            InstantSource time) {
        this.output = output;
        this.uploads = uploads;
        this.snapshots = new Snapshots(index, time);
        this.names = new Names(output);
        this.thumbnails = thumbnails;
        this.folder = new FolderLook(output, index, listeners, time);
    }

    /**
     * How far reading is.
     *
     * @param total files that had to be opened; 0 while nothing is read
     */
    public record Indexing(int done, int total) {}

    /**
     * The canvas over a folder, empty until {@link #scan}.
     *
     * @param own       where small pictures and uploads are kept
     * @param listeners are told of each change; they must not wait
     */
    public static Canvas open(Path output, Path own, DurableFiles files, Consumer<Event> listeners,
            InstantSource time) throws IOException {
        Files.createDirectories(output);
        return new Canvas(SafePath.below(output), new Thumbnails(new ThumbnailFolder(own.resolve("thumbnails"), files,
                time, MAX_THUMBNAIL_BYTES)), new Uploads(own.resolve("uploads"), files), listeners, time);
    }

    /** Pictures that were sent to us. */
    public Uploads uploads() {
        return uploads;
    }

    /** What jobs may start from: items and uploads. */
    public InputPictures inputs() {
        return new InputPictures(this, uploads);
    }

    /** The folder to be watched. */
    public Path folder() {
        return output.root();
    }

    public int size() {
        return index.size();
    }

    /** How far the look is that goes on now. */
    public Indexing indexing() {
        return folder.indexing();
    }

    public CanvasPage list(CanvasQuery query, int offset, int limit) {
        return snapshots.page(query, offset, limit);
    }

    /** A page of a list frozen before; empty when it is no longer kept. */
    public Optional<CanvasPage> list(String snap, int offset, int limit) {
        return snapshots.page(snap, offset, limit);
    }

    /** Where an item stands in a list frozen before, from 0; empty when it is not in it, or the list is no longer kept. */
    public OptionalInt rank(String snap, String id) {
        return snapshots.rank(snap, id);
    }

    public Optional<Item> item(String id) {
        return index.byId(id);
    }

    /** The item a result of a job became; empty when it is gone. */
    public Optional<Item> itemAt(String path) {
        return index.byPath(path);
    }

    /** Everything the file says of its making, read now. */
    public Making making(Item item) {
        try {
            Optional<Path> file = file(item);
            return file.isPresent() ? Description.of(file.get()).making() : item.making();
        } catch (IOException gone) {
            return item.making();
        }
    }

    /** What the file says of its making, word for word, by the names of its texts. Foreign text. */
    public Map<String, String> texts(Item item) {
        try {
            Optional<Path> file = file(item);
            return file.isPresent() ? Description.texts(file.get()) : Map.of();
        } catch (IOException gone) {
            return Map.of();
        }
    }

    /** The file behind an item; empty when it is gone, or no longer a plain file of the folder. */
    public Optional<Path> file(Item item) {
        return output.file(item.path());
    }

    /**
     * A small picture of an item, a JPEG. Waits until it is made.
     *
     * @param side 256, 512 or 2048: longest side in pixels
     * @return empty when there can be none: a video, a damaged picture, one over 16,384 pixels a side or 64 million
     */
    public Optional<Path> thumbnail(Item item, int side) {
        return file(item).flatMap(original -> thumbnails.of(item, original, side));
    }

    /**
     * A small picture, a JPEG of at most 256 pixels a side, of a picture that is no item.
     *
     * @param name    letters and digits, at least two; another one for another picture
     * @param picture its bytes, asked for when no small one is kept
     */
    public Optional<Path> thumbnail(String name, Supplier<Optional<byte[]>> picture) {
        return thumbnails.of(name + "-256.jpg", picture, 256);
    }

    /** The average colour, {@code #rrggbb}; empty until a thumbnail of the item was asked for. */
    public Optional<String> color(Item item) {
        return thumbnails.color(item);
    }

    /** A name for a new result, given once: {@code <word>_<number>.<extension>} in the folder, or in the top one. */
    public String reserve(String word, String extension, Optional<String> folder) {
        return names.next(word, extension, folder.filter(name -> output.resolve(name).isPresent()).orElse(""));
    }

    /** Tells of a name {@link #reserve} gave before a restart, so that it is not given to another result. */
    public void claim(String path) {
        names.claim(path);
    }

    /** Whether there can be a thumbnail; a damaged, unfinished or huge picture and a video have none. */
    public boolean hasThumbnail(Item item) {
        return Thumbnails.fits(item);
    }

    /** Whether a fetched file is what its future name promises, to its last byte. */
    public boolean isWhole(Path file, String path) throws IOException {
        Description is = Description.of(file);
        Optional<Media> promised = Media.promisedBy(path);
        return promised.isEmpty()
                ? Files.size(file) > 0
                : is.state() == Item.State.WHOLE && is.media().map(promised.get()::equals).orElse(false);
    }

    /** What a whole file is called below the output folder; empty when it lies elsewhere, or is not whole. */
    public Optional<String> whole(Path file) {
        try {
            Path root = output.root().toRealPath();
            Path real = file.toRealPath();
            if (!real.startsWith(root)) {
                return Optional.empty();
            }
            String path = root.relativize(real).toString().replace('\\', '/');
            return output.file(path).isPresent() && isWhole(real, path) ? Optional.of(path) : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Takes a file into the list where it lies. Its size in bytes; empty when it is gone. */
    public OptionalLong adopt(String path) throws IOException {
        Optional<Path> file = output.file(path);
        if (file.isEmpty()) {
            return OptionalLong.empty();
        }
        folder.at(path);
        return OptionalLong.of(file.get().toFile().length());
    }

    /** Puts a new result under its reserved name; it is in the list when this returns. */
    public void keep(DurableFiles.Draft draft, String path) throws IOException {
        Path target = output.resolve(path).orElseThrow(() -> new IOException("not a name below the output: " + path));
        Files.createDirectories(target.getParent());
        draft.becomes(target);
        folder.at(path);
    }

    /**
     * Looks at everything.
     *
     * @throws IOException when the folder itself is not there; what was known of it is kept
     */
    public void scan() throws IOException {
        folder.everything();
    }

    /** Looks again at what somebody touched, and at what was not whole the last time. */
    public void look(FolderWatch.Changes touched) throws IOException {
        folder.at(touched);
    }

    /** Whether some file's end was missing when it was last looked at. */
    public boolean hasUnfinished() {
        return folder.hasUnfinished();
    }
}

package orchestrator.canvas;

import orchestrator.event.Event;
import orchestrator.file.DurableFiles;
import orchestrator.file.FolderWatch;
import orchestrator.file.SafePath;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What lies in the output folder. The folder is the truth; the index over it is in memory and made anew. */
public final class Canvas {

    private static final Logger LOG = LoggerFactory.getLogger(Canvas.class);

    private final SafePath output;
    private final CanvasIndex index = new CanvasIndex();
    private final Names names;
    private final Thumbnails thumbnails;
    private final Consumer<Event> listeners;
    /** Files whose end was missing when they were last looked at. */
    private final Set<String> unfinished = ConcurrentHashMap.newKeySet();

    private Canvas(SafePath output, Thumbnails thumbnails, Consumer<Event> listeners) {
        this.output = output;
        this.names = new Names(output);
        this.thumbnails = thumbnails;
        this.listeners = listeners;
    }

    /**
     * The canvas over a folder, empty until {@link #scan}.
     *
     * @param thumbnails where small pictures are kept
     * @param listeners  are told of each change; they must not wait
     */
    public static Canvas open(Path output, Path thumbnails, DurableFiles files, Consumer<Event> listeners)
            throws IOException {
        Files.createDirectories(output);
        return new Canvas(SafePath.below(output), new Thumbnails(thumbnails, files), listeners);
    }

    /** The folder to be watched. */
    public Path folder() {
        return output.root();
    }

    public int size() {
        return index.size();
    }

    public CanvasPage list(CanvasQuery query, int offset, int limit) {
        return index.page(query, offset, limit);
    }

    /** A page of a list frozen before; empty when it is no longer kept. */
    public Optional<CanvasPage> list(String snap, int offset, int limit) {
        return index.page(snap, offset, limit);
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
        } catch (IOException | UncheckedIOException gone) {
            return item.making();
        }
    }

    /** The file behind an item; empty when it is gone, or no longer a plain file of the folder. */
    public Optional<Path> file(Item item) {
        return output.file(item.path());
    }

    /** @param side longest side in pixels; empty when there can be no thumbnail */
    public Optional<Path> thumbnail(Item item, int side) {
        return file(item).flatMap(original -> thumbnails.of(item, original, side));
    }

    /** A name for a new result, given once: {@code <word>_<number>.<extension>} in the folder, or in the top one. */
    public String reserve(String word, String extension, Optional<String> folder) {
        return names.next(word, extension, folder.filter(name -> output.resolve(name).isPresent()).orElse(""));
    }

    /** Whether a fetched file is what its future name promises, to its last byte. */
    public boolean isWhole(Path file, String path) throws IOException {
        Description is = Description.of(file);
        Optional<Media> promised = Media.promisedBy(path);
        return promised.isEmpty()
                ? Files.size(file) > 0
                : is.state() == Item.State.WHOLE && is.media().map(promised.get()::equals).orElse(false);
    }

    /** Puts a new result under its reserved name; it is in the list when this returns. */
    public void keep(DurableFiles.Draft draft, String path) throws IOException {
        Path target = output.resolve(path).orElseThrow(() -> new IOException("not a name below the output: " + path));
        Files.createDirectories(target.getParent());
        draft.becomes(target);
        Changes changes = new Changes();
        look(target, changes);
        changes.tell();
    }

    /** Looks at everything. One bad file harms no other. */
    public void scan() throws IOException {
        Changes changes = new Changes();
        Set<String> seen = new HashSet<>();
        walk(output.root(), seen, changes);
        index.paths().stream().filter(path -> !seen.contains(path)).forEach(changes::removed);
        changes.tell();
    }

    /** Looks again at what somebody touched, and at what was not whole the last time. */
    public void look(FolderWatch.Changes touched) throws IOException {
        if (touched.everything()) {
            scan();
            return;
        }
        Changes changes = new Changes();
        Set<Path> due = new HashSet<>(touched.paths());
        unfinished.forEach(path -> output.resolve(path).ifPresent(due::add));
        for (Path path : due) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                walk(path, new HashSet<>(), changes);
            } else {
                look(path, changes);
            }
        }
        changes.tell();
    }

    /** Whether some file's end was missing when it was last looked at. */
    public boolean hasUnfinished() {
        return !unfinished.isEmpty();
    }

    private void walk(Path folder, Set<String> seen, Changes changes) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                return dir.equals(folder) || SafePath.isName(dir.getFileName().toString())
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                look(file, attributes, changes).ifPresent(seen::add);
                changes.tellIfMany();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void look(Path file, Changes changes) {
        try {
            look(file, Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS), changes);
        } catch (NoSuchFileException gone) {
            output.relative(file).ifPresent(path -> {
                changes.removed(path);
                index.paths().stream().filter(known -> known.startsWith(path + "/")).forEach(changes::removed);
            });
        } catch (IOException unreadable) {
            LOG.debug("{} cannot be looked at: {}", file.getFileName(), unreadable.toString());
        }
    }

    private Optional<String> look(Path file, BasicFileAttributes attributes, Changes changes) {
        String name = file.getFileName().toString();
        if (!attributes.isRegularFile() || !SafePath.isName(name) || Media.promisedBy(name).isEmpty()) {
            return Optional.empty();
        }
        Optional<String> path = output.relative(file).filter(relative -> output.resolve(relative).isPresent());
        if (path.isEmpty() || isKnown(path.get(), attributes)) {
            return path;
        }
        try {
            changes.put(item(path.get(), attributes, Description.of(file)));
        } catch (IOException | UncheckedIOException unreadable) {
            changes.put(item(path.get(), attributes, new Description(Optional.empty(), 0, 0, Item.State.BROKEN,
                    Making.UNKNOWN)));
        }
        return path;
    }

    private boolean isKnown(String path, BasicFileAttributes attributes) {
        return index.byPath(path).filter(item -> item.size() == attributes.size()
                && item.created().equals(attributes.lastModifiedTime().toInstant())
                && item.state() != Item.State.WRITING).isPresent();
    }

    private static Item item(String path, BasicFileAttributes attributes, Description is) {
        return new Item(id(path), path, is.media(), attributes.size(), attributes.lastModifiedTime().toInstant(), is
                .width(), is.height(), is.state(), is.making().brief());
    }

    private static String id(String path) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What one look found, told together. */
    private final class Changes {

        private static final int MANY = 500;

        private final List<String> added = new ArrayList<>();
        private final List<String> removed = new ArrayList<>();
        private final List<String> changed = new ArrayList<>();

        void put(Item item) {
            boolean known = index.byPath(item.path()).isPresent();
            if (index.put(item)) {
                (known ? changed : added).add(item.id());
            }
            if (item.state() == Item.State.WRITING) {
                unfinished.add(item.path());
            } else {
                unfinished.remove(item.path());
            }
        }

        void removed(String path) {
            unfinished.remove(path);
            index.remove(path).ifPresent(item -> removed.add(item.id()));
        }

        void tellIfMany() {
            if (added.size() + changed.size() >= MANY) {
                tell();
            }
        }

        void tell() {
            if (!added.isEmpty() || !removed.isEmpty() || !changed.isEmpty()) {
                listeners.accept(new Event.CanvasChanged(List.copyOf(added), List.copyOf(removed), List.copyOf(
                        changed)));
                added.clear();
                removed.clear();
                changed.clear();
            }
        }
    }
}

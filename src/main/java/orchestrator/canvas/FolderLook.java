package orchestrator.canvas;

import orchestrator.event.Event;
import orchestrator.file.FolderWatch;
import orchestrator.file.SafePath;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes the index say what lies in the folder. One bad file harms no other. */
final class FolderLook {

    private static final Logger LOG = LoggerFactory.getLogger(FolderLook.class);

    private final SafePath output;
    private final CanvasIndex index;
    private final Consumer<Event> listeners;
    private final InstantSource time;
    private final Readers readers = new Readers();
    /** Files whose end was missing when they were last looked at. */
    private final Set<String> unfinished = ConcurrentHashMap.newKeySet();

    FolderLook(SafePath output, CanvasIndex index, Consumer<Event> listeners, InstantSource time) {
        this.output = output;
        this.index = index;
        this.listeners = listeners;
        this.time = time;
    }

    boolean hasUnfinished() {
        return !unfinished.isEmpty();
    }

    Canvas.Indexing indexing() {
        return readers.progress();
    }

    /** Looks at all of the folder. */
    void everything() throws IOException {
        if (!Files.isDirectory(output.root())) {
            // A disk that was unplugged has not lost its pictures.
            throw new NoSuchFileException(output.root().toString(), null, "the output folder is not there");
        }
        News news = new News(listeners);
        folder("", output.root(), news);
        news.tell();
    }

    /** Looks again at what somebody touched, and at what was not whole the last time. */
    void at(FolderWatch.Changes touched) throws IOException {
        Set<String> due = touched.paths().stream().map(output::relative).flatMap(Optional::stream)
                .collect(Collectors.toCollection(HashSet::new));
        if (touched.everything() || due.contains("")) {
            everything();
            return;
        }
        due.addAll(unfinished);
        News news = new News(listeners);
        List<Found> files = new ArrayList<>();
        for (String path : due) {
            look(path, files, news);
        }
        read(files, news);
        news.tell();
    }

    /** Looks at one path, in the caller's thread. */
    void at(String path) throws IOException {
        News news = new News(listeners);
        List<Found> files = new ArrayList<>();
        look(path, files, news);
        files.forEach(file -> read(file, news));
        news.tell();
    }

    private void look(String path, List<Found> files, News news) throws IOException {
        Optional<Path> file = output.resolve(path);
        if (file.isEmpty()) {
            // A name that is none of ours, or a link where a file was.
            remove(path, news);
            return;
        }
        try {
            BasicFileAttributes attributes = Found.attributes(file.get());
            if (attributes.isDirectory()) {
                index.remove(path).ifPresent(news::removed);
                folder(path, file.get(), news);
            } else if (Found.isShown(file.get().getFileName().toString(), attributes)) {
                files.add(new Found(path, file.get(), attributes));
                below(path, news);
            } else {
                remove(path, news);
            }
        } catch (IOException unreadable) {
            if (!isThere(path)) {
                remove(path, news);
            }
            LOG.debug("{} cannot be looked at: {}", path, unreadable.toString());
        }
    }

    private void folder(String path, Path folder, News news) throws IOException {
        // Taken before the walk: what is added meanwhile is not missed by it.
        List<String> known = index.pathsBelow(path);
        Walk walk = Walk.of(output, folder);
        read(walk.files(), news);
        Set<String> seen = walk.files().stream().map(Found::path).collect(Collectors.toSet());
        for (String one : known) {
            if (!seen.contains(one) && !walk.leftOut(one) && !isThere(one)) {
                forget(one, news);
            }
        }
    }

    // The newest first: they are what the first page shows.
    private void read(List<Found> files, News news) {
        List<Found> due = files.stream().filter(file -> !isKnown(file))
                .sorted(Comparator.comparing((Found file) -> file.attributes().lastModifiedTime()).reversed()).toList();
        readers.each(due, file -> read(file, news));
    }

    private void read(Found file, News news) {
        if (isKnown(file)) {
            return;
        }
        try {
            put(file.describe(Description.of(file.file()), time), news);
        } catch (ClosedByInterruptException _) {
            // The program ends: nothing was learned of the file.
        } catch (NoSuchFileException gone) {
            forget(file.path(), news);
        } catch (IOException unreadable) {
            LOG.debug("{} cannot be read: {}", file.path(), unreadable.toString());
            broken(file, news);
        } catch (RuntimeException bug) {
            LOG.error("A bug in reading {}", file.path(), bug);
            broken(file, news);
        }
    }

    private void broken(Found file, News news) {
        try {
            put(file.describe(Description.BROKEN, time), news);
        } catch (IOException gone) {
            forget(file.path(), news);
        }
    }

    private boolean isKnown(Found file) {
        return index.byPath(file.path()).filter(item -> file.isToldBy(item, time)).isPresent();
    }

    private boolean isThere(String path) {
        try {
            Optional<Path> file = output.resolve(path);
            return file.isPresent() && Found.isShown(file.get().getFileName().toString(), Found.attributes(file
                    .get()));
        } catch (IOException gone) {
            return false;
        }
    }

    private void put(Item item, News news) {
        if (item.state() == Item.State.WRITING) {
            unfinished.add(item.path());
        } else {
            unfinished.remove(item.path());
        }
        news.put(item, index.put(item));
    }

    private void remove(String path, News news) {
        forget(path, news);
        below(path, news);
    }

    private void below(String folder, News news) {
        index.pathsBelow(folder).forEach(path -> forget(path, news));
    }

    private void forget(String path, News news) {
        unfinished.remove(path);
        index.remove(path).ifPresent(news::removed);
    }
}
